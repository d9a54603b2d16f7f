"""Repairs of the recorder: impossible options are reset, and too many rows reduced."""

from datetime import timedelta
import logging
from typing import Any

from homeassistant.components.recorder import get_instance
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
import pytest

from custom_components.mikrotik_monitoring.const import (
    DOMAIN,
    OPTION_BILLING,
    OPTION_DETAIL,
    OPTION_KINDS,
    OPTION_RETENTION,
)
from custom_components.mikrotik_monitoring.issue import is_reported
from custom_components.mikrotik_monitoring.options.growth import async_compare
from simulator import SimulatedRouter
from tests.conftest import Clock, add_router
from tests.dashboard.conftest import absent_router
from tests.recorded import put_states

from .conftest import Person


@pytest.fixture
def mock_recorder_before_hass(async_test_recorder: Any) -> None:
    """Prepare the recorder before Home Assistant, and do not log each row."""
    logging.getLogger("sqlalchemy.engine").setLevel(logging.WARNING)


@pytest.mark.parametrize("recorder_config", [{"purge_keep_days": 12}])
async def test_no_longer_than_the_recorder(
    hass: HomeAssistant, recorder_mock: Any, clock: Clock, person: Person
) -> None:
    """Only of routers that keep more, and only what exceeds the recorder."""
    assert await async_setup_component(hass, DOMAIN, {})
    kept = get_instance(hass).keep_days
    long = absent_router(retention={"realtime": kept + 5, "rest": 2})
    short = absent_router("192.0.2.2", unique_id="HE2", retention={"realtime": 1, "rest": None})
    for entry in (long, short):
        entry.add_to_hass(hass)
    assert is_reported(hass, "retention_too_long") is False
    options = {**long.options, OPTION_RETENTION: {"realtime": kept + 9, "rest": 2}}
    hass.config_entries.async_update_entry(long, options=options)
    result = await person.submit(await person.open("retention_too_long"))
    assert result["type"] == "create_entry"
    assert long.options[OPTION_RETENTION] == {"realtime": kept, "rest": 2}
    assert short.options[OPTION_RETENTION] == {"realtime": 1, "rest": None}
    assert not is_reported(hass, "retention_too_long")


async def test_not_for_billing(
    hass: HomeAssistant, recorder_mock: Any, clock: Clock, person: Person
) -> None:
    """The option is removed, and with it the repair."""
    assert await async_setup_component(hass, DOMAIN, {})
    entry = absent_router()
    entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(entry, options={OPTION_BILLING: True})
    form = await person.open("billing_retention")
    assert "purge_keep_days: 35" in form["description_placeholders"]["yaml"]
    assert (await person.submit(form))["type"] == "create_entry"
    assert OPTION_BILLING not in entry.options
    assert not is_reported(hass, "billing_retention")


async def test_a_database_that_grows_too_fast(
    hass: HomeAssistant,
    recorder_mock: Any,
    router: SimulatedRouter,
    clock: Clock,
    person: Person,
) -> None:
    """A day's rows are compared with the estimate; a leaner detail is one press away."""
    entry = await add_router(hass, router, kinds={"cpu": ["cores"]}, detail="custom")
    issue = f"database_growth_{entry.entry_id}"
    entity = er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)[0].entity_id
    # As if the options were older than a day.
    await clock.skip(2 * 86_400)
    now = clock.now
    await async_compare(hass, entry, now)
    assert not is_reported(hass, issue)
    begun = (now - timedelta(hours=20)).timestamp()
    await put_states(hass, entity, [(begun + number / 10, "1") for number in range(400_000)])
    await async_compare(hass, entry, now)
    form = await person.open(issue)
    texts = form["description_placeholders"]
    assert texts["rows"] == "400,000"
    assert 0 < int(texts["essential_rows"].replace(",", "")) < 400_000
    assert texts["expected"] != texts["rows"]
    result = await person.submit(form, detail="essential")
    assert result["type"] == "create_entry"
    assert entry.options[OPTION_DETAIL] == "essential"
    assert OPTION_KINDS not in entry.options
    await clock.settle()
    # Its options were changed today: the day's rows do not reflect them.
    await async_compare(hass, entry, entry.modified_at + timedelta(hours=1))
    assert not is_reported(hass, issue)


async def test_the_day_after(
    hass: HomeAssistant, recorder_mock: Any, router: SimulatedRouter, clock: Clock
) -> None:
    """The repair is cleared once a day has no more rows than it should; checked once a day."""
    entry = await add_router(hass, router)
    issue = f"database_growth_{entry.entry_id}"
    entity = er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)[0].entity_id
    await clock.skip(2 * 86_400)
    begun = (clock.now - timedelta(hours=20)).timestamp()
    await put_states(hass, entity, [(begun + number / 10, "1") for number in range(400_000)])
    await async_compare(hass, entry, clock.now)
    assert is_reported(hass, issue)
    await async_compare(hass, entry, clock.now + timedelta(days=2))
    assert not is_reported(hass, issue)


async def test_without_a_recorder(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """There is nothing to compare."""
    entry = await add_router(hass, router)
    await async_compare(hass, entry, clock.now + timedelta(days=2))
    assert not is_reported(hass, f"database_growth_{entry.entry_id}")
