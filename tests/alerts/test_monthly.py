"""The month so far, evaluated from known statistics of the recorder."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
import logging
from typing import Any

from homeassistant.components.recorder.models import (
    StatisticData,
    StatisticMeanType,
    StatisticMetaData,
)
from homeassistant.components.recorder.statistics import (
    async_add_external_statistics,
    async_import_statistics,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_time_changed
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
)

from custom_components.mikrotik_monitoring.alerts.built_in.interfaces import COMMITTED
from custom_components.mikrotik_monitoring.alerts.center import alert_center
from custom_components.mikrotik_monitoring.alerts.monthly import Months
from custom_components.mikrotik_monitoring.const import DOMAIN, OPTION_ALERTS, OPTION_BANDWIDTH
from custom_components.mikrotik_monitoring.recording.availability import (
    availability_id,
    observed_id,
)
from tests.dashboard.conftest import absent_router

BEGIN = datetime(2026, 10, 1, tzinfo=UTC)
NOW = datetime(2026, 10, 20, 12, tzinfo=UTC)
RX, TX = "sensor.attic_rx", "sensor.attic_tx"
ROUTER = "HE0000ATTIC"
OPTIONS: Mapping[str, Any] = {
    OPTION_ALERTS: {"bounds": {"availability": {"low": 99.5}}},
    OPTION_BANDWIDTH: {"port:ether1": {"commit": 100_000_000}},
}


@pytest.fixture
def mock_recorder_before_hass(async_test_recorder: Any) -> None:
    """Prepare the recorder before Home Assistant, and do not log each row."""
    logging.getLogger("sqlalchemy.engine").setLevel(logging.WARNING)


async def begin(hass: HomeAssistant, **options: Any) -> MockConfigEntry:
    """Return the entry of a router with one port, that is not set up."""
    await hass.config.async_set_time_zone("UTC")
    assert await async_setup_component(hass, DOMAIN, {})
    entry = absent_router(**options)
    entry.add_to_hass(hass)
    device = dr.async_get(hass).async_get_or_create(
        config_entry_id=entry.entry_id, identifiers={(DOMAIN, "port")}, name="ether1 · uplink"
    )
    for way, entity_id in (("rx", RX), ("tx", TX)):
        er.async_get(hass).async_get_or_create(
            "sensor",
            DOMAIN,
            f"{ROUTER}_interface.traffic.{way}_port:ether1",
            config_entry=entry,
            device_id=device.id,
            suggested_object_id=entity_id.removeprefix("sensor."),
        )
    return entry


def record(hass: HomeAssistant, statistic: str, means: list[float]) -> None:
    """Put the means of the month's first hours into the recorder."""
    is_entity = "." in statistic
    metadata = StatisticMetaData(
        mean_type=StatisticMeanType.ARITHMETIC,
        has_sum=False,
        name=None,
        source="recorder" if is_entity else DOMAIN,
        statistic_id=statistic,
        unit_class="data_rate" if is_entity else "unitless",
        unit_of_measurement="Mbit/s" if is_entity else "%",
    )
    rows = [
        StatisticData(start=BEGIN + timedelta(hours=hour), mean=mean, min=mean, max=mean)
        for hour, mean in enumerate(means)
    ]
    put = async_import_statistics if is_entity else async_add_external_statistics
    put(hass, metadata, rows)


async def pass_an_hour(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch, *, now: datetime = NOW
) -> None:
    """Evaluate the months, at a time in this one."""
    await async_wait_recording_done(hass)
    real = dt_util.utcnow()
    with monkeypatch.context() as patched:
        patched.setattr(dt_util, "utcnow", lambda: now)
        async_fire_time_changed(hass, real + timedelta(hours=1, minutes=1))
        await hass.async_block_till_done(wait_background_tasks=True)


def on(hass: HomeAssistant, entry: MockConfigEntry) -> list[tuple[str, str, str]]:
    """Return the active alerts: their keys, instances and labels."""
    active = alert_center(hass).active(entry.entry_id)
    return [(alert.id.key, alert.id.instance, alert.label) for alert in active]


async def test_a_commit_that_is_exceeded(
    recorder_mock: Any, hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the higher percentile of both directions; a twentieth of the time may be above."""
    entry = await begin(hass, **OPTIONS)
    record(hass, RX, [20.0] * 468)
    record(hass, TX, [500.0] * 20 + [40.0] * 448)
    await pass_an_hour(hass, monkeypatch)
    assert on(hass, entry) == []
    record(hass, TX, [500.0] * 40 + [40.0] * 428)
    await pass_an_hour(hass, monkeypatch)
    assert on(hass, entry) == [("commit", "port:ether1", "ether1 · uplink")]
    [alert] = alert_center(hass).active(entry.entry_id)
    assert alert.value == pytest.approx(500)
    assert alert.bound == 100
    record(hass, TX, [97.0] * 468)
    await pass_an_hour(hass, monkeypatch)
    assert on(hass, entry) == []


async def test_an_availability_that_is_missed(
    recorder_mock: Any, hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the observed time; each hour counts by its observed share."""
    entry = await begin(hass, **OPTIONS)
    record(hass, observed_id(ROUTER), [100.0] * 400 + [10.0] * 60)
    record(hass, availability_id(ROUTER), [100.0] * 400 + [80.0] * 60)
    await pass_an_hour(hass, monkeypatch)
    assert on(hass, entry) == []
    record(hass, availability_id(ROUTER), [100.0] * 400 + [60.0] * 60)
    await pass_an_hour(hass, monkeypatch)
    assert on(hass, entry) == [("availability", "", "")]
    [alert] = alert_center(hass).active(entry.entry_id)
    assert alert.value == pytest.approx(100 * 403.6 / 406)
    assert alert.bound == 99.5
    record(hass, availability_id(ROUTER), [100.0] * 460)
    await pass_an_hour(hass, monkeypatch)
    assert on(hass, entry) == []


async def test_a_month_that_has_just_begun(
    recorder_mock: Any, hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Less than a day raises nothing, nor does what was never recorded."""
    entry = await begin(hass, **OPTIONS)
    await pass_an_hour(hass, monkeypatch)
    assert on(hass, entry) == []
    for statistic, mean in ((RX, 900.0), (TX, 900.0), (availability_id(ROUTER), 1.0)):
        record(hass, statistic, [mean] * 23)
    record(hass, observed_id(ROUTER), [100.0] * 23)
    await pass_an_hour(hass, monkeypatch, now=BEGIN + timedelta(hours=23))
    assert on(hass, entry) == []
    for statistic, mean in ((RX, 900.0), (TX, 900.0), (availability_id(ROUTER), 1.0)):
        record(hass, statistic, [mean] * 25)
    record(hass, observed_id(ROUTER), [100.0] * 25)
    await pass_an_hour(hass, monkeypatch, now=BEGIN + timedelta(hours=25))
    assert {key for key, *_ in on(hass, entry)} == {"availability", "commit"}


async def test_nothing_is_set(
    recorder_mock: Any, hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a commit and a target no month is evaluated."""
    entry = await begin(hass)
    record(hass, RX, [900.0] * 400)
    record(hass, availability_id(ROUTER), [1.0] * 400)
    await pass_an_hour(hass, monkeypatch)
    assert on(hass, entry) == []


async def test_without_a_recorder(hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch) -> None:
    """The month is unknown, and nothing fails."""
    assert await async_setup_component(hass, DOMAIN, {})
    entry = absent_router(**OPTIONS)
    entry.add_to_hass(hass)
    real = dt_util.utcnow()
    async_fire_time_changed(hass, real + timedelta(hours=1, minutes=1))
    await hass.async_block_till_done(wait_background_tasks=True)
    assert on(hass, entry) == []


async def test_a_commit_of_which_nothing_can_be_known(
    recorder_mock: Any, hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A port without sensors or without a commit is skipped, the others are evaluated."""
    bandwidth = {
        "port:ether7": {"commit": 1_000_000},
        "port:ether8": {"download": 1_000_000},
        "port:ether1": {"commit": 100_000_000},
    }
    entry = await begin(hass, **{OPTION_BANDWIDTH: bandwidth})
    record(hass, RX, [900.0] * 468)
    record(hass, TX, [900.0] * 468)
    await pass_an_hour(hass, monkeypatch)
    assert on(hass, entry) == [("commit", "port:ether1", "ether1 · uplink")]


async def test_no_commit_has_sensors(
    recorder_mock: Any, hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is evaluated then, not even as unknown."""
    entry = await begin(hass, **{OPTION_BANDWIDTH: {"port:ether7": {"commit": 1_000_000}}})
    observed: list[tuple[str, set[str]]] = []
    Months(
        hass,
        alert_center(hass).alerts,
        lambda _, one: observed.append((one.metric, set(one.values))),
    )
    await pass_an_hour(hass, monkeypatch)
    assert observed == []
    options = {OPTION_BANDWIDTH: {"port:ether1": {"commit": 1_000_000}}}
    hass.config_entries.async_update_entry(entry, options=options)
    await pass_an_hour(hass, monkeypatch)
    assert observed == [(COMMITTED, {"port:ether1"})]


@pytest.mark.parametrize("options", [OPTIONS, {OPTION_BANDWIDTH: OPTIONS[OPTION_BANDWIDTH]}])
async def test_a_month_without_a_recorder(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch, options: Mapping[str, Any]
) -> None:
    """A router that is due for evaluation is skipped, and nothing fails."""
    entry = await begin(hass, **options)
    real = dt_util.utcnow()
    async_fire_time_changed(hass, real + timedelta(hours=1, minutes=1))
    await hass.async_block_till_done(wait_background_tasks=True)
    assert on(hass, entry) == []
