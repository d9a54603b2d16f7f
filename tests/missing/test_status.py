"""Why a sensor is missing: each metric of the catalogue, for each possible reason."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest

from custom_components.mikrotik_monitoring.catalogue import whole_catalogue_of
from custom_components.mikrotik_monitoring.const import (
    OPTION_DETAIL,
    OPTION_GROUPS,
    OPTION_KINDS,
)
from custom_components.mikrotik_monitoring.metrics import GROUPS
from custom_components.mikrotik_monitoring.metrics.identity import grant_command
from custom_components.mikrotik_monitoring.missing.status import Finding, Status, async_findings
from custom_components.mikrotik_monitoring.polling import GroupState, Outcome
from custom_components.mikrotik_monitoring.routeros import PermissionDeniedError, TrapError
from simulator import SimulatedRouter
from tests.conftest import (
    EVERYTHING,
    USER,
    Clock,
    StartRouter,
    add_router,
    group_states,
    is_connected,
    wait_for,
)
from tests.dashboard.conftest import absent_router
from tests.running.entities import switch

AT = datetime(2026, 11, 3, 12, tzinfo=UTC)


def statuses(hass: HomeAssistant, entry: ConfigEntry) -> dict[str, Finding]:
    """Return the finding for each metric."""
    found = {
        key: finding
        for _, findings in async_findings(hass, entry)
        for key, finding in findings.items()
    }
    assert found.keys() >= {metric.key for group in GROUPS for metric in group.metrics}
    return found


def blank(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Set the state of every entity to unknown."""
    for entity in er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id):
        if entity.disabled_by is None:
            hass.states.async_set(entity.entity_id, "unknown")


def not_here(entry: ConfigEntry, major: int) -> set[str]:
    """Return the metrics that no menu of a major version has."""
    return {
        metric.key
        for group in whole_catalogue_of(entry).groups.values()
        for metric in group.metrics
        if (menus := group.menus_of(metric)) and not any(major in menu.versions for menu in menus)
    }


def forbid(state: GroupState) -> None:
    """Have a router refuse a group for lack of a policy."""
    state.outcome, state.error = Outcome.FORBIDDEN, PermissionDeniedError("not enough permissions")


def fail(state: GroupState) -> None:
    """Have a router refuse a group with its own message."""
    state.outcome, state.failed_at = Outcome.FAILING, AT
    state.error = TrapError("out of memory\n in here")


def lack(state: GroupState) -> None:
    """Have a router without a group's menus."""
    state.outcome, state.error = Outcome.ABSENT, TrapError("no such command")


def not_yet(state: GroupState) -> None:
    """Have a router not yet polled for a group."""
    state.outcome, state.error = Outcome.UNASKED, None


@pytest.mark.parametrize("profile", ["rb5009", "hap_v6"])
@pytest.mark.parametrize(
    ("change", "status", "words", "at"),
    [
        (forbid, Status.NOT_PERMITTED, grant_command(USER), None),
        (fail, Status.REFUSED, "out of memory in here", AT),
        (lack, Status.NOT_ON_HARDWARE, "", None),
        (not_yet, Status.FIRST_READING, "", None),
    ],
)
async def test_each_metric_misses_as_its_group_does(
    hass: HomeAssistant,
    start_router: StartRouter,
    profile: str,
    change: Callable[[GroupState], None],
    status: Status,
    words: str,
    at: datetime | None,
) -> None:
    """With the router's message and its time, or the command that helps."""
    entry = await add_router(hass, await start_router(profile), **EVERYTHING)
    blank(hass, entry)
    for state in group_states(entry):
        change(state)
    elsewhere = not_here(entry, 6 if profile == "hap_v6" else 7)
    assert elsewhere
    for key, finding in statuses(hass, entry).items():
        if key in elsewhere:
            assert finding.status is Status.NOT_ON_VERSION, key
            assert finding.words[0] in "67"
        else:
            assert finding == Finding(status=status, words=words, at=at), key


async def test_each_metric_that_is_left_out(hass: HomeAssistant) -> None:
    """In any other state too: a group that the owner left out is reported as such."""
    nothing: dict[str, Any] = {
        OPTION_DETAIL: "custom",
        OPTION_GROUPS: {group.key: "off" for group in GROUPS},
    }
    entry = absent_router(**nothing)
    entry.add_to_hass(hass)
    found = statuses(hass, entry)
    assert {finding.status for finding in found.values()} == {Status.LEFT_OUT}


async def test_each_metric_of_a_router_that_is_away(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """Before its first response, when its link is lost, and when collection is off."""
    absent = absent_router(**EVERYTHING)
    absent.add_to_hass(hass)
    found = statuses(hass, absent)
    assert {finding.status for finding in found.values()} == {Status.AWAY}

    entry = await add_router(hass, router, **EVERYTHING)
    await switch(hass, router, "off")
    await clock.settle()
    found = statuses(hass, entry)
    assert {finding.status for finding in found.values()} == {Status.COLLECTION_OFF}
    await switch(hass, router, "on")
    await wait_for(lambda: is_connected(entry))
    await router.stop()
    await wait_for(lambda: not is_connected(entry))
    await clock.settle()
    found = statuses(hass, entry)
    # The metrics of the link itself continue.
    away = {key for key, finding in found.items() if finding.status is Status.AWAY}
    assert len(away) > 0.9 * len(found)
    assert all(found[key].words for key in away)


async def test_what_is_there(hass: HomeAssistant, router: SimulatedRouter, clock: Clock) -> None:
    """Shown and how often, disabled, of a kind that is not chosen, a rate awaiting a reading."""
    entry = await add_router(hass, router)
    await clock.advance(70)
    found = statuses(hass, entry)
    assert found["system.cpu.load"] == Finding(status=Status.SHOWN, count=1)
    assert found["interface.traffic.rx"].count > 3
    assert found["interface.packets.rx"].status is Status.LEFT_OUT
    assert found["ups.charge"].status is Status.NOT_ON_HARDWARE
    registry = er.async_get(hass)
    for entity in er.async_entries_for_config_entry(registry, entry.entry_id):
        if entity.unique_id.endswith("_system.cpu.load"):
            registry.async_update_entity(
                entity.entity_id, disabled_by=er.RegistryEntryDisabler.USER
            )
            hass.states.async_remove(entity.entity_id)
    blank(hass, entry)
    for state in group_states(entry):
        state.previous = None
    found = statuses(hass, entry)
    assert found["system.cpu.load"].status is Status.DISABLED
    assert found["interface.traffic.rx"].status is Status.SECOND_READING
    assert found["system.memory.used"].status is Status.NO_VALUE


async def test_a_kind_that_was_chosen_and_is_not_there(
    hass: HomeAssistant, start_router: StartRouter
) -> None:
    """An older entity may be left of something that the router no longer has."""
    router = await start_router("rb5009")
    entry = await add_router(hass, router, **{OPTION_KINDS: EVERYTHING[OPTION_KINDS]})
    found = statuses(hass, entry)
    assert found["interface.packets.rx"].status in {Status.SHOWN, Status.SECOND_READING}
    blank(hass, entry)
    state = next(one for one in group_states(entry) if one.group.key == "connection.tracking")
    assert state.last_full is not None
    state.last_full = None
    assert statuses(hass, entry)["connection.total"].status is Status.NOT_ON_HARDWARE
