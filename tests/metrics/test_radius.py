"""RADIUS servers, each alone and all together."""

from homeassistant.const import STATE_UNKNOWN
from homeassistant.core import HomeAssistant
import pytest

from custom_components.mikrotik_monitoring.metrics.model import Metric
from custom_components.mikrotik_monitoring.metrics.radius import RADIUS, RadiusRow
from custom_components.mikrotik_monitoring.routeros import (
    Command,
    CommandRefusedError,
    RouterOSError,
    Row,
)
from tests.conftest import Clock, StartRouter, add_router, poll

from .asked import Asked, reading, shown
from .entities import enable, find, state_of

LIST = "/radius/print"
MONITOR = "/radius/monitor"
FIRST, SECOND = "192.0.2.1 hotspot", "192.0.2.2 hotspot,login"
TOTALS: dict[str, Metric[RadiusRow]] = {
    metric.key: metric for metric in RADIUS.metrics if metric.summary
}


def server(number: str, address: str, service: str, **more: str) -> Row:
    """Return a server as it is configured."""
    return {".id": number, "address": address, "service": service, "disabled": "false", **more}


def told(requests: int, **more: str) -> Row:
    """Return the counters of a server."""
    counts = {"accepts": requests - 3, "rejects": 2, "timeouts": 1}
    return {"requests": str(requests), **{name: str(one) for name, one in counts.items()}, **more}


TWO = [
    server("*1", "192.0.2.1", "hotspot", comment="Hall"),
    server("*2", "192.0.2.2", "login,hotspot"),
    server("*3", "192.0.2.3", "ppp", disabled="true"),
]


async def test_servers_and_all_together() -> None:
    """A server's instance is its address and services; a disabled one is not measured."""
    answers = [told(100, **{"last-request-rtt": "10ms"}), told(50)]
    router = Asked({LIST: TWO, MONITOR: answers})
    rows = await router.read(RADIUS)
    assert rows.keys() == {FIRST, SECOND, "192.0.2.3 ppp", ""}
    assert rows["192.0.2.3 ppp"] is None
    assert router.commands[1].words()[-2:] == ("=numbers=*1,*2", "=once=")
    assert shown(RADIUS, rows[""]) == {
        "radius.timeouts": 2,
        "radius.requests": 150,
        "radius.accepts": 144,
        "radius.rejects": 4,
    }
    assert shown(RADIUS, rows[FIRST], FIRST)["radius.server.round_trip"] == 10
    assert "radius.server.round_trip" not in shown(RADIUS, rows[SECOND], SECOND)
    labels = [RADIUS.label(row) for row in (rows[FIRST], rows[SECOND]) if row and RADIUS.label]
    assert labels == ["Hall", "192.0.2.2"]


async def test_a_router_without_servers() -> None:
    """Nothing is measured."""
    router = Asked({LIST: []})
    assert await router.read(RADIUS) == {}
    router.answers[LIST] = [TWO[2]]
    assert await router.read(RADIUS) == {"192.0.2.3 ppp": None}
    assert router.asked == [LIST]


async def test_between_full_readings_one_command_is_enough() -> None:
    """The servers are remembered; where one of them is gone they are listed again."""
    router = Asked({LIST: TWO, MONITOR: [told(100), told(50)]})
    rows = await router.read(RADIUS)
    await router.read(RADIUS, "radius.timeouts", before=rows)
    assert router.asked == [MONITOR]
    assert router.commands[0].proplist == ("timeouts",)

    async def ask(command: Command, **more: object) -> list[Row]:
        if ("numbers", "*1,*2") in command.arguments:
            raise CommandRefusedError("no such item")
        return await Asked.ask(router, command, **more)

    router.answers = {LIST: TWO[:1], MONITOR: [told(110)]}
    router.ask = ask  # type: ignore[method-assign]
    assert (await router.read(RADIUS, before=rows)).keys() == {FIRST, ""}


async def test_a_router_that_tells_of_one_at_a_time() -> None:
    """Then each is measured alone, from then on."""
    router = Asked({LIST: TWO, MONITOR: [told(100)]})
    rows = await router.read(RADIUS)
    assert router.asked == [LIST, MONITOR, MONITOR, MONITOR]
    assert shown(RADIUS, rows[""])["radius.requests"] == 200
    await router.read(RADIUS, before=rows)
    assert router.asked == [MONITOR, MONITOR]
    router.answers[MONITOR] = []
    silent = await router.read(RADIUS, before=rows)
    assert shown(RADIUS, silent[""]) == {}


async def test_servers_that_nothing_tells_apart() -> None:
    """Their counters are added up."""
    same = [server("*1", "192.0.2.1", "ppp"), server("*2", "192.0.2.1", "ppp")]
    answers = [told(100, **{"last-request-rtt": "10ms"}), told(7, **{"last-request-rtt": "20ms"})]
    rows = await Asked({LIST: same, MONITOR: answers}).read(RADIUS)
    row = rows["192.0.2.1 ppp"]
    assert row is not None
    assert (row.requests, row.round_trip) == (107, 20)


async def test_a_sum_of_other_servers_is_no_growth() -> None:
    """A server that comes or goes with its counters is no growth."""
    both = await Asked({LIST: TWO, MONITOR: [told(100), told(50)]}).read(RADIUS)
    one = await Asked({LIST: TWO[:1], MONITOR: [told(900)]}).read(RADIUS)
    metric = TOTALS["radius.requests"]
    assert metric.value("", reading(one), reading(both)) is None
    assert metric.value("", reading(one), None) is None


@pytest.mark.parametrize("refusal", [CommandRefusedError("failure"), RouterOSError("lost")])
async def test_a_refusal_is_the_group_s(refusal: RouterOSError) -> None:
    """What the router refuses twice fails the group."""
    router = Asked({LIST: TWO, MONITOR: [told(100), told(50)]})
    rows = await router.read(RADIUS)
    router.answers[MONITOR] = refusal
    with pytest.raises(RouterOSError):
        await router.read(RADIUS, before=rows)


@pytest.mark.parametrize("version", ["7.20.6", "6.49.18"])
async def test_entities(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock, version: str
) -> None:
    """Total timeouts are on by default; each server's come with its kind or name."""
    router = await start_router("hotspot", version=version)
    named = {"instances": {"radius": ["User Manager"]}}
    entry = await add_router(hass, router, **named)
    clock.offset += 60
    await poll(entry, clock, "short")
    # One of five requests in a second, a quarter of which get no reply.
    assert float(state_of(hass, router, "radius.timeouts")) == pytest.approx(3, abs=0.5)
    assert find(hass, router, "radius.rejects") is None
    assert find(hass, router, "radius.server.requests", "192.0.2.61 hotspot,login") is None
    clock.offset += 60
    await poll(entry, clock, "short")
    own = state_of(hass, router, "radius.server.requests", "127.0.0.1 hotspot")
    assert float(own) == pytest.approx(24, abs=1)
    await enable(hass, entry, clock, "radius.rejects", "radius.server.requests", instance="")
    for _ in range(2):
        clock.offset += 60
        await poll(entry, clock, "short")
    other = state_of(hass, router, "radius.server.requests", "192.0.2.61 hotspot,login")
    assert float(other) == pytest.approx(12, abs=1)
    assert float(state_of(hass, router, "radius.rejects")) > 0
    router.remove_row("/radius", {"comment": "User Manager"})
    clock.offset += 60
    await poll(entry, clock, "short")
    assert state_of(hass, router, "radius.timeouts") == STATE_UNKNOWN
    for _ in range(2):
        clock.offset += 60
        await poll(entry, clock, "short")
    assert float(state_of(hass, router, "radius.timeouts")) == pytest.approx(3, abs=0.5)
