"""Measure our connection against unmodified librouteros, on the same simulated routers.

The routers run in one process, every measurement of a client in a fresh one; CPU is the
client's own. Compare the ratios, each from the same round: absolute figures depend on the
machine.
"""

from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from statistics import median
from typing import Final

from .clients import Kind
from .farm import Farm, serving
from .loads import Cost, Latency, Polls, Waits, big_table, fresh, ping, run
from .tables import machine, table, write_section

_BASE: Final = Kind.LIBRARY

# The limits for our share of librouteros' CPU, and for the wait in seconds.
SPREAD_AIMS: Final = {True: 0.45, False: 0.3}
WIDE_AIM: Final = 0.2
WAIT_AIM: Final = 0.05


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """How much is measured; times in seconds."""

    rounds: int = 5
    routers: int = 100
    interfaces: int = 20
    polls: int = 5
    interval: float = 5.0
    wide: int = 100
    wide_polls: int = 200
    connections: int = 20_000
    tables: int = 5
    ping_interval: float = 1.0
    # Whether routers and clients run in separate processes.
    apart: bool = True

    def run(self, load: Polls | Waits) -> Cost | Latency:
        """Run a load where this plan runs them."""
        return fresh(load) if self.apart else run(load)


QUICK: Final = Plan(rounds=3, polls=2, wide_polls=60, tables=2, ping_interval=0.2)
TINY: Final = Plan(
    rounds=1,
    routers=2,
    interfaces=2,
    polls=1,
    interval=0.05,
    wide=3,
    wide_polls=2,
    connections=50,
    tables=1,
    ping_interval=0.05,
    apart=False,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """Polls of all clients on the same routers, in the same rounds."""

    name: str
    proplist: bool
    aim: float
    costs: dict[Kind, list[Cost]]

    def ratios(self, kind: Kind) -> list[float]:
        """Return a client's CPU as a share of librouteros', round by round."""
        pairs = zip(self.costs[kind], self.costs[_BASE], strict=True)
        return [cost.cpu / base.cpu for cost, base in pairs]

    def net_ratios(self, kind: Kind) -> list[float]:
        """Return the same shares minus the cost of the timers alone."""
        triples = zip(self.costs[kind], self.costs[_BASE], self.costs[Kind.NOTHING], strict=True)
        return [(cost.cpu - idle.cpu) / (base.cpu - idle.cpu) for cost, base, idle in triples]


def spread(plan: Plan) -> list[Case]:
    """Poll many routers, each on its own timer."""
    with serving(Farm(routers=plan.routers, interfaces=plan.interfaces), apart=plan.apart) as ports:
        name = f"{plan.routers} routers x {plan.interfaces} interfaces, spread"
        return [
            _case(name, proplist, aim, plan, (tuple(ports), plan.polls, plan.interval))
            for proplist, aim in SPREAD_AIMS.items()
        ]


def wide(plan: Plan) -> list[Case]:
    """Poll one router with many interfaces back to back."""
    with serving(Farm(routers=1, interfaces=plan.wide), apart=plan.apart) as ports:
        name = f"1 router x {plan.wide} interfaces, back to back"
        return [
            _case(name, proplist, WIDE_AIM, plan, (tuple(ports), plan.wide_polls, 0.0))
            for proplist in (True, False)
        ]


def _case(
    name: str,
    proplist: bool,  # noqa: FBT001 - one of the two columns of each case.
    aim: float,
    plan: Plan,
    load: tuple[tuple[int, ...], int, float],
) -> Case:
    """Measure all clients, one after the other, round by round."""
    ports, times, interval = load
    costs: dict[Kind, list[Cost]] = {kind: [] for kind in Kind}
    for _ in range(plan.rounds):
        for kind, found in costs.items():
            cost = plan.run(
                Polls(kind=kind, ports=ports, times=times, interval=interval, proplist=proplist)
            )
            assert isinstance(cost, Cost)  # noqa: S101 - polls cost.
            found.append(cost)
    asked = (found for kind, found in costs.items() if kind is not Kind.NOTHING)
    if len({cost.rows for found in asked for cost in found}) > 1:
        raise RuntimeError(f"{name}: the clients did not read the same rows")
    return Case(name=name, proplist=proplist, aim=aim, costs=costs)


type Found = dict[tuple[str, Kind], list[Latency]]


def waits(plan: Plan) -> Found:
    """Probe the five-second tier while something long runs."""
    slow = {
        "nothing": None,
        "/ping count=5": ping(plan.ping_interval),
        f"{plan.connections:,} rows": big_table(),
    }
    found: Found = {}
    farm = Farm(routers=1, interfaces=plan.interfaces, connections=plan.connections)
    with serving(farm, apart=plan.apart) as (port, *_):
        for _ in range(plan.rounds):
            for name, command in slow.items():
                for kind in (Kind.OURS, Kind.LIBRARY):
                    times = plan.tables if "rows" in name else 1
                    latency = plan.run(Waits(kind=kind, port=port, slow=command, times=times))
                    assert isinstance(latency, Latency)  # noqa: S101 - waits have latencies.
                    found.setdefault((name, kind), []).append(latency)
    return found


def cost_table(cases: Iterable[Case]) -> str:
    """Return the table of poll costs."""
    lines = [
        (
            case.name,
            "our fields" if case.proplist else "all fields",
            kind.value,
            _milliseconds(cost.cpu / cost.polls for cost in found),
            f"{100 * median(cost.cpu / cost.wall for cost in found):.1f} %",
            _range(case.ratios(kind)),
            _range(case.net_ratios(kind)),
        )
        for case in cases
        for kind, found in case.costs.items()
    ]
    head = (
        "case",
        "asked",
        "client",
        "CPU ms a poll",
        "of a core",
        "share of librouteros'",
        "without timers",
    )
    return table(head, lines)


def wait_table(found: Found) -> str:
    """Return the table of how long the five-second tier waits."""
    lines = []
    for (name, kind), latencies in found.items():
        fast = sorted(wait for latency in latencies for wait in latency.fast)
        worst = [max(latency.fast) for latency in latencies]
        lines.append(
            (
                name,
                kind.value,
                f"{1000 * median(fast):.1f}",
                f"{1000 * fast[int(0.99 * (len(fast) - 1))]:.1f}",
                _milliseconds(worst),
                f"{median(slow for latency in latencies for slow in latency.slow):.2f} s",
            )
        )
    head = ("meanwhile", "client", "median ms", "p99 ms", "worst ms of a round", "which took")
    return table(head, lines)


def verdicts(cases: Iterable[Case], found: Found) -> Iterator[str]:
    """Yield for each goal whether it is met."""
    for case in cases:
        share, net = median(case.ratios(Kind.OURS)), median(case.net_ratios(Kind.OURS))
        asked = "with `.proplist`" if case.proplist else "all fields"
        yield (
            f"* {case.name}, {asked}: {share:.2f} of librouteros' CPU "
            f"(aim {case.aim:g}: {_met(share <= case.aim)}), "
            f"{net:.2f} without the timers' own cost ({_met(net <= case.aim)})."
        )
    for (name, kind), latencies in found.items():
        if kind is Kind.OURS and name != "nothing":
            worst = max(max(latency.fast) for latency in latencies)
            yield (
                f"* Worst wait of the five-second tier during {name}: {1000 * worst:.0f} ms "
                f"(aim {1000 * WAIT_AIM:.0f} ms: {_met(worst < WAIT_AIM)})."
            )


def _met(is_met: bool) -> str:  # noqa: FBT001 - the answer is the only thing to say.
    return "met" if is_met else "missed"


def _milliseconds(seconds: Iterable[float]) -> str:
    """Format the median and range of seconds in milliseconds."""
    return _range([1000 * one for one in seconds])


def _range(values: list[float]) -> str:
    """Format a median and its range."""
    if len(values) == 1:
        return f"{values[0]:.2f}"
    return f"{median(values):.2f} ({min(values):.2f}-{max(values):.2f})"


def report(plan: Plan) -> str:
    """Measure and return the whole report."""
    cases = [*wide(plan), *spread(plan)]
    found = waits(plan)
    return "\n\n".join(
        (
            f"{plan.rounds} rounds, median (range); {machine()}.",
            "\n".join(verdicts(cases, found)),
            cost_table(cases),
            wait_table(found),
        )
    )


def main(arguments: list[str] | None = None) -> None:
    """Run from the command line."""
    parser = ArgumentParser(prog="python -m benchmarks.transport", description=__doc__)
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--quick", action="store_true", help="fewer and shorter rounds")
    size.add_argument("--tiny", action="store_true", help="see that it works; measures nothing")
    parser.add_argument("--markdown", action="store_true", help="write it into README.md too")
    chosen = parser.parse_args(arguments)
    plan = TINY if chosen.tiny else QUICK if chosen.quick else Plan()
    text = report(plan)
    print(text)
    if chosen.markdown:
        write_section("transport", text)


if __name__ == "__main__":
    main()
