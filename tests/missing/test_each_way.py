"""Each metric that a router has, missing for each reason that is not its group's."""

from collections.abc import Callable

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest

from custom_components.mikrotik_monitoring.catalogue import whole_catalogue_of
from custom_components.mikrotik_monitoring.const import (
    OPTION_BANDWIDTH,
    OPTION_DETAIL,
    OPTION_KINDS,
)
from custom_components.mikrotik_monitoring.metrics import METRICS
from custom_components.mikrotik_monitoring.missing.status import Status
from tests.conftest import EVERYTHING, Clock, StartRouter, add_router, group_states
from tests.walk.ports import CONTRACTS
from tests.walk.test_walk import ROUTERS, WALK
from tests.walk.watched import Watch, enable_all

from .test_status import blank, statuses


def present(hass: HomeAssistant, entry: ConfigEntry) -> set[str]:
    """Return the metrics that have an enabled entity."""
    catalogue = whole_catalogue_of(entry)
    entities = er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
    keys = (catalogue.entity_key(one.unique_id) for one in entities if one.disabled_by is None)
    return {key.metric for key in keys if key is not None}


def disable(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Disable all entities, as a person does."""
    registry = er.async_get(hass)
    for entity in er.async_entries_for_config_entry(registry, entry.entry_id):
        registry.async_update_entity(entity.entity_id, disabled_by=er.RegistryEntryDisabler.USER)
        hass.states.async_remove(entity.entity_id)


def which(keys: set[str], wanted: Callable[[str], bool]) -> set[str]:
    """Return some metrics by key."""
    return {key for key in keys if wanted(key)}


@pytest.mark.parametrize("router", ROUTERS)
async def test_each_metric_of_a_router(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock, router: str
) -> None:
    """No value, no second reading, of a kind that was not chosen, or disabled."""
    watch = Watch.parse(router)
    options = watch.options
    chosen = {**EVERYTHING, OPTION_BANDWIDTH: CONTRACTS}
    entry = await add_router(hass, await start_router(watch.profile, **options), **chosen)
    await enable_all(hass, entry, clock)
    there = present(hass, entry)
    assert {key for key, row in WALK.items() if router in row.seen} - there == set()

    def now(status: Status) -> set[str]:
        found = statuses(hass, entry)
        return {key for key in there if found[key].status is status}

    blank(hass, entry)
    for state in group_states(entry):
        state.previous = state.current
    assert now(Status.NO_VALUE) == there
    for state in group_states(entry):
        state.previous = None
    assert now(Status.SECOND_READING) == which(there, lambda key: METRICS[key].compares)

    hass.config_entries.async_update_entry(
        entry, options={**entry.options, OPTION_DETAIL: "standard", OPTION_KINDS: {}}
    )
    await clock.settle()
    gone = there - present(hass, entry)
    assert gone
    assert now(Status.LEFT_OUT) == gone

    there -= gone
    disable(hass, entry)
    assert now(Status.DISABLED) == there
