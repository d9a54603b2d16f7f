"""Pings of the default routes' gateways."""

from dataclasses import replace
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest

from custom_components.mikrotik_monitoring.metrics.gateway import Gateway
from custom_components.mikrotik_monitoring.metrics.model import Query, Reading
from custom_components.mikrotik_monitoring.metrics.ping import PING
from custom_components.mikrotik_monitoring.metrics.ping_row import PingRow
from custom_components.mikrotik_monitoring.polling.group_state import Outcome
from custom_components.mikrotik_monitoring.routeros import (
    Command,
    CommandRefusedError,
    NoSuchCommandError,
    PermissionDeniedError,
    Row,
)
from simulator import Fault, Host, SimulatedRouter
from tests.conftest import Clock, StartRouter, add_router, outcome_of, serial_of

GATEWAY = Gateway(name="192.0.2.1", arguments=(("address", "192.0.2.1"),))
LOST: Row = {"seq": "0", "host": "192.0.2.1", "status": "timeout", "packet-loss": "100"}


def packet(time: str) -> Row:
    """Return the row of a packet that came back."""
    return {"seq": "0", "host": "192.0.2.1", "size": "56", "ttl": "64", "time": time}


class Pinged:
    """A router that replies to pings with rows, or refuses them."""

    def __init__(self, *gateways: str) -> None:
        """Store default routes through these gateways."""
        self.gateways = list(gateways)
        self.inactive: list[str] = []
        self.interfaces: dict[str, str] = {}
        self.registered: frozenset[str] = frozenset()
        self.packets = [packet("1ms")] * 3
        self.refused: dict[str, Exception] = {}
        self.asked: list[Command] = []
        self.before: Reading[PingRow] | None = None

    async def ask(self, command: Command, *, bulk: bool = False, **_: Any) -> list[Row]:
        """Reply on the connection for long commands."""
        assert bulk
        self.asked.append(command)
        if command.path == "/ip/route/print":
            return [
                *(self._route(gateway) | {"active": "true"} for gateway in self.gateways),
                *map(self._route, self.inactive),
            ]
        if command.path == "/ipv6/route/print":
            raise NoSuchCommandError("no such command prefix", 0)
        for name in (command.path, dict(command.arguments)["address"]):
            if name in self.refused:
                raise self.refused[name]
        return self.packets

    def _route(self, gateway: str) -> Row:
        interface = self.interfaces.get(gateway)
        hop = {"immediate-gw": f"{gateway}%{interface}"} if interface else {}
        return {"gateway": gateway, "dst-address": "0.0.0.0/0"} | hop

    async def read(self, *, is_full: bool = False, after: float = 0) -> dict[str, PingRow]:
        """Read once more, some seconds later; return the rows of the gateways."""
        if self.before is not None:
            aged = {
                name: replace(row, seen_at=row.seen_at - after)
                for name, row in self.before.rows.items()
            }
            self.before = Reading(at=0, rows=aged)
        query = Query[PingRow](
            ask=self.ask,
            keys=PING.keys,
            before=self.before,
            is_full=is_full,
            registered=lambda: self.registered,
        )
        rows = {name: row for name, row in (await PING.read(query)).items() if row is not None}
        self.before = Reading(at=0, rows=rows)
        return rows

    @property
    def paths(self) -> list[str]:
        """Return the commands since the last call, and forget them."""
        paths = [command.path for command in self.asked]
        self.asked.clear()
        return paths


def values_of(row: PingRow) -> dict[str, object]:
    """Return every metric's value."""
    assert all(metric.is_supported(row) for metric in PING.metrics)
    return {metric.key.removeprefix("ping."): metric.source(row) for metric in PING.metrics}


def test_times_of_version_7() -> None:
    """Microseconds count; jitter is of successive round trips, over a lost packet as well."""
    packets = [packet("9ms445us"), LOST, packet("10ms445us"), packet("690us")]
    assert values_of(PingRow(gateway=GATEWAY).with_packets(packets, "/ping")) == {
        "latency.avg": pytest.approx((9.445 + 10.445 + 0.69) / 3),
        "latency.min": pytest.approx(0.69),
        "latency.max": pytest.approx(10.445),
        "jitter": pytest.approx((1 + 9.755) / 2),
        "loss": 25.0,
    }


def test_times_of_version_6() -> None:
    """Milliseconds are whole: a near gateway takes none."""
    row = PingRow(gateway=GATEWAY).with_packets([packet("0ms"), packet("1ms")], "/ping")
    assert values_of(row)["latency.avg"] == 0.5
    assert values_of(row)["loss"] == 0.0


def test_a_silent_target() -> None:
    """It shows its loss; its latency is unknown, not zero."""
    other = {**packet("3ms"), "host": "198.51.100.9", "status": "TTL exceeded"}
    values = values_of(PingRow(gateway=GATEWAY).with_packets([LOST, other, LOST], "/ping"))
    assert values.pop("loss") == 100.0
    assert set(values.values()) == {None}


def rows_of(*packets: tuple[bool, Row]) -> list[Row]:
    """Return the rows of a series, with the router's counts so far."""
    received = 0
    rows = []
    for number, (is_back, row) in enumerate(packets):
        received += is_back
        rows.append({**row, "sent": str(number + 1), "received": str(received)})
    return rows


@pytest.mark.parametrize(
    ("packets", "round_trips"),
    [
        pytest.param(
            [(True, {"status": "echo reply"} | packet(f"{time}ms")) for time in (12, 0, 6)],
            (0.012, 0.0, 0.006),
            id="answers of IPv6",
        ),
        pytest.param(
            [
                (True, packet("5ms")),
                (False, {"status": "TTL exceeded"} | packet("20ms894us")),
                (False, {"status": "host unreachable"} | packet("1ms")),
                (False, {"status": "no route to host"}),
                (True, packet("7ms")),
            ],
            (0.005, None, None, None, 0.007),
            id="words of other hosts, with and without a time",
        ),
        pytest.param(
            [(True, {"status": "a word to come"} | packet("5ms")), (False, packet("5ms"))],
            (0.005, None),
            id="the count alone decides",
        ),
        pytest.param(
            [(True, packet("soon")), (True, packet("5ms"))],
            (0.005,),
            id="an answer whose time cannot be read is no loss",
        ),
    ],
)
def test_lost_is_what_the_router_counts_as_lost(
    packets: list[tuple[bool, Row]], round_trips: tuple[float | None, ...]
) -> None:
    """Neither a word in a row nor a time says whether a packet came back."""
    row = PingRow(gateway=GATEWAY).with_packets(rows_of(*packets), "/ping")
    assert row.round_trips == round_trips


def test_rows_without_counts() -> None:
    """Where a router counts nothing, only its words can be used."""
    answers = [{"status": "echo reply"} | packet("5ms"), {"status": ""} | packet("6ms"), LOST]
    row = PingRow(gateway=GATEWAY).with_packets(answers, "/ping")
    assert row.round_trips == (0.005, 0.006, None)


def test_one_answer_has_no_jitter() -> None:
    """Jitter needs two round trips."""
    row = PingRow(gateway=GATEWAY).with_packets([packet("3ms"), LOST], "/ping")
    assert row.latency == 3.0
    assert row.jitter is None


async def test_the_window_is_ten_minutes() -> None:
    """Thirty packets are kept: the eleventh reading drops the first."""
    router = Pinged("192.0.2.1")
    router.packets = [LOST] * 3
    await router.read()
    router.packets = [packet("5ms")] * 3
    for _ in range(9):
        rows = await router.read()
    assert len(rows["192.0.2.1"].round_trips) == 30
    assert rows["192.0.2.1"].loss == pytest.approx(10.0)
    rows = await router.read()
    assert len(rows["192.0.2.1"].round_trips) == 30
    assert rows["192.0.2.1"].loss == 0.0


async def test_what_is_sent() -> None:
    """Three packets a reading, on the connection for long commands."""
    router = Pinged("192.0.2.1")
    await router.read()
    assert router.asked[-1] == Command(
        "/ping", arguments=(("address", "192.0.2.1"), ("count", "3"), ("interval", "200ms"))
    )


async def test_routes_are_looked_up_hourly() -> None:
    """At first and in the hourly pass, and while there is no target; at most four are pinged."""
    routes = ["/ip/route/print", "/ipv6/route/print"]
    router = Pinged()
    assert not await router.read()
    assert router.paths == routes
    router.gateways = [f"192.0.2.{number}" for number in range(1, 7)]
    rows = await router.read()
    assert list(rows) == router.gateways
    assert [row.is_pinged for row in rows.values()] == [True] * 4 + [False] * 2
    assert PING.remarks(rows["192.0.2.5"]) == ("192.0.2.5: not pinged: 4 others are",)
    assert router.paths == [*routes, *["/ping"] * 4]
    await router.read()
    assert router.paths == ["/ping"] * 4


async def test_a_gateway_that_is_down_stays() -> None:
    """It is still pinged while a route names it, and for a week after that."""
    router = Pinged("192.0.2.1", "192.0.2.2")
    await router.read()
    router.gateways = ["192.0.2.2"]
    router.inactive = ["192.0.2.1"]
    router.packets = [LOST] * 3
    for _ in range(2):
        rows = await router.read(is_full=True, after=10 * 86_400)
    assert list(rows) == ["192.0.2.2", "192.0.2.1"]
    assert rows["192.0.2.1"].loss == pytest.approx(100 * 2 / 3)
    router.inactive = []
    rows = await router.read(is_full=True, after=6 * 86_400)
    assert (rows["192.0.2.1"].loss, rows["192.0.2.1"].is_gone) == (75.0, True)
    router.gateways = ["192.0.2.2", "192.0.2.1"]
    router.packets = [packet("1ms")] * 3
    rows = await router.read(is_full=True)
    assert (rows["192.0.2.1"].loss, rows["192.0.2.1"].is_gone) == (60.0, False)
    router.gateways = ["192.0.2.2"]
    await router.read(is_full=True)
    assert list(await router.read(is_full=True, after=7 * 86_400)) == ["192.0.2.2"]


async def test_a_gateway_that_was_replaced_goes() -> None:
    """Another one behind the same interface is its successor."""
    router = Pinged("192.0.2.1")
    router.interfaces = {"192.0.2.1": "ether1", "192.0.2.9": "ether1", "192.0.2.8": "ether2"}
    await router.read()
    router.gateways = ["192.0.2.8"]
    assert list(await router.read(is_full=True)) == ["192.0.2.8", "192.0.2.1"]
    router.gateways = ["192.0.2.9", "192.0.2.8"]
    assert list(await router.read(is_full=True)) == ["192.0.2.9", "192.0.2.8"]


async def test_gateways_from_before_a_start() -> None:
    """Those with entities are down if a route names them, or if there is no other gateway."""
    router = Pinged()
    router.registered = frozenset({"192.0.2.1", "192.0.2.2", "pppoe-out1"})
    router.inactive = ["192.0.2.1", "192.0.2.7"]
    router.packets = [LOST] * 3
    rows = await router.read()
    assert {name: row.loss for name, row in rows.items()} == {"192.0.2.1": 100, "192.0.2.2": 100}
    router.before = None
    router.gateways = ["192.0.2.9"]
    assert list(await router.read()) == ["192.0.2.9", "192.0.2.1"]


async def test_the_last_route_gone() -> None:
    """The last gateways are still pinged, to show that nothing gets through."""
    router = Pinged("192.0.2.1")
    await router.read()
    router.gateways = []
    router.packets = [LOST] * 3
    rows = await router.read(is_full=True)
    assert rows["192.0.2.1"].loss == 50.0


async def test_a_refused_target_costs_only_itself() -> None:
    """Its values are unknown, with the reason in diagnostics, until it is pinged again."""
    router = Pinged("192.0.2.1", "192.0.2.2")
    await router.read()
    router.refused["192.0.2.1"] = CommandRefusedError("no such item (4)")
    rows = await router.read()
    assert set(values_of(rows["192.0.2.1"]).values()) == {None}
    assert PING.remarks(rows["192.0.2.1"]) == ("192.0.2.1: no such item (4)",)
    assert rows["192.0.2.2"].loss == 0.0
    assert PING.remarks(rows["192.0.2.2"]) == ()
    router.refused.clear()
    rows = await router.read()
    assert len(rows["192.0.2.1"].round_trips) == 6
    assert rows["192.0.2.1"].latency == 1.0


async def test_the_command_under_its_other_name() -> None:
    """On a router that has just the other command, that one is used from then on."""
    router = Pinged("192.0.2.1")
    router.refused["/ping"] = NoSuchCommandError("no such command")
    await router.read()
    assert router.paths[2:] == ["/ping", "/tool/ping"]
    await router.read()
    assert router.paths == ["/tool/ping"]
    router.refused["/tool/ping"] = NoSuchCommandError("no such command")
    with pytest.raises(NoSuchCommandError):
        await router.read()


async def test_a_missing_policy_is_no_refusal_of_a_target() -> None:
    """Without the policy nothing is pinged at all."""
    router = Pinged("192.0.2.1")
    router.refused["/ping"] = PermissionDeniedError("not enough permissions (9)")
    with pytest.raises(PermissionDeniedError):
        await router.read()
    assert PING.policy == "test"


class Entities:
    """The states of a router's pings."""

    def __init__(self, hass: HomeAssistant, router: SimulatedRouter) -> None:
        """Store the router."""
        self.hass = hass
        self.router = router

    def __call__(self, key: str, instance: str) -> str:
        """Return a state."""
        entity_id = er.async_get(self.hass).async_get_entity_id(
            "sensor", "mikrotik_monitoring", f"{serial_of(self.router)}_ping.{key}_{instance}"
        )
        assert entity_id is not None
        state = self.hass.states.get(entity_id)
        assert state is not None
        return state.state


@pytest.mark.parametrize("profile", ["rb5009", "ccr_isp", "hap_v6", "chr"])
async def test_gateways_of_the_profiles(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock, profile: str
) -> None:
    """Each gateway's latency is close to the true one; a loss shows, and goes."""
    router = await start_router(profile)
    await add_router(hass, router)
    state = Entities(hass, router)
    targets = [row["gateway"] for row in router.rows("/ip/route") if row["dst-address"][0] == "0"]
    if "/ipv6/route" in router.menus:
        targets += [row["gateway"] for row in router.rows("/ipv6/route")]
    assert targets
    for target in targets:
        best = 1000 * router.hosts[target].round_trip
        slack = 1 if router.device.release.old else 0
        assert best - slack <= float(state("latency.avg", target)) <= 3 * best
        assert float(state("jitter", target)) < 2 * best + slack
        assert float(state("loss", target)) == 0
    answering = dict(router.hosts)
    router.hosts.update(dict.fromkeys(targets, Host(round_trip=0, loss=1)))
    await clock.advance(60, step=60)
    assert [float(state("loss", target)) for target in targets] == [50.0] * len(targets)
    router.hosts.update(answering)
    await clock.advance(60, step=60)
    assert [float(state("loss", target)) for target in targets] == [33.3] * len(targets)


async def test_a_minute_costs_one_command_per_target(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """Until the hourly pass routes are read only to see which is active."""
    await add_router(hass, router)
    await clock.advance(60, step=60)
    router.journal.clear()
    await clock.advance(240, step=60)
    assert len(router.journal.commands("/ping")) == 4
    assert len(router.journal.commands("/ip/route/print")) == 1
    assert not router.journal.commands("/ipv6/route/print")


async def test_a_silent_and_a_refused_gateway_from_the_first(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """Their entities exist all the same, and one does not affect the other."""
    gateway = router.rows("/ip/route")[0]["gateway"]
    router.add_row(
        "/ip/route",
        {"dst-address": "0.0.0.0/0", "gateway": "203.0.113.2", "active": "true", "distance": "2"},
    )
    router.hosts[gateway] = Host(round_trip=0, loss=1)
    router.hosts["203.0.113.2"] = Host(round_trip=0, refusal="failure: no route")
    await add_router(hass, router)
    state = Entities(hass, router)
    assert (state("loss", gateway), state("latency.avg", gateway)) == ("100.0", "unknown")
    assert state("loss", "203.0.113.2") == "unknown"
    router.hosts["203.0.113.2"] = Host(round_trip=0.004)
    await clock.advance(60, step=60)
    assert float(state("latency.avg", "203.0.113.2")) >= 4


async def test_without_the_policy(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """The group is forbidden until the policy is there and the hourly pass has come."""
    router.faults.set(Fault.REFUSE, command="/ping", message="not enough permissions (9)")
    entry = await add_router(hass, router)
    fates = [outcome_of(entry, PING.key)]
    router.faults.clear()
    await clock.advance(3700, step=3700)
    await clock.advance(60, step=60)
    fates.append(outcome_of(entry, PING.key))
    assert fates == [Outcome.FORBIDDEN, Outcome.ANSWERED]
