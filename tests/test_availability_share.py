"""Which share of each hour a router and its links were up, as the recorder keeps it."""

from datetime import timedelta
import logging
from typing import Any

from homeassistant.components.recorder import get_instance
from homeassistant.components.recorder.statistics import (
    StatisticsRow,
    get_metadata,
    statistics_during_period,
)
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
)

from custom_components.mikrotik_monitoring.const import DOMAIN
from custom_components.mikrotik_monitoring.recording.availability import (
    STALE_AFTER,
    Hour,
    Share,
    async_availability,
    availability_id,
    observed_id,
)
from custom_components.mikrotik_monitoring.routeros import AuthenticationError
from simulator import Fault, SimulatedRouter

from .conftest import Clock, add_router, entry_data, is_connected, serial_of, wait_for
from .running.entities import switch

LINK = "port:ether1"
INTERFACES = "/interface"
STORED = f"{DOMAIN}.availability"


@pytest.fixture
def mock_recorder_before_hass(async_test_recorder: Any) -> None:
    """Prepare the recorder before Home Assistant, and do not log each row."""
    logging.getLogger("sqlalchemy.engine").setLevel(logging.WARNING)


@pytest.fixture
def clock(recorder_mock: Any, clock: Clock) -> Clock:
    """Return a clock that starts at a full hour, in a Home Assistant with a recorder."""
    clock.offset += 3600 - clock.now.timestamp() % 3600
    return clock


@pytest.fixture
async def entry(hass: HomeAssistant, router: SimulatedRouter, clock: Clock) -> MockConfigEntry:
    """Return the entry of a router that has been polled since the start of an hour."""
    return await add_router(hass, router)


async def rows(hass: HomeAssistant, clock: Clock, statistic: str) -> list[StatisticsRow]:
    """Return the rows of a statistic, oldest first."""
    await async_wait_recording_done(hass)
    found = await get_instance(hass).async_add_executor_job(
        statistics_during_period,
        hass,
        clock.now - timedelta(days=2),
        None,
        {statistic},
        "hour",
        None,
        {"mean"},
    )
    return found.get(statistic, [])


async def shares(hass: HomeAssistant, clock: Clock, statistic: str) -> list[float | None]:
    """Return the shares of a statistic, in percent."""
    return [row["mean"] for row in await rows(hass, clock, statistic)]


async def test_an_hour_with_an_outage_of_the_link(
    hass: HomeAssistant, router: SimulatedRouter, entry: MockConfigEntry, clock: Clock
) -> None:
    """Six minutes without a link cost a tenth of its hour, and nothing of the router's."""
    await clock.advance(1800, step=120)
    begun = clock()
    router.set_field(INTERFACES, where={"default-name": "ether1"}, values={"running": "false"})
    await clock.advance(360, step=60)
    up = 100 * (1 - (clock() - begun) / 3600)
    router.set_field(INTERFACES, where={"default-name": "ether1"}, values={"running": "true"})
    await clock.advance(1560, step=120)
    serial = serial_of(router)
    assert await shares(hass, clock, availability_id(serial, LINK)) == [pytest.approx(up, abs=2)]
    assert await shares(hass, clock, availability_id(serial)) == [100]
    assert await shares(hass, clock, observed_id(serial)) == [pytest.approx(100, abs=0.2)]


async def test_an_unreachable_router_is_down_with_its_links(
    hass: HomeAssistant, router: SimulatedRouter, entry: MockConfigEntry, clock: Clock
) -> None:
    """Half an hour without a reply is half an hour down; the next hour is complete again."""
    await clock.advance(900, step=120)
    begun = clock()
    await router.stop()
    await wait_for(lambda: not is_connected(entry))
    await clock.advance(1800, step=120)
    up = 100 * (1 - (clock() - begun) / 3600)
    await router.start()
    await clock.advance(60)
    await wait_for(lambda: is_connected(entry))
    await clock.advance(840 + 3720, step=120)
    serial = serial_of(router)
    for instance in ("", LINK):
        half, whole = await shares(hass, clock, availability_id(serial, instance))
        assert half == pytest.approx(up, abs=4)
        assert whole == 100
    assert await shares(hass, clock, observed_id(serial)) == [pytest.approx(100, abs=0.2)] * 2


async def test_the_names_of_the_statistics(
    hass: HomeAssistant, router: SimulatedRouter, entry: MockConfigEntry, clock: Clock
) -> None:
    """They contain the names of the router and the interface."""
    await clock.advance(3720, step=120)
    await async_wait_recording_done(hass)
    label = next(row for row in router.rows(INTERFACES) if row.get("default-name") == "ether1")
    statistic = availability_id(serial_of(router), LINK)
    metadata = await get_instance(hass).async_add_executor_job(
        lambda: get_metadata(hass, statistic_ids={statistic})
    )
    name = metadata[statistic][1]["name"]
    assert name == f"Availability of {entry.title} {label['name']} · {label['comment']}"


async def test_a_link_without_an_entity_is_not_kept(
    hass: HomeAssistant, router: SimulatedRouter, entry: MockConfigEntry, clock: Clock
) -> None:
    """An owner who disables the entity of the link does not want its rows either."""
    serial = serial_of(router)
    registry = er.async_get(hass)
    entity_id = registry.async_get_entity_id(
        "binary_sensor", DOMAIN, f"{serial}_interface.running_{LINK}"
    )
    assert entity_id is not None
    registry.async_update_entity(entity_id, disabled_by=er.RegistryEntryDisabler.USER)
    await clock.advance(3720, step=120)
    assert await shares(hass, clock, availability_id(serial, LINK)) == []
    assert await shares(hass, clock, availability_id(serial)) == [100]


async def test_refused_interfaces_are_not_observed(
    hass: HomeAssistant, router: SimulatedRouter, entry: MockConfigEntry, clock: Clock
) -> None:
    """A router that responds but does not list its links says nothing of them; then it does."""
    await clock.advance(600, step=120)
    router.faults.set(Fault.REFUSE, command="/interface/print", message="failure")
    await clock.advance(300, step=120)
    link = async_availability(hass, entry).hour.shares[LINK].observed
    await clock.advance(600, step=120)
    availability = async_availability(hass, entry)
    assert availability.hour.shares[LINK].observed == link
    router.faults.clear()
    await clock.advance(600, step=120)
    assert availability.hour.shares[LINK].observed > link
    assert availability.hour.shares[""].observed == pytest.approx(2100, abs=60)


async def test_without_polling_nothing_is_observed(
    hass: HomeAssistant, router: SimulatedRouter, entry: MockConfigEntry, clock: Clock
) -> None:
    """The last report holds for five minutes at most."""
    hass.config_entries.async_update_entry(entry, pref_disable_polling=True)
    await clock.advance(1800, step=120)
    observed = async_availability(hass, entry).hour.shares[""].observed
    assert observed <= STALE_AFTER + 120


async def test_a_machine_that_slept_observed_nothing(
    hass: HomeAssistant, router: SimulatedRouter, entry: MockConfigEntry, clock: Clock
) -> None:
    """A jump of the clock is no time in which anything was observed."""
    await clock.advance(300, step=120)
    await clock.advance(1800, step=1800)
    await clock.advance(60)
    assert async_availability(hass, entry).hour.shares[""].observed < 600


async def test_an_hour_begun_is_kept_over_a_restart(
    hass: HomeAssistant,
    router: SimulatedRouter,
    entry: MockConfigEntry,
    clock: Clock,
    hass_storage: dict[str, Any],
) -> None:
    """What was observed before Home Assistant stopped is stored when it stops."""
    await clock.advance(1200, step=120)
    await hass.async_stop(force=True)
    stored = Hour.from_dict(hass_storage[STORED]["data"][entry.entry_id])
    assert stored.start.timestamp() % 3600 == 0
    assert stored.shares[""].observed == pytest.approx(1200, abs=60)
    assert stored.shares[LINK].up == stored.shares[LINK].observed > 1100


@pytest.mark.parametrize("hours_ago", [0, 1])
async def test_what_was_stored_counts(
    hass: HomeAssistant,
    router: SimulatedRouter,
    clock: Clock,
    hass_storage: dict[str, Any],
    hours_ago: int,
) -> None:
    """The hour goes on where it is still the same; one that is over gets its row."""
    await clock.advance(1800, step=1800)
    start = clock.now.replace(minute=0, second=0, microsecond=0) - timedelta(hours=hours_ago)
    entry = MockConfigEntry(
        domain=DOMAIN, unique_id="", entry_id=f"watched5118-{serial_of(router)}"
    )
    hour = Hour(start=start, shares={"": Share(observed=900, up=0)})
    hass_storage[STORED] = {
        "version": 1,
        "key": STORED,
        "data": {entry.entry_id: hour.as_dict()},
    }
    entry = await add_router(hass, router)
    await clock.advance(1920, step=120)
    found = await shares(hass, clock, availability_id(serial_of(router)))
    if hours_ago:
        assert found == [0, 100]
    else:
        assert found == [pytest.approx(100 * 1800 / 2700, abs=2)]


@pytest.mark.parametrize(
    "stored",
    [
        "an hour",
        {"start": 0},
        {"start": "noon", "shares": {}},
        {"start": 1e300, "shares": {}},
        {"start": 0, "shares": {"": [1, 2, 3]}},
        {"start": 0, "shares": {"": ["many", 0]}},
        {"start": 0, "shares": {"": None}},
    ],
)
async def test_an_hour_that_cannot_be_read_costs_that_hour(
    hass: HomeAssistant,
    router: SimulatedRouter,
    clock: Clock,
    hass_storage: dict[str, Any],
    caplog: pytest.LogCaptureFixture,
    stored: Any,
) -> None:
    """The router is watched, a new hour is counted, and the log says so once."""
    data = {f"watched5118-{serial_of(router)}": stored}
    hass_storage[STORED] = {"version": 1, "key": STORED, "data": data}
    entry = await add_router(hass, router)
    assert entry.state is ConfigEntryState.LOADED
    await clock.advance(120, step=60)
    assert async_availability(hass, entry).hour.shares[""].observed > 0
    assert len([one for one in caplog.messages if "cannot be read" in one]) == 1


async def test_a_router_that_is_away_at_the_start_is_down(
    hass: HomeAssistant, router: SimulatedRouter, entry: MockConfigEntry, clock: Clock
) -> None:
    """It counts as down as soon as Home Assistant runs and it does not respond."""
    await clock.advance(60)
    assert await hass.config_entries.async_unload(entry.entry_id)
    await clock.advance(600, step=120)
    observed = async_availability(hass, entry).hour.shares[""].observed
    assert observed == pytest.approx(60, abs=30)
    await router.stop()
    await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.LOADED
    await clock.advance(600, step=120)
    for instance in ("", LINK):
        share = async_availability(hass, entry).hour.shares[instance]
        assert share.observed - share.up == pytest.approx(600, abs=90)


async def test_a_refused_login_says_nothing(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """A router that refuses the login is not down."""
    entry = MockConfigEntry(
        domain=DOMAIN,
        title="refused",
        data=entry_data(router, password="wrong"),
        unique_id=serial_of(router),
    )
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    await clock.advance(120, step=120)
    availability = async_availability(hass, entry)
    assert availability.hour.shares == {}
    availability.observe({})
    availability.lost(AuthenticationError("refused"))
    await clock.advance(120, step=120)
    assert availability.hour.shares[""].observed < 60


async def test_collection_that_is_off_is_no_downtime(
    hass: HomeAssistant, router: SimulatedRouter, entry: MockConfigEntry, clock: Clock
) -> None:
    """Nothing is observed meanwhile, also after a restart; then it counts again."""
    await clock.advance(900, step=60)
    await switch(hass, router, "off")
    await clock.advance(600, step=60)
    await hass.config_entries.async_reload(entry.entry_id)
    await clock.advance(1200, step=60)
    await switch(hass, router, "on")
    await wait_for(lambda: is_connected(entry))
    await clock.advance(1000, step=60)
    serial = serial_of(router)
    assert await shares(hass, clock, availability_id(serial)) == [pytest.approx(100)]
    (observed,) = await shares(hass, clock, observed_id(serial))
    assert observed == pytest.approx(100 * 1800 / 3600, abs=3)


async def test_a_removed_router_is_forgotten_and_its_rows_stay(
    hass: HomeAssistant, router: SimulatedRouter, entry: MockConfigEntry, clock: Clock
) -> None:
    """As with Home Assistant's own statistics, only a person deletes what was recorded."""
    await clock.advance(3720, step=120)
    await hass.config_entries.async_remove(entry.entry_id)
    await clock.advance(3720, step=120)
    assert await shares(hass, clock, availability_id(serial_of(router))) == [100]


async def test_what_was_stored_of_a_router_that_is_off_stays(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock, hass_storage: dict[str, Any]
) -> None:
    """A disabled router's hour waits for it; only a removed one's goes."""
    hour = Hour(start=clock.now, shares={"": Share(observed=900, up=900)}).as_dict()
    data = {"disabled": hour, "removed": hour}
    hass_storage[STORED] = {"version": 1, "key": STORED, "data": data}
    await add_router(hass, router)
    removed = MockConfigEntry(domain=DOMAIN, unique_id="removed", entry_id="removed")
    removed.add_to_hass(hass)
    await hass.config_entries.async_remove(removed.entry_id)
    await hass.async_stop(force=True)
    stored = hass_storage[STORED]["data"]
    assert stored["disabled"] == hour
    assert "removed" not in stored


async def test_a_router_is_removed_before_anything_is_set_up(
    hass: HomeAssistant, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    """There is nothing to forget, and nothing fails."""
    entry = MockConfigEntry(domain=DOMAIN, unique_id="early")
    entry.add_to_hass(hass)
    await hass.config_entries.async_remove(entry.entry_id)
    assert hass.config_entries.async_entries(DOMAIN) == []
    assert "Error" not in caplog.text
