"""Count the rows that a day of each router writes to the recorder, and how accurate they are.

Every five-second value of a simulated day passes the gates of each recording level; a row is
counted where Home Assistant would write a state. The hourly means of the rows are compared
with those of level *full*.
"""

from argparse import ArgumentParser
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from statistics import median
from typing import Final

from custom_components.mikrotik_monitoring.metrics.model import Graph, Metric
from custom_components.mikrotik_monitoring.recording.gates import NO_WRITE, RecordingLevel, gate_for
from simulator import PROFILE_NAMES

from .day import DAY, HOUR, Stream, day_of
from .hours import Row, hourly_means
from .tables import machine, table, write_section

# Bytes of a state without its own attributes, including SQLite's indices.
_ROW_BYTES: Final = 175

# What each level promises: at most this share of full's rows, hourly means this close to full's.
_PROMISES: Final = {
    RecordingLevel.BALANCED: (1 / 4, 0.01),
    RecordingLevel.COMPACT: (1 / 12, 0.02),
}

_KINDS: Final = {
    Graph.INTERFACE_TRAFFIC: "traffic",
    Graph.CPU: "CPU",
    Graph.MEMORY: "memory",
    Graph.CONNECTIONS: "connections",
}


@dataclass(kw_only=True)
class Deviations:
    """How far the hourly means of some streams are from full's."""

    off: float = 0.0
    volume: float = 0.0
    hours: list[float] = field(default_factory=list)

    def add(self, metric: Metric, mean: float | None, full: float | None) -> None:
        """Add an hour; less than a step of the metric's rounding does not count."""
        if mean is None or full is None:
            return
        off = abs(mean - full)
        self.off += off
        self.volume += abs(full)
        self.hours.append(0.0 if off < (metric.resolution or 0) else off / abs(full or off))

    @property
    def weighted(self) -> float:
        """Return the share of the whole day's volume that is in the wrong hour."""
        return self.off / self.volume if self.volume else 0.0

    def within(self, bound: float) -> float:
        """Return the share of hours within a bound."""
        return sum(hour <= bound for hour in self.hours) / len(self.hours)

    def share(self, part: float) -> float:
        """Return a quantile of the deviations: that which a part of the hours does not exceed."""
        return sorted(self.hours)[int(part * (len(self.hours) - 1))]


@dataclass(kw_only=True)
class Result:
    """The result of one level for one router's day."""

    profile: str
    level: RecordingLevel
    days: float
    rows: int = 0
    totals: int = 0
    kinds: dict[str, Deviations] = field(default_factory=lambda: defaultdict(Deviations))

    @property
    def megabytes(self) -> float:
        """Return what a day adds to the database."""
        return (self.rows + self.totals) / self.days * _ROW_BYTES / 1e6


def rows_of(stream: Stream, level: RecordingLevel) -> list[Row]:
    """Return the states that a level writes of a stream: those that changed."""
    gate = gate_for(stream.metric, level)
    rows: list[Row] = []
    for at, value in stream.samples:
        offered = gate.offer(value, at)
        if offered is NO_WRITE:
            continue
        shown = stream.metric.rounded(offered)
        number = float(shown) if isinstance(shown, int | float) else None
        if not rows or rows[-1][1] != number:
            rows.append((at, number))
    return rows


def measure(profile: str, hours: int) -> Iterator[Result]:
    """Measure all levels on the same hours of one router."""
    streams = day_of(profile, seconds=hours * HOUR)
    full: dict[tuple[str, str], list[float | None]] = {}
    for level in RecordingLevel:
        result = Result(profile=profile, level=level, days=hours * HOUR / DAY)
        for stream in streams:
            rows = rows_of(stream, level)
            if stream.metric.dead_band is None:
                result.totals += len(rows)
                continue
            result.rows += len(rows)
            means = hourly_means(rows, hours)
            truth = full.setdefault((stream.metric.key, stream.instance), means)
            deviations = result.kinds[_kind(stream.metric)]
            for mean, right in zip(means, truth, strict=True):
                deviations.add(stream.metric, mean, right)
        yield result


def _kind(metric: Metric) -> str:
    """Return the name of a metric in the tables."""
    graph = metric.graph
    return _KINDS.get(graph, metric.key) if isinstance(graph, Graph) else metric.key


def rows_table(results: Iterable[Result]) -> str:
    """Return the table of rows per router and day."""
    lines = []
    full: dict[str, int] = {}
    for result in results:
        whole = full.setdefault(result.profile, result.rows)
        lines.append(
            (
                result.profile,
                result.level.value,
                f"{result.rows / result.days:,.0f}",
                f"1/{whole / result.rows:.1f}",
                f"{result.totals / result.days:,.0f}",
                f"{result.megabytes:.1f}",
            )
        )
    head = ("router", "level", "rows a day", "of full", "totals' rows", "MB a day")
    return table(head, lines)


def hours_table(results: Iterable[Result], level: RecordingLevel) -> str:
    """Return the table of how far one level's hourly means are from full's."""
    _, bound = _PROMISES[level]
    lines = [
        (
            result.profile,
            kind,
            f"{found.weighted:.2%}",
            f"{median(found.hours):.2%}",
            f"{found.share(0.95):.2%}",
            f"{max(found.hours):.1%}",
            f"{found.within(bound):.0%}",
        )
        for result in results
        if result.level is level
        for kind, found in result.kinds.items()
    ]
    within = f"within {bound:.0%}"
    return table(("router", level.value, "by volume", "median", "95 %", "worst", within), lines)


def verdicts(results: Iterable[Result]) -> Iterator[str]:
    """Yield for each level whether it keeps its promise, by which measure."""
    found = list(results)
    full = {result.profile: result.rows for result in found if result.level is RecordingLevel.FULL}
    for level, (share, bound) in _PROMISES.items():
        of_level = [result for result in found if result.level is level]
        most = max(result.rows / full[result.profile] for result in of_level)
        traffic = [result.kinds["traffic"] for result in of_level]
        hours = sorted(hour for one in traffic for hour in one.hours)
        near = sum(hour <= bound for hour in hours) / len(hours)
        yield (
            f"* *{level.value}*: at most 1/{1 / most:.1f} of full's rows "
            f"(aim 1/{1 / share:.0f}: {_met(most <= share)}). Hourly means of traffic by volume "
            f"within {max(one.weighted for one in traffic):.2%} on every router "
            f"(aim {bound:.0%}: {_met(max(one.weighted for one in traffic) <= bound)}), "
            f"{near:.0%} of all single hours."
        )


def _met(is_met: bool) -> str:  # noqa: FBT001 - the answer is the only thing to say.
    return "met" if is_met else "missed"


def report(profiles: Iterable[str], hours: int) -> str:
    """Measure and return the whole report."""
    results = [result for profile in profiles for result in measure(profile, hours)]
    return "\n\n".join(
        (
            f"{hours} simulated hours; {machine()}.",
            "\n".join(verdicts(results)),
            rows_table(results),
            *(hours_table(results, level) for level in _PROMISES),
        )
    )


def main(arguments: list[str] | None = None) -> None:
    """Run from the command line."""
    parser = ArgumentParser(prog="python -m benchmarks.recorder", description=__doc__)
    parser.add_argument("--profile", action="append", choices=PROFILE_NAMES)
    parser.add_argument("--hours", type=int, default=24, help="of the simulated day (24)")
    parser.add_argument("--markdown", action="store_true", help="write it into README.md too")
    chosen = parser.parse_args(arguments)
    text = report(chosen.profile or PROFILE_NAMES, chosen.hours)
    print(text)
    if chosen.markdown:
        write_section("recorder", text)


if __name__ == "__main__":
    main()
