"""When the configuration was last changed and saved, and what a router runs by itself."""

from datetime import UTC, datetime
from typing import Any

from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest

from custom_components.mikrotik_monitoring.const import OPTION_KINDS
from custom_components.mikrotik_monitoring.diagnostics import async_get_config_entry_diagnostics
from custom_components.mikrotik_monitoring.metrics.configuration import (
    BACKUPS,
    CHANGES,
    DEVICE_MODE,
    PACKAGES,
    SCHEDULER,
)
from custom_components.mikrotik_monitoring.metrics.model import Group, Query
from custom_components.mikrotik_monitoring.routeros import Command, Row
from simulator import Fault, SimulatedRouter
from simulator.profiles.records import MARKER
from tests.conftest import Clock, StartRouter, add_router, latest, poll

from .entities import find, state_of

CLOCK = {"date": "2026-09-14", "time": "12:00:00", "gmt-offset": "+02:00"}
GROUPS = (CHANGES, BACKUPS, PACKAGES, DEVICE_MODE, SCHEDULER)
KINDS = ["changes", "author", "backups", "packages", "device_mode", "scheduler"]


async def read(
    group: Group[Any], *rows: Row, keys: frozenset[str] | None = None
) -> tuple[dict[str, object], list[Command]]:
    """Return a group's values, by the end of the metric's key, and its commands."""
    asked: list[Command] = []

    async def ask(command: Command, **_: Any) -> list[Row]:
        asked.append(command)
        return [CLOCK] if command.path == "/system/clock/print" else list(rows)

    found = await group.read(Query(ask=ask, keys=group.keys if keys is None else keys))
    row = found.get("")
    shown = {metric.key: metric.source(row) for metric in group.metrics if row is not None}
    return {key.rpartition(".")[2]: value for key, value in shown.items()}, asked


async def test_the_last_change() -> None:
    """The newest counts, whatever the order; the undo commands are not requested."""
    rows: tuple[Row, ...] = (
        {"time": "2026-09-14 11:00:00", "by": "anna"},
        {"time": "2026-09-14 11:30:00", "by": "juris"},
        {"time": "2026-09-14 11:30:00", "by": "anna"},
        {"time": "soon", "by": "x"},
        {},
    )
    shown, asked = await read(CHANGES, *rows)
    expected = datetime(2026, 9, 14, 9, 30, tzinfo=UTC)
    assert shown == {"changed": expected, "changed_by": "juris"}
    assert asked[0].proplist == ("time", "by")
    shown, asked = await read(CHANGES, *rows, keys=frozenset({"configuration.changed"}))
    assert asked[0].proplist == ("time",)


@pytest.mark.parametrize("rows", [(), ({"by": "anna"},), ({"time": "never"},)])
async def test_no_change_is_known(rows: tuple[Row, ...]) -> None:
    """A router forgets its changes when it starts."""
    shown, asked = await read(CHANGES, *rows)
    assert shown == {"changed": None, "changed_by": None}
    # Without a change there is no time to convert.
    assert len(asked) == (2 if rows else 1)


async def test_the_last_backup() -> None:
    """On RouterOS 6 it is when the file was created, on 7 when it was last written."""
    rows = (
        {"creation-time": "sep/13/2026 02:00:00"},
        {"last-modified": "2026-09-14 03:00:00", "creation-time": "2026-09-12 03:00:00"},
        {"last-modified": ""},
    )
    shown, [files, _] = await read(BACKUPS, *rows)
    assert shown == {"backup": datetime(2026, 9, 14, 1, tzinfo=UTC)}
    assert files.queries == ("?type=backup",)
    assert files.proplist == ("last-modified", "creation-time")
    shown, asked = await read(BACKUPS)
    assert shown == {"backup": None}
    assert len(asked) == 1


async def test_packages() -> None:
    """Available packages are not installed; flags of RouterOS 7 may be empty or missing."""
    shown, [command] = await read(
        PACKAGES,
        {"disabled": "false", "scheduled": "", "available": "false"},
        {"disabled": "true", "scheduled": "scheduled for enable"},
        {"disabled": "", "scheduled": " "},
        {"available": "true", "scheduled": "scheduled for install"},
        {"available": ""},
        {},
    )
    assert shown == {"installed": 4, "disabled": 2, "scheduled": 2}
    assert "name" not in command.proplist


async def test_device_mode() -> None:
    """Missing is neither no nor zero."""
    shown, _ = await read(
        DEVICE_MODE, {"mode": "home", "flagged": "true", "attempt-count": "3", "fetch": "false"}
    )
    assert shown == {"mode": "home", "flagged": True, "attempts": 3}
    shown, _ = await read(DEVICE_MODE, {"mode": ""})
    assert shown == {"mode": None, "flagged": None, "attempts": None}
    assert (await read(DEVICE_MODE))[0] == {}


@pytest.mark.parametrize("profile", ["rb5009", "hap_v6"])
async def test_what_exists(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock, profile: str
) -> None:
    """Nothing by default, not even disabled; all with the kind, and no secret anywhere."""
    router = await start_router(profile)
    entry = await add_router(hass, router)
    await clock.settle()
    keys = {metric.key for group in GROUPS for metric in group.metrics}
    registered = er.async_get(hass).entities.values()
    assert not [one for one in registered if one.unique_id.split("_", 1)[1] in keys]
    hass.config_entries.async_update_entry(
        entry, options={**entry.options, OPTION_KINDS: {"configuration": KINDS}}
    )
    await clock.settle()
    there = {key for key in keys if find(hass, router, key)}
    only_on_7 = {metric.key for metric in DEVICE_MODE.metrics}
    assert there == (keys - only_on_7 if profile == "hap_v6" else keys)
    assert not {state_of(hass, router, key) for key in there} & {STATE_UNAVAILABLE, STATE_UNKNOWN}
    assert state_of(hass, router, "configuration.changed_by") in {"anna", "admin"}
    assert state_of(hass, router, "configuration.scheduler.entries") == "2"
    report = await async_get_config_entry_diagnostics(hass, entry)
    kept = [latest(entry, group.key) for group in GROUPS]
    assert MARKER not in f"{report}{kept}"
    assert "anna" not in str(report)


async def test_an_hour_costs_little(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """What has no entity is read with the hourly pass alone."""
    await add_router(hass, router)
    await clock.settle()
    router.journal.clear()
    await clock.advance(1200, step=60)
    menus = ("/system/history", "/file", "/system/package", "/system/scheduler")
    assert not [menu for menu in menus if router.journal.commands(f"{menu}/print")]


async def test_files_that_may_not_be_read(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """Only the backup is missing, until they may be read."""
    entry = await add_router(hass, router, **{OPTION_KINDS: {"configuration": KINDS}})
    await clock.settle()
    assert state_of(hass, router, "configuration.backup") == "2026-09-14T03:00:00+00:00"
    router.faults.set(Fault.REFUSE, command="/file/print", message="not enough permissions (9)")
    await poll(entry, clock, "long")
    assert state_of(hass, router, "configuration.backup") == STATE_UNAVAILABLE
    assert state_of(hass, router, "configuration.changed") != STATE_UNAVAILABLE
    router.faults.clear()
    await clock.advance(120, step=60)
    assert state_of(hass, router, "configuration.backup") == "2026-09-14T03:00:00+00:00"
