"""Secrets stay on the router, even where the integration's user may read them.

Every field that is sensitive or private holds a marker, the user has the policy that shows it, and
every option is enabled.
"""

from collections.abc import Mapping
from dataclasses import replace
import json
import logging
from typing import Any

from homeassistant.config_entries import RELOAD_AFTER_UPDATE_DELAY
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.components.diagnostics import (
    get_diagnostics_for_config_entry,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from simulator import PROFILE_NAMES, SimulatedRouter
from simulator.commands.call import Call
from simulator.menus.menu import Kind
from simulator.sensitive import PRIVATE, SENSITIVE, mark_secrets

from .conftest import EVERYTHING, USER, Clock, StartRouter, add_router, poll, tiers_of
from .profiles import with_fewer_subscribers

MARKER = "t0p-5ecret"
# What may be read, as it is processed at once and stored nowhere.
PASSING = {("/log/print", "message")}
# Tables that the simulator makes of other data.
MADE = frozenset({"/log", "/user"})


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> set[tuple[str, str]]:
    """Return which fields with a marker a router has sent, with their commands."""
    found: set[tuple[str, str]] = set()
    row = Call.row

    async def watched(call: Call, fields: Mapping[str, str]) -> None:
        found.update((call.words.command, name) for name in fields if MARKER in fields[name])
        await row(call, fields)

    monkeypatch.setattr(Call, "row", watched)
    return found


def fill(router: SimulatedRouter) -> None:
    """Add a row to each empty table that could hold a secret, and mark all rows."""
    for menu in (SENSITIVE.keys() | PRIVATE.keys()) - MADE:
        declared = router.menus.get(menu)
        if declared is not None and declared.kind is Kind.TABLE and not router.rows(menu):
            router.add_row(menu, {"name": "one", "running": "true", "disabled": "false"})
    router.device.note("system,info", f"a line of {MARKER}")
    assert mark_secrets(router.device, MARKER) > 30


def shown(hass: HomeAssistant) -> str:
    """Return all states, attributes and registry entries of the entities."""
    states = [json.dumps(state.as_dict(), default=str) for state in hass.states.async_all()]
    return "\n".join([*states, *map(repr, er.async_get(hass).entities.values())])


async def enable_all(hass: HomeAssistant, entry: MockConfigEntry, clock: Clock) -> None:
    """Enable what starts disabled, and poll all of it."""
    registry = er.async_get(hass)
    for entity in er.async_entries_for_config_entry(registry, entry.entry_id):
        registry.async_update_entity(entity.entity_id, disabled_by=None)
    await clock.advance(RELOAD_AFTER_UPDATE_DELAY + 1, step=RELOAD_AFTER_UPDATE_DELAY + 1)
    for _ in range(2):
        await poll(entry, clock, *tiers_of(entry))


@pytest.mark.parametrize("name", PROFILE_NAMES)
async def test_no_secret_leaves(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    start_router: StartRouter,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
    sent: set[tuple[str, str]],
    name: str,
) -> None:
    """No command requests one; none is in a state, a name, a log or the diagnostics."""
    caplog.set_level(logging.DEBUG, logger="custom_components.mikrotik_monitoring")
    router: SimulatedRouter = await start_router(name, **with_fewer_subscribers(name))
    user = router.users[USER]
    router.users[USER] = replace(user, policies=user.policies | {"sensitive"})
    fill(router)
    entry = await add_router(hass, router, recording_level="full", **EVERYTHING)
    await enable_all(hass, entry, clock)
    report: dict[str, Any] = await get_diagnostics_for_config_entry(hass, hass_client, entry)
    assert len(router.journal) > 50
    assert len(hass.states.async_all()) > 100
    assert sent <= PASSING
    assert MARKER not in shown(hass)
    assert MARKER not in json.dumps(report)
    assert MARKER not in caplog.text


async def test_a_secret_would_be_seen(
    start_router: StartRouter, hass: HomeAssistant, sent: set[tuple[str, str]], clock: Clock
) -> None:
    """If a command returned one, the test above would say which."""
    router: SimulatedRouter = await start_router("chr")
    user = router.users[USER]
    router.users[USER] = replace(user, policies=user.policies | {"sensitive"})
    entry = await add_router(hass, router)
    router.set_field("/system/identity", {}, {"name": MARKER})
    await poll(entry, clock, "long")
    assert any(field == "name" for _, field in sent)
