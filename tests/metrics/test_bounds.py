"""Impossible values, whatever a router sends: unknown, listed in diagnostics, then back."""

from random import Random
from typing import Any

from homeassistant.const import STATE_UNKNOWN
from homeassistant.core import HomeAssistant
import pytest

from custom_components.mikrotik_monitoring.diagnostics import async_get_config_entry_diagnostics
from custom_components.mikrotik_monitoring.metrics import GROUPS
from custom_components.mikrotik_monitoring.metrics.bounds import COUNTERS, Bounds
from custom_components.mikrotik_monitoring.metrics.model import Group, Query, Reading
from custom_components.mikrotik_monitoring.routeros import Command, RouterOSError, Row
from simulator import SimulatedRouter
from tests.conftest import Clock, StartRouter, add_router, poll

from .entities import ports, state_of

RESOURCE = "/system/resource"
PORT = "port:ether1"
BEYOND = str(2**64)

ODD_TEXTS = (
    *("", " ", "-1", "0", "250", "1e9", "nan", "inf", "99999999999999999999", "-99999999999"),
    *("18446744073709551616", "1/2", "-1/-1", "99999999999999999999/0", "200000w", "-3ms", "9w9ms"),
    *("2d24:61:61", "0000-00-00 00:00:00", "0001-01-01 00:00:00", "9999-12-31 23:59:59"),
    *(
        "jan/00/9999 00:00:00",
        "+24:00",
        "-99:99",
        "+14:00",
        "true",
        "no",
        "\0",
        "a\0b",
        "10.0.0.0/33",
    ),
    *(
        "10.0.0.0/33",
        "::/0",
        "0.0.0.0/0",
        "1.1.1.1-0.0.0.0",
        "999Tbps",
        "0bps",
        "-400",
        "1000000C",
        "-300.5C",
    ),
)
# Fields in replies to commands without a list of fields.
PLAIN = ("ret", "status", "time", "host", "seq", "name", "active", "dst-address", "gateway")


@pytest.mark.parametrize(
    ("value", "is_possible"),
    [(0, True), (100, True), (100.01, False), (-1, False), (float("nan"), False), (None, True)],
)
def test_bounds(value: float | None, is_possible: bool) -> None:
    """Both ends are possible; what is no number is not checked."""
    assert Bounds(0, 100).hold(value) is is_possible
    assert Bounds(0, 0).hold(True)
    assert Bounds(0, 0).hold("text")


def answers(odd: Random) -> Any:
    """Return a function that replies to any command with odd rows."""

    async def ask(command: Command, **options: Any) -> list[Row]:
        if (on_turn := options.get("on_turn")) is not None:
            on_turn()
        names = command.proplist or PLAIN
        rows = [
            {name: odd.choice(ODD_TEXTS) for name in names if odd.random() < 0.8}
            for _ in range(odd.randrange(4))
        ]
        if (on_row := options.get("on_row")) is not None:
            for row in rows:
                on_row(row)
            return []
        return rows

    return ask


async def read(group: Group[Any], ask: Any, before: Reading[Any] | None) -> Reading[Any]:
    """Read a group once more."""
    query = Query[Any](
        ask=ask,
        keys=group.keys,
        is_full=before is None,
        before=before,
        earlier=before,
        last=before,
    )
    rows = await group.read(query)
    at = 0.0 if before is None else before.at + 60
    return Reading(at=at, rows={key: row for key, row in rows.items() if row is not None})


async def check(group: Group[Any], odd: Random) -> None:
    """Read a group twice from odd rows; check all values."""
    ask = answers(odd)
    try:
        before = await read(group, ask, None)
        now = await read(group, ask, before)
    except RouterOSError:
        return
    for instance, row in now.rows.items():
        group.remarks(row)
        if group.label is not None:
            group.label(row)
        for metric in group.metrics_of(instance):
            metric.is_supported(row)
            value = metric.rounded(metric.value(instance, now, before))
            assert not metric.is_possible(row, value) or metric.bounds.hold(value)


ASKED = [group for group in GROUPS if not group.derived]


@pytest.mark.parametrize("group", ASKED, ids=lambda group: group.key)
async def test_no_text_of_any_field_raises(group: Group[Any]) -> None:
    """Neither in reading it, nor in what is made of it."""
    for seed in range(60):
        await check(group, Random(seed))  # noqa: S311 - no secret is made of it.


@pytest.fixture
async def small(start_router: StartRouter) -> SimulatedRouter:
    """Return a router with two ports."""
    router: SimulatedRouter = await start_router(interfaces=ports("rb5009", "ether1", "ether2"))
    return router


async def impossible(hass: HomeAssistant, entry: Any, tier: str) -> dict[str, dict[str, int]]:
    """Return the impossible values of the diagnostics, by group."""
    report = await async_get_config_entry_diagnostics(hass, entry)
    groups = report["tiers"][tier]["groups"]
    return {key: group["impossible"] for key, group in groups.items() if "impossible" in group}


async def test_a_load_and_a_memory_that_cannot_be(
    hass: HomeAssistant, small: SimulatedRouter, clock: Clock
) -> None:
    """250 % and more free memory than there is are unknown; so is a score made of them."""
    entry = await add_router(hass, small, recording_level="full")
    was = small.rows(RESOURCE)[0]
    small.set_field(RESOURCE, {}, {"cpu-load": "250", "free-memory": "25394810847232"})
    await poll(entry, clock, "realtime", "short")
    shown = ("system.cpu.load", "system.memory.percent", "system.memory.used", "score")
    assert {state_of(hass, small, key) for key in shown} == {STATE_UNKNOWN}
    assert state_of(hass, small, "connection.total") != STATE_UNKNOWN
    told = await impossible(hass, entry, "realtime")
    assert told == {"system.resource": dict.fromkeys(shown[:3], 1)}
    small.set_field(RESOURCE, {}, {key: was[key] for key in ("cpu-load", "free-memory")})
    await poll(entry, clock, "realtime", "short")
    assert STATE_UNKNOWN not in {state_of(hass, small, key) for key in shown}


async def test_a_counter_beyond_64_bits(
    hass: HomeAssistant, small: SimulatedRouter, clock: Clock
) -> None:
    """It has no rate, and no total; then it has both again."""
    entry = await add_router(hass, small, recording_level="full")
    port = small.device.port("ether1", small.device.seconds)
    assert port is not None
    good = port.record["rx-byte"]
    await clock.advance(10)
    hass.config_entries.async_update_entry(entry, pref_disable_polling=True)
    port.record["rx-byte"] = BEYOND
    for _ in range(2):
        await clock.skip(5)
        await poll(entry, clock, "realtime")
        assert state_of(hass, small, "interface.traffic.rx", PORT) == STATE_UNKNOWN
    told = await impossible(hass, entry, "realtime")
    assert told["interface.traffic"]["interface.traffic.rx"] == 2
    assert float(state_of(hass, small, "interface.traffic.tx", PORT)) >= 0
    port.record["rx-byte"] = good
    for _ in range(2):
        await clock.skip(5)
        await poll(entry, clock, "realtime")
    assert float(state_of(hass, small, "interface.traffic.rx", PORT)) > 0


@pytest.mark.parametrize("text", ["1000000", "-300", "99999999999999999999"])
async def test_a_temperature_beyond_physics(
    hass: HomeAssistant, small: SimulatedRouter, clock: Clock, text: str
) -> None:
    """It is unknown, and costs no points of the score."""
    menu, sensor = "/system/health", "cpu-temperature"
    entry = await add_router(hass, small, recording_level="full")
    before = float(state_of(hass, small, "health.temperature", sensor))
    small.set_field(menu, {"name": sensor}, {"value": text})
    await poll(entry, clock, "short")
    assert state_of(hass, small, "health.temperature", sensor) == STATE_UNKNOWN
    assert (await impossible(hass, entry, "short"))["health.sensors"] == {"health.temperature": 1}
    small.set_field(menu, {"name": sensor}, {"value": str(before)})
    await poll(entry, clock, "short")
    assert float(state_of(hass, small, "health.temperature", sensor)) == before


async def test_an_uptime_of_millennia(
    hass: HomeAssistant, small: SimulatedRouter, clock: Clock
) -> None:
    """Only itself is unknown."""
    entry = await add_router(hass, small, recording_level="full")
    was = small.rows(RESOURCE)[0]["uptime"]
    small.set_field(RESOURCE, {}, {"uptime": "200000w"})
    await poll(entry, clock, "realtime")
    assert state_of(hass, small, "system.uptime") == STATE_UNKNOWN
    assert state_of(hass, small, "system.cpu.load") != STATE_UNKNOWN
    small.set_field(RESOURCE, {}, {"uptime": was})
    await poll(entry, clock, "realtime")
    assert state_of(hass, small, "system.uptime") != STATE_UNKNOWN


def test_counters_have_64_bits() -> None:
    """The largest one is possible."""
    assert COUNTERS.hold(2**64 - 1)
    assert not COUNTERS.hold(2**64)
