"""PPP users: counts of sessions and secrets."""

from collections.abc import Mapping
from typing import Any

from homeassistant.core import HomeAssistant
import pytest

from custom_components.mikrotik_monitoring.metrics.model import Query, Reading
from custom_components.mikrotik_monitoring.metrics.ppp import PPP, PppRow
from custom_components.mikrotik_monitoring.routeros import Command, NoSuchCommandError, Row
from simulator import Fault, SimulatedRouter, load_profile
from tests.conftest import Clock, StartRouter, add_router, poll

from .entities import enable, entity_id, find, state_of

SERVICES = ("l2tp", "sstp", "ovpn", "pptp")
SECRETS = ("ppp.secrets.configured", "ppp.secrets.percent")
OFF = (*(f"ppp.{service}.active" for service in SERVICES), *SECRETS, "ppp.sessions.change")
CHANGE = next(metric for metric in PPP.metrics if metric.key == "ppp.sessions.change")


# Commands, by their paths and queries.
ALL = ("/ppp/active/print",)
PPPOE, L2TP = (*ALL, "?service=pppoe"), (*ALL, "?service=l2tp")
SERVERS = ("/interface/pppoe-server/server/print", "?disabled=yes", "?#!")


class Counter:
    """A router that counts: each command's path and queries have a reply."""

    def __init__(self, counts: Mapping[tuple[str, ...], str] | None = None) -> None:
        """Store the counts; all others are 0."""
        self.counts = counts or {}
        self.asked: list[Command] = []

    async def ask(self, command: Command, **_: Any) -> list[Row]:
        """Reply with a number alone."""
        self.asked.append(command)
        return [{"ret": self.counts.get((command.path, *command.queries), "0")}]

    async def read(self, *keys: str, before: Reading[PppRow] | None = None) -> PppRow:
        """Let the group read."""
        query = Query[PppRow](ask=self.ask, keys=frozenset(keys) or PPP.keys, before=before)
        row = (await PPP.read(query))[""]
        assert row is not None
        return row


async def start_edge(start_router: StartRouter, **changes: Any) -> SimulatedRouter:
    """Start a provider's edge with a few of its ports."""
    ports = load_profile("ccr_isp").interfaces[:2]
    router: SimulatedRouter = await start_router("ccr_isp", interfaces=ports, **changes)
    return router


def sessions(router: SimulatedRouter, service: str = "") -> int:
    """Return how many sessions the router has now."""
    return sum(row["service"].startswith(service) for row in router.rows("/ppp/active"))


async def test_it_only_counts() -> None:
    """No command requests a subscriber's row, and only what is wanted is counted."""
    counter = Counter({ALL: "4", PPPOE: "3"})
    row = await counter.read("ppp.pppoe.active", "ppp.active")
    assert (row.serves, row.pppoe, row.active, row.l2tp) == (True, 3, 4, None)
    assert [command.words() for command in counter.asked] == [
        ("/ppp/active/print", "=count-only="),
        ("/ppp/active/print", "=count-only=", "?service=pppoe"),
    ]
    counter.asked.clear()
    await counter.read()
    assert all(("count-only", "") in command.arguments for command in counter.asked)


async def test_what_can_only_be_0_is_not_counted() -> None:
    """Without sessions no service is counted, without a PPPoE server no PPPoE."""
    counter = Counter({SERVERS: "1"})
    served = await counter.read("ppp.pppoe.active", "ppp.active", "ppp.l2tp.active")
    assert (served.serves, served.pppoe, served.active, served.l2tp) == (True, 0, 0, 0)
    assert [command.path for command in counter.asked] == [ALL[0], SERVERS[0]]
    counter = Counter({ALL: "2", L2TP: "2"})
    first = await counter.read("ppp.pppoe.active", "ppp.active", "ppp.l2tp.active")
    assert len(counter.asked) == 4
    counter.asked.clear()
    before = Reading(at=0.0, rows={"": first})
    row = await counter.read("ppp.pppoe.active", "ppp.active", "ppp.l2tp.active", before=before)
    assert row == first
    assert (row.serves, row.pppoe, row.active, row.l2tp) == (True, 0, 2, 2)
    assert [command.queries for command in counter.asked] == [(), L2TP[1:]]


async def test_a_router_without_users_has_none() -> None:
    """An unused PPPoE server has 0 users; without a server nothing is shown."""
    served = await Counter({SERVERS: "1"}).read()
    assert sources(served)["ppp.pppoe.active"] == 0
    assert sources(served)["ppp.secrets.percent"] is None
    idle = await Counter().read()
    assert set(sources(idle).values()) == {None}


def sources(row: PppRow) -> dict[str, object]:
    """Return every metric's value of a row."""
    return {metric.key: metric.source(row) for metric in PPP.metrics}


async def test_once_served_always_served() -> None:
    """When the last user logs out, the count is 0, not unavailable."""
    before = Reading(at=0.0, rows={"": PppRow(serves=True, active=1)})
    row = await Counter().read("ppp.active", before=before)
    assert sources(row)["ppp.active"] == 0


async def test_a_router_without_pppoe_servers() -> None:
    """The menu may be missing, and a count without a number is None."""

    async def ask(command: Command, **_: Any) -> list[Row]:
        if command.path.startswith("/interface"):
            raise NoSuchCommandError("no such command or directory (pppoe-server)", 0)
        return []

    row = (await PPP.read(Query[PppRow](ask=ask, keys=PPP.keys)))[""]
    assert row is not None
    assert not row.serves


@pytest.mark.parametrize(
    ("now", "before", "at", "change"),
    [(30, 20, 60.0, 10), (20, 30, 120.0, -5), (5, 5, 60.0, 0), (5, None, 60.0, None)],
)
def test_change(now: int, before: int | None, at: float, change: float | None) -> None:
    """It is the net change per minute of measured time; more logouts are below zero."""
    rows = [PppRow(serves=True, active=count) for count in (now, before)]
    later, earlier = Reading(at=at, rows={"": rows[0]}), Reading(at=0.0, rows={"": rows[1]})
    assert CHANGE.value("", later, earlier) == change
    assert CHANGE.value("", later, None) is None
    assert CHANGE.value("", earlier, earlier) is None


@pytest.mark.parametrize("version", ["7.23.1", "6.49.10"])
async def test_a_providers_edge(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock, version: str
) -> None:
    """Users in all, of PPPoE, and of each VPN that is enabled; secrets, and how many are used."""
    router = await start_edge(start_router, version=version)
    entry = await add_router(hass, router)
    await clock.settle()
    for metric in OFF:
        assert hass.states.get(entity_id(hass, router, metric)) is None
    await enable(hass, entry, clock, *OFF, instance="")
    await poll(entry, clock, "short")
    present = sessions(router)
    assert state_of(hass, router, "ppp.active") == str(present)
    assert state_of(hass, router, "ppp.pppoe.active") == str(sessions(router, "pppoe"))
    for service in SERVICES:
        assert state_of(hass, router, f"ppp.{service}.active") == str(sessions(router, service))
    secrets = [row for row in router.rows("/ppp/secret") if row["disabled"] == "false"]
    local = [row for row in router.rows("/ppp/active") if row.get("radius") != "true"]
    assert state_of(hass, router, "ppp.secrets.configured") == str(len(secrets))
    percent = float(state_of(hass, router, "ppp.secrets.percent"))
    assert percent == pytest.approx(100 * len(local) / len(secrets), abs=0.05)
    for number in range(6):
        router.add_row("/ppp/active", {"name": f"new-{number}", "service": "l2tp", "address": "::"})
    await clock.skip(61)
    come = float(state_of(hass, router, "ppp.active")) - present
    assert come > 0
    assert float(state_of(hass, router, "ppp.sessions.change")) > 0


async def test_two_counts_a_minute(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """What is on by default needs two commands, which return no rows."""
    router = await start_edge(start_router)
    await add_router(hass, router)
    await clock.settle()
    await clock.advance(60)
    router.journal.clear()
    await clock.advance(60)
    asked = [asked for asked in router.journal if asked.command.startswith("/ppp/")]
    assert [asked.command for asked in asked] == ["/ppp/active/print"] * 2
    assert all("=count-only=" in asked.words for asked in asked)


async def test_gone_then_back(hass: HomeAssistant, start_router: StartRouter, clock: Clock) -> None:
    """A refused count takes the users away, and they return."""
    router = await start_edge(start_router)
    entry = await add_router(hass, router)
    await clock.settle()
    router.faults.set(Fault.REFUSE, command="/ppp/active/print", message="action failed (6)")
    await clock.advance(60)
    assert state_of(hass, router, "ppp.active") == "unavailable"
    router.faults.clear()
    await poll(entry, clock, "short")
    assert state_of(hass, router, "ppp.active") == str(sessions(router))


@pytest.mark.parametrize("profile", ["rb5009", "hap_v6", "chr"])
async def test_a_home_has_no_ppp_users(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock, profile: str
) -> None:
    """A router that serves no PPP has no such entities, and is read once an hour."""
    router = await start_router(profile)
    await add_router(hass, router)
    await clock.settle()
    assert find(hass, router, "ppp.active") is None
    router.journal.clear()
    await clock.advance(300, step=60)
    # The hourly pass may have been among them.
    assert len(router.journal.commands("/ppp/secret/print")) <= 1
