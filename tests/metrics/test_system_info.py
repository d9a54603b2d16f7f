"""Firmware, licence, certificates, and how long the tables are."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
import pytest

from custom_components.mikrotik_monitoring.metrics.model import Group, Query
from custom_components.mikrotik_monitoring.metrics.system_info import (
    CERTIFICATES,
    FIRMWARE,
    LICENCE,
    UPDATE,
)
from custom_components.mikrotik_monitoring.metrics.tables import (
    ARP,
    NEIGHBOURS,
    NEIGHBOURS_V6,
    ROUTES,
)
from custom_components.mikrotik_monitoring.routeros import Command, NoSuchCommandError, Row
from simulator import SimulatedRouter
from tests.conftest import Clock, StartRouter, add_router

from .entities import enable, find, state_of

OFF = ("system.certificates.expiry", "route.active", "arp.entries", "neighbour.devices")
CLOCK = "/system/clock/print"
CERTIFICATES_PRINT = "/certificate/print"


async def read(
    group: Group, menus: Mapping[str, list[Row]], *keys: str
) -> tuple[dict[str, object], list[Command]]:
    """Let a group read menus; return its metrics' values, and the commands."""
    asked: list[Command] = []

    async def ask(
        command: Command, *, on_turn: Callable[[], None] | None = None, **_: Any
    ) -> list[Row]:
        asked.append(command)
        if on_turn is not None:
            on_turn()
        if command.path not in menus:
            raise NoSuchCommandError("no such command or directory", 0)
        return menus[command.path]

    rows = await group.read(Query(ask=ask, keys=frozenset(keys) or group.keys))
    return {metric.key: metric.source(rows[""]) for metric in group.metrics}, asked


@pytest.mark.parametrize(
    ("row", "current", "pair"),
    [
        ({"current-firmware": "7.20.4", "upgrade-firmware": "7.20.4"}, "7.20.4", "7.20.4"),
        ({"current-firmware": "6.42.3"}, "6.42.3", None),
        ({"routerboard": "false"}, None, None),
        ({"current-firmware": "", "upgrade-firmware": ""}, None, None),
    ],
)
async def test_firmware(row: Row, current: str | None, pair: str | None) -> None:
    """A PC has none; without the newer version there is no update to report."""
    values, [command] = await read(FIRMWARE, {"/system/routerboard/print": [row]})
    assert values == {"system.firmware.version": current, "system.firmware.update": pair}
    assert command.proplist == ("current-firmware", "upgrade-firmware")


@pytest.mark.parametrize(
    ("row", "installed"),
    [
        ({"channel": "stable", "installed-version": "7.20.4"}, None),
        ({"installed-version": "7.20.4", "latest-version": "7.21rc1"}, "7.20.4"),
        ({}, None),
    ],
)
async def test_update(row: Row, installed: str | None) -> None:
    """Until the router has checked for updates, it is unknown whether there is one."""
    values, [command] = await read(UPDATE, {"/system/package/update/print": [row]})
    assert values == {"system.version.update": installed}
    assert command.path == "/system/package/update/print"


LICENCES = [
    pytest.param({"software-id": "A", "nlevel": "4"}, None, ("4", None), id="board"),
    pytest.param({"system-id": "A", "level": "free"}, None, ("free", None), id="free"),
    pytest.param(
        {"level": "p1", "deadline-at": "2026-11-01 04:11:00"},
        "+02:00",
        ("p1", datetime(2026, 11, 1, 2, 11, tzinfo=UTC)),
        id="v7",
    ),
    pytest.param(
        {"level": "p10", "deadline-at": "nov/01/2026 22:11:00"},
        "-03:30",
        ("p10", datetime(2026, 11, 2, 1, 41, tzinfo=UTC)),
        id="v6",
    ),
    pytest.param(
        {"level": "p1", "deadline-at": "2026-11-01 04:11:00"},
        "nonsense",
        ("p1", datetime(2026, 11, 1, 4, 11, tzinfo=UTC)),
        id="odd clock",
    ),
    pytest.param(
        {"level": "p1", "deadline-at": "2026-11-01 04:11:00"},
        None,
        ("p1", datetime(2026, 11, 1, 4, 11, tzinfo=UTC)),
        id="no clock",
    ),
    pytest.param({"level": "p1", "deadline-at": "never"}, "+02:00", ("p1", None), id="never"),
    pytest.param({}, None, (None, None), id="nothing"),
]


@pytest.mark.parametrize(("row", "offset", "expected"), LICENCES)
async def test_licence(row: Row, offset: str | None, expected: tuple[object, ...]) -> None:
    """The level of a board is a number, a CHR's a word; its deadline is in the router's time."""
    menus = {"/system/license/print": [row]}
    if offset is not None:
        menus[CLOCK] = [{"gmt-offset": offset}]
    values, asked = await read(LICENCE, menus)
    assert tuple(values.values()) == expected
    assert (CLOCK in {command.path for command in asked}) == ("deadline-at" in row)


async def test_only_the_level() -> None:
    """The deadline, off by default, is not read while it has no entity."""
    _, asked = await read(LICENCE, {"/system/license/print": [{}]}, "system.licence.level")
    assert [command.proplist for command in asked] == [("nlevel", "level")]


@pytest.mark.parametrize(
    ("rows", "days"),
    [
        ([{"expires-after": "52w1d12h"}, {"expires-after": "4w12h"}, {}], 28.5),
        ([{"expires-after": "36m"}], 0.025),
        ([{"expires-after": ""}], None),
        ([], None),
    ],
)
async def test_certificates(rows: list[Row], days: float | None) -> None:
    """The first to expire counts; a template never does, and expired ones are not requested."""
    values, [command] = await read(CERTIFICATES, {CERTIFICATES_PRINT: rows})
    assert values == {"system.certificates.expiry": days}
    assert command.proplist == ("expires-after",)
    assert command.queries == ("?expired=yes", "?revoked=yes", "?#|!")


@pytest.mark.parametrize("group", [ROUTES, ARP, NEIGHBOURS, NEIGHBOURS_V6])
async def test_tables_are_counted(group: Group) -> None:
    """No row of them is read."""
    menus = ("/ip/route", "/ip/arp", "/ip/neighbor", "/ipv6/neighbor")
    values, [command] = await read(group, {f"{menu}/print": [{"ret": "12"}] for menu in menus})
    assert list(values.values()) == [12]
    assert command.arguments == (("count-only", ""),)


@pytest.mark.parametrize("profile", ["rb5009", "hap_v6"])
async def test_a_board(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock, profile: str
) -> None:
    """Firmware and licence exist at once; the counts when they are enabled."""
    router = await start_router(profile)
    entry = await add_router(hass, router)
    [board], [licence] = router.rows("/system/routerboard"), router.rows("/system/license")
    assert state_of(hass, router, "system.firmware.version") == board["current-firmware"]
    assert state_of(hass, router, "system.licence.level") == licence["nlevel"]
    assert find(hass, router, "system.certificates.expiry") is None
    assert find(hass, router, "system.licence.deadline") is None
    await enable(hass, entry, clock, *OFF, instance="")
    active = [row for row in router.rows("/ip/route") if row.get("active") == "true"]
    assert state_of(hass, router, "route.active") == str(len(active))
    assert state_of(hass, router, "arp.entries") == str(len(router.rows("/ip/arp")))
    assert state_of(hass, router, "neighbour.devices") == str(len(router.rows("/ip/neighbor")))


async def test_certificates_of_an_edge(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """The one that has expired does not hide the next."""
    router.add_row("/certificate", {"name": "old", "expired": "true", "expires-after": "0s"})
    router.add_row("/certificate", {"name": "ca", "expires-after": "386w3d21h"})
    router.add_row("/certificate", {"name": "sstp", "expires-after": "4w5d18h"})
    entry = await add_router(hass, router)
    await enable(hass, entry, clock, "system.certificates.expiry", instance="")
    expected = pytest.approx(33.75, abs=0.1)
    assert float(state_of(hass, router, "system.certificates.expiry")) == expected


async def test_a_virtual_router(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """It has no board, but a licence that ends."""
    router = await start_router("chr")
    entry = await add_router(hass, router)
    await enable(hass, entry, clock, "system.licence.deadline", instance="")
    [licence] = router.rows("/system/license")
    assert state_of(hass, router, "system.licence.level") == licence["level"]
    assert find(hass, router, "system.firmware.version") is None
    deadline = dt_util.parse_datetime(state_of(hass, router, "system.licence.deadline"))
    assert deadline == datetime.fromisoformat(f"{licence['deadline-at']}+02:00")
