"""What firewall rules drop, accept and translate."""

from collections.abc import Mapping
from typing import Any

from homeassistant.const import STATE_UNKNOWN
from homeassistant.core import HomeAssistant
import pytest

from custom_components.mikrotik_monitoring.metrics.counters import Tally
from custom_components.mikrotik_monitoring.metrics.firewall import FIREWALL, FirewallRow
from custom_components.mikrotik_monitoring.metrics.firewall_rules import TABLES, RuleRow
from custom_components.mikrotik_monitoring.metrics.model import Query, Reading
from custom_components.mikrotik_monitoring.routeros import Command, NoSuchCommandError, Row
from simulator import Fault, SimulatedRouter
from tests.conftest import Clock, StartRouter, add_router

from .entities import enable, entity_id, find, state_of

FILTER = "/ip/firewall/filter"
TOTALS = ("firewall.dropped.packets", "firewall.filter.packets")


def rule(identifier: str, packets: int, action: str = "drop", **more: str) -> Row:
    """Return a rule as RouterOS gives it; its packets have 100 bytes."""
    return {
        ".id": identifier,
        "chain": "input",
        "action": action,
        "bytes": str(packets * 100),
        "packets": str(packets),
        **more,
    }


class Firewall:
    """A router's tables, read repeatedly by the group."""

    def __init__(self, **tables: list[Row]) -> None:
        """Store the IPv4 tables; there is no IPv6."""
        self.tables = tables
        self.asked: list[Command] = []
        self.before: Reading[Any] | None = None

    async def ask(self, command: Command, **_: Any) -> list[Row]:
        """Return the rows of a table, or only those that drop where they are queried."""
        self.asked.append(command)
        family, table = command.path.split("/")[1:4:2]
        if family == "ipv6" or table not in self.tables:
            raise NoSuchCommandError("no such command prefix")
        wanted = {query.removeprefix("?action=") for query in command.queries}
        return [row for row in self.tables[table] if not wanted or row["action"] in wanted]

    async def read(self, *keys: str) -> Mapping[str, FirewallRow]:
        """Read once more: what is wanted, or all as in the hourly pass."""
        self.asked.clear()
        query = Query[FirewallRow](
            ask=self.ask,
            keys=frozenset(keys) or FIREWALL.keys,
            before=self.before,
            earlier=self.before,
            is_full=not keys,
        )
        rows = {key: row for key, row in (await FIREWALL.read(query)).items() if row is not None}
        self.before = Reading(at=0, rows=rows, listed=rows.keys())
        return rows

    async def dropped(self) -> int | None:
        """Read once more; return the packets dropped since the first reading."""
        return (await self.read(*TOTALS))[""].packets("all")


async def test_growth_per_rule() -> None:
    """Rules come, go, move and are reset: the sum grows only by what each has counted."""
    firewall = Firewall(
        filter=[rule("*1", 10), rule("*2", 1000, "reject"), rule("*3", 5, "accept")]
    )
    assert (await firewall.read())[""].packets("all") == 0
    firewall.tables["filter"] = [rule("*2", 1003, "reject"), rule("*1", 12)]
    assert await firewall.dropped() == 5
    # A new rule's count is from before; a removed one subtracts nothing.
    firewall.tables["filter"] = [rule("*1", 14), rule("*4", 800, "tarpit")]
    assert await firewall.dropped() == 7
    # A reset counter has grown by what it shows.
    firewall.tables["filter"] = [rule("*1", 3), rule("*4", 801, "tarpit")]
    assert await firewall.dropped() == 11
    firewall.tables["filter"] = []
    assert await firewall.dropped() == 11


async def test_only_drops_are_asked_for() -> None:
    """The few rules that drop, with their counters alone, while nothing else is enabled."""
    firewall = Firewall(filter=[rule("*1", 1), rule("*2", 1, "accept")], raw=[], nat=[])
    await firewall.read()
    assert len(firewall.asked) == 6
    assert {"chain", "comment", "dynamic"} <= set(firewall.asked[0].proplist)
    await firewall.read(*TOTALS, "firewall.nat.connections")
    [command] = firewall.asked
    assert command.path == "/ip/firewall/filter/print"
    assert command.queries == ("?action=drop", "?action=reject", "?action=tarpit", "?#||")
    assert command.proplist == (".id", "action", "bytes", "packets", "disabled", "invalid")


async def test_tables_with_nothing_to_count_have_no_metric() -> None:
    """A disabled rule drops nothing; a table without drops is only read in the hourly pass."""
    firewall = Firewall(filter=[rule("*1", 1, disabled="true")], nat=[rule("*1", 7, "accept")])
    row = (await firewall.read())[""]
    assert {metric.key for metric in FIREWALL.metrics_of("") if metric.is_supported(row)} == set()
    await firewall.read(*TOTALS)
    assert firewall.asked == []
    firewall.tables["filter"] = [rule("*1", 1, disabled="false")]
    row = (await firewall.read())[""]
    assert row.packets("filter") == 0


async def test_nat_counts_connections() -> None:
    """Only rules that translate; what is not enabled is not read."""
    firewall = Firewall(
        filter=[],
        nat=[rule("*1", 40, "masquerade"), rule("*2", 9, "dst-nat"), rule("*3", 1, "log")],
    )
    await firewall.read()
    firewall.tables["nat"] = [
        rule("*1", 50, "masquerade"),
        rule("*2", 10, "dst-nat"),
        rule("*3", 99, "log"),
    ]
    row = (await firewall.read("firewall.nat.connections"))[""]
    assert row.packets("nat") == 11
    assert row.packets("all") is None
    assert [command.path for command in firewall.asked] == ["/ip/firewall/nat/print"]


async def test_chains_and_rules() -> None:
    """Two rules with one comment do not collide; each table has its own chains."""
    invalid = {"comment": "defconf: drop invalid"}
    tables = {
        "filter": [
            rule("*1", 1, **invalid),
            rule("*2", 2, **invalid),
            rule("*3", 3, chain="forward", **invalid),
            rule("*4", 4, "accept", comment="Web"),
        ],
        "raw": [rule("*1", 5, "drop", chain="prerouting", dynamic="true", comment="x")],
    }
    firewall = Firewall(**tables)
    rows = await firewall.read()
    assert {instance: row.label for instance, row in rows.items() if instance} == {
        "chain:filter:input": "input",
        "chain:filter:forward": "forward",
        "chain:raw:prerouting": "raw prerouting",
        "rule:filter:input:defconf: drop invalid": "input · defconf: drop invalid",
        "rule:filter:forward:defconf: drop invalid": "forward · defconf: drop invalid",
    }
    firewall.tables["filter"] = [
        rule("*2", 12, **invalid),
        rule("*3", 3, chain="forward", **invalid),
        rule("*4", 5, "accept"),
    ]
    # Rules that nothing distinguishes are combined: when one goes, the other counts on.
    rows = await firewall.read("firewall.chain.accepted")
    assert rows["chain:filter:input"].packets("chain") == 10
    assert rows["chain:filter:input"].octets("chain") == 1000
    assert rows["chain:filter:input"].packets("accepted") == 1
    assert rows["chain:filter:forward"].packets("accepted") is None
    assert rows["rule:filter:input:defconf: drop invalid"].packets("rule") == 10


async def test_what_is_not_read_stays_listed() -> None:
    """Chains are not gone because only the sums were read."""
    firewall = Firewall(filter=[rule("*1", 1), rule("*2", 1, "accept", chain="output")])
    rows = await firewall.read()
    assert (await firewall.read(*TOTALS)).keys() == rows.keys()


async def test_mangle_is_asked_only_where_it_is_wanted() -> None:
    """Rules that change or mark, together and by their comments; a jump does not count."""
    dummy = {"dynamic": "true", "comment": "special dummy rule to show fasttrack counters"}
    firewall = Firewall(
        filter=[rule("*1", 1)],
        mangle=[
            rule("*1", 10, "mark-packet", comment="Streams"),
            rule("*2", 100, "change-mss", dynamic="true", comment="x"),
            rule("*3", 1000, "jump", comment="Y"),
            rule("*4", 10_000, "passthrough", **dummy),
            rule("*5", 7, "passthrough", comment="Counter"),
        ],
    )
    rows = await firewall.read()
    labels = {name: row.label for name, row in rows.items() if ":mangle:" in name}
    assert labels == {
        "rule:mangle:input:Streams": "mangle input · Streams",
        "rule:mangle:input:Counter": "mangle input · Counter",
    }
    await firewall.read(*TOTALS)
    assert [command.path for command in firewall.asked] == ["/ip/firewall/filter/print"]
    await firewall.read("firewall.mangle.packets")
    firewall.tables["mangle"] = [
        rule("*1", 13, "mark-packet", comment="Streams"),
        rule("*2", 120, "change-mss", dynamic="true", comment="x"),
        rule("*3", 2000, "jump", comment="Y"),
        rule("*4", 20_000, "passthrough", **dummy),
        rule("*5", 7, "passthrough", comment="Counter"),
    ]
    row = (await firewall.read("firewall.mangle.packets"))[""]
    assert (row.packets("mangle"), row.octets("mangle")) == (23, 2300)
    command = firewall.asked[-1]
    assert command.path == "/ip/firewall/mangle/print"
    assert "comment" not in command.proplist
    # Only the other rules count as dropping.
    assert row.packets("all") == 0
    firewall.tables["mangle"][0] = rule("*1", 18, "mark-packet", comment="Streams")
    rows = await firewall.read("firewall.mangle.rule.packets")
    assert rows["rule:mangle:input:Streams"].packets("mangle") == 5
    assert rows["rule:mangle:input:Streams"].packets("rule") is None
    assert "chain:filter:input" in rows
    del firewall.tables["mangle"][0]
    assert "rule:mangle:input:Streams" not in await firewall.read("firewall.mangle.rule.packets")


async def test_fasttrack_shows_as_a_rule_of_its_own() -> None:
    """The router's dummy rule lacks unset flags, and drops nothing.

    Each table shows the same counters: they count once.
    """
    comment = "special dummy rule to show fasttrack counters"
    dummy = rule("*15", 30, "passthrough", dynamic="true", comment=comment)
    firewall = Firewall(filter=[dummy, rule("*1", 1)], raw=[dummy])
    rows = await firewall.read()
    assert rows[""].fasttrack == 3000
    assert rows.keys() == {"", "chain:filter:input"}
    assert (await firewall.read(*TOTALS))[""].fasttrack is None


async def test_a_router_without_any_table() -> None:
    """The group is absent, like any menu that is not there."""
    with pytest.raises(NoSuchCommandError):
        await Firewall().read()


def test_odd_rules() -> None:
    """What is missing counts as zero; 64-bit counters are exact."""
    row = RuleRow.from_row(TABLES[0], {"bytes": "3071457536530", "packets": "x"})
    assert row.counted == Tally(octets=3071457536530)
    assert row.is_active
    assert not RuleRow.from_row(TABLES[0], {"invalid": ""}).is_active


def drops(router: SimulatedRouter, menu: str, field: str, at: float | None = None) -> int:
    """Return what the dropping rules of a table have counted."""
    actions = {"drop", "reject", "tarpit"}
    rows = router.rows(menu, at=at)
    return sum(int(row[field]) for row in rows if row["action"] in actions)


@pytest.mark.parametrize("profile", ["ccr_isp", "hap_v6"])
async def test_rates_of_a_router(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock, profile: str
) -> None:
    """The first reading has no rate; then it is the growth between two readings."""
    router = await start_router(profile, connections=200)
    await add_router(hass, router)
    await clock.settle()
    assert state_of(hass, router, "firewall.filter.packets") == STATE_UNKNOWN
    await clock.advance(600, step=100)
    first, second = [asked.time for asked in router.journal.commands(f"{FILTER}/print")][-2:]
    for metric, field in (("packets", "packets"), ("bytes", "bytes")):
        grown = drops(router, FILTER, field, second) - drops(router, FILTER, field, first)
        state = float(state_of(hass, router, f"firewall.filter.{metric}"))
        assert state == pytest.approx(grown / (second - first), rel=0.02, abs=0.02)
    total = float(state_of(hass, router, "firewall.dropped.packets"))
    assert total >= float(state_of(hass, router, "firewall.filter.packets"))
    assert float(state_of(hass, router, "firewall.nat.connections")) > 0
    assert (find(hass, router, "firewall.ipv6_filter.packets") is None) == (profile == "hap_v6")
    assert find(hass, router, "firewall.ipv6_raw.packets") is None


async def test_a_reset_is_no_spike(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """Counters that start again keep the rate positive; rules may be added and removed."""
    await add_router(hass, router)
    await clock.advance(600, step=100)
    usual = float(state_of(hass, router, "firewall.filter.packets"))
    router.set_field(FILTER, {"action": "drop"}, {"packets": "0", "bytes": "0"})
    router.add_row(FILTER, rule("*99", 10_000_000))
    router.remove_row(FILTER, {"comment": "defconf: drop invalid", "chain": "forward"})
    await clock.advance(300, step=100)
    assert 0 <= float(state_of(hass, router, "firewall.filter.packets")) < 2 * usual
    await clock.advance(600, step=100)
    assert 0 < float(state_of(hass, router, "firewall.filter.packets")) < 2 * usual


async def test_rules_and_chains_on_demand(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """They exist when their kind is chosen, and are read with the rest."""
    entry = await add_router(hass, router)
    await clock.settle()
    chain = "chain:filter:input"
    assert find(hass, router, "firewall.chain.accepted", chain) is None
    await enable(hass, entry, clock, "firewall.chain.accepted", instance=chain)
    await clock.advance(620, step=100)
    assert float(state_of(hass, router, "firewall.chain.accepted", chain)) > 0
    named = "rule:filter:input:defconf: drop invalid"
    await enable(hass, entry, clock, "firewall.rule.packets", instance=named)
    await clock.advance(620, step=100)
    assert float(state_of(hass, router, "firewall.rule.packets", named)) > 0
    state = hass.states.get(entity_id(hass, router, "firewall.rule.packets", named))
    assert state is not None
    assert "Rule input · defconf: drop invalid dropped packets" in state.name
    await enable(hass, entry, clock, "firewall.fasttrack.bytes", instance="")
    await clock.advance(300, step=100)
    assert float(state_of(hass, router, "firewall.fasttrack.bytes")) > 0


async def test_mangle_of_a_router(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """It exists with its kind, and is not read before."""
    menu = "/ip/firewall/mangle"
    entry = await add_router(hass, router)
    await clock.settle()
    router.journal.clear()
    await clock.advance(620, step=100)
    assert not router.journal.commands(f"{menu}/print")
    assert find(hass, router, "firewall.mangle.packets") is None
    named = "rule:mangle:forward:Tunnel"
    await enable(hass, entry, clock, "firewall.mangle.packets", instance="")
    await enable(hass, entry, clock, "firewall.mangle.rule.bytes", instance=named)
    await clock.advance(620, step=100)
    assert float(state_of(hass, router, "firewall.mangle.packets")) > 0
    assert float(state_of(hass, router, "firewall.mangle.rule.bytes", named)) > 0


async def test_a_table_that_fails(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """Its group is unavailable until it works again; the rest is not affected."""
    await add_router(hass, router)
    await clock.advance(600, step=100)
    router.faults.set(Fault.REFUSE, command=f"{FILTER}/print")
    await clock.advance(300, step=100)
    assert state_of(hass, router, "firewall.filter.packets") == "unavailable"
    assert state_of(hass, router, "connection.total").isdigit()
    router.faults.clear()
    await clock.advance(120, step=100)
    assert float(state_of(hass, router, "firewall.filter.packets")) >= 0
