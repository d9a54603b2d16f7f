"""Measure the alerts' hits, misses and false alarms, on simulated routers in simulated time.

Each profile is simulated twice for the same days: once with only normal events, once with
injected faults. Plain thresholds judge the same values beside the alerts.
"""

from argparse import ArgumentParser
import asyncio
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat
from math import ceil
from multiprocessing import get_context
from typing import Final

from .alert_month import DAY_MINUTES, Life, Month
from .tables import machine, table, write_section

PROFILES: Final = (
    "rb5009",
    "ccr_isp",
    "hap_v6",
    "ltap",
    "office",
    "hotspot",
    "core",
    "capsman",
    "wap60g",
    "rose",
)


def live(profile: str, minutes: int, faults: int, seed: int = 1) -> Life:
    """Simulate so many minutes of a router with so many faults."""
    with asyncio.Runner() as runner:
        return runner.run(_live(profile, minutes, faults, seed))


async def _live(profile: str, minutes: int, faults: int, seed: int) -> Life:
    month = Month(profile, minutes=minutes, faults=faults, seed=seed)
    return await month.run()


def measure(profiles: Sequence[str], minutes: int, faults: int, *, jobs: int = 2) -> list[Life]:
    """Simulate all profiles, first without faults, in ``jobs`` processes at a time."""
    asked = [(profile, wrong) for profile in profiles for wrong in (0, faults)]
    names, numbers = zip(*asked, strict=True)
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        return list(pool.map(live, names, repeat(minutes), numbers))


def _share(delays: list[float], part: float) -> str:
    """Return a quantile of the delays, as text in seconds."""
    found = sorted(delays)
    return f"{found[ceil(part * (len(found) - 1))]:g} s" if found else "-"


def _line(name: str, lives: Iterable[Life]) -> tuple[str, ...]:
    """Return a row of the table: the totals of some lives."""
    found = list(lives)
    faults = [one for life in found for one in life.faults]
    beyond = [max(min(one.found.values()) - one.hold, 0) for one in faults if one.found]
    return (
        name,
        str(len(faults)),
        _share(beyond, 0.5),
        _share(beyond, 0.99),
        str(sum(len(life.false) for life in found)),
        str(sum(len(life.missed) for life in found)),
        str(sum(len(life.twice) for life in found)),
        str(sum(life.plain_false for life in found)),
        str(sum(not one.plain for one in faults)),
    )


def report(lives: Sequence[Life]) -> str:
    """Return the report of what was found, and what is wrong."""
    names = dict.fromkeys(life.profile for life in lives)
    head = (
        "router",
        "faults",
        "found p50",
        "p99",
        "false",
        "missed",
        "twice",
        "plain: false",
        "missed",
    )
    lines = [_line(name, [one for one in lives if one.profile == name]) for name in names]
    days = lives[0].minutes / DAY_MINUTES
    wrong = [
        *(f"* false: {one}" for life in lives for one in life.false),
        *(
            f"* missed: {life.profile} {one.rule} on day {one.begin / DAY_MINUTES:.1f}"
            for life in lives
            for one in life.missed
        ),
        *(f"* twice: {life.profile} {one.rule}" for life in lives for one in life.twice),
    ]
    rules = {one.rule for life in lives for one in life.faults}
    intro = (
        f"{days:g} simulated days of each router without faults and {days:g} with, in steps of a"
        f" minute; faults of {len(rules)} rules; {machine()}."
    )
    parts = (
        intro,
        table(head, [*lines, _line("all", lives)]),
        "\n".join(wrong),
    )
    return "\n\n".join(part for part in parts if part)


def main(arguments: list[str] | None = None) -> int:
    """Run from the command line; 1 if an alert was false, missed or raised twice."""
    parser = ArgumentParser(prog="python -m benchmarks.alerts", description=__doc__)
    parser.add_argument("--profile", action="append", choices=PROFILES)
    parser.add_argument("--days", type=float, default=30, help="simulated (30)")
    parser.add_argument("--faults", type=int, default=20, help="of each router (20)")
    parser.add_argument("--markdown", action="store_true", help="write it into README.md too")
    chosen = parser.parse_args(arguments)
    minutes = int(chosen.days * DAY_MINUTES)
    lives = measure(chosen.profile or PROFILES, minutes, chosen.faults)
    text = report(lives)
    print(text)
    if chosen.markdown:
        write_section("alerts", text)
    return int(any(life.false or life.missed or life.twice for life in lives))


if __name__ == "__main__":
    raise SystemExit(main())
