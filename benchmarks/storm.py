"""Measure a whole Home Assistant while all its routers are lost at once, and come back at once.

The process of the simulated routers is stopped, as if their switch had died: no connection is
closed, nothing responds. Messages are counted as Home Assistant's own notifications.
"""

from argparse import ArgumentParser
import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager, suppress
from dataclasses import dataclass
import json
import os
from pathlib import Path
import signal
import sys
from tempfile import TemporaryDirectory
from typing import Final

from custom_components.mikrotik_monitoring.notifications.settings import Settings
from scripts.home_assistant import DOMAIN, ROOT, StartError, free_port

from .farm import Farm
from .fleet_home import Home, Window, home
from .tables import machine, say, table, write_section

_FIRST_PORT: Final = 8363
_TARGET: Final = "action.persistent_notification"

_HEAD: Final = (
    "",
    "seconds",
    "loop lag p50, ms",
    "p99, ms",
    "longest, ms",
    "states a second",
    "unreachable at its end",
    "messages",
)
_MILLI: Final = 1e3


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """How many routers are lost, and for how long; times in seconds."""

    routers: int = 100
    interfaces: int = 20
    settle: float = 60.0
    before: float = 60.0
    # Long enough to lose all, for two minutes of absence, and for one common message.
    lost: float = 200.0
    # Long enough for all to be retried, and for the message.
    back: float = 200.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Phase:
    """A part of the storm: the loop's measurements, and how many messages were sent."""

    name: str
    window: Window
    messages: int
    unreachable: int


@contextmanager
def standing_still(process: int) -> Iterator[None]:
    """Pause a process within the context."""
    os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        # It may have ended meanwhile.
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGCONT)


async def measure(plan: Plan) -> list[Phase]:
    """Measure before, while all are lost, and after they are back."""
    farm = Farm(routers=plan.routers, interfaces=plan.interfaces)
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="storm-")))
        one = await stack.enter_async_context(
            home("storm", ROOT, farm, folder / "home", free_port(_FIRST_PORT))
        )
        stack.push_async_callback(one.stop)
        tell_somebody(one.configuration.directory)
        say("starting")
        await one.start()
        await one.wait_routers()
        await one.settle(plan.settle)
        assert one.routers is not None  # noqa: S101 - this home has routers.
        assert one.routers.process is not None  # noqa: S101 - they run in a process.
        phases = [await _phase(one, "before", plan.before)]
        with standing_still(one.routers.process):
            phases.append(await _phase(one, "all are lost", plan.lost))
        phases.append(await _phase(one, "all are back", plan.back))
        return phases


async def _phase(one: Home, name: str, seconds: float) -> Phase:
    """Measure a part of the storm."""
    say(name)
    before = await _messages(one)
    window = await one.watch(seconds)
    return Phase(
        name=name,
        window=window,
        messages=await _messages(one) - before,
        unreachable=await _unreachable(one),
    )


async def _messages(one: Home) -> int:
    """Return how many notifications there are."""
    async with one.process.socket() as socket:
        return len(await socket.call("persistent_notification/get"))


async def _unreachable(one: Home) -> int:
    """Return how many routers are reported as unreachable."""
    async with one.process.socket() as socket:
        found = await anext(socket.subscribe(f"{DOMAIN}/alerts"))
    shown = (alert for router in found["routers"].values() for alert in router["alerts"])
    return sum(alert["key"] == "unreachable" for alert in shown)


def tell_somebody(directory: Path) -> None:
    """Enable notifications, as the options flow stores them."""
    key = f"{DOMAIN}.notifications"
    settings = Settings(targets=(_TARGET,)).as_dict()
    stored = {"version": 1, "minor_version": 1, "key": key}
    (directory / ".storage" / key).write_text(
        json.dumps({**stored, "data": {"settings": settings, "told": []}}), encoding="utf-8"
    )


def report(phases: list[Phase]) -> str:
    """Return the whole report."""
    return table(
        _HEAD,
        (
            (
                one.name,
                f"{one.window.seconds:.0f}",
                *(
                    f"{_MILLI * lag:.1f}"
                    for lag in (one.window.lag_p50, one.window.lag_p99, one.window.lag_max)
                ),
                f"{one.window.states / one.window.seconds:.0f}",
                str(one.unreachable),
                str(one.messages),
            )
            for one in phases
        ),
    )


def main(arguments: list[str] | None = None) -> int:
    """Run from the command line."""
    parser = ArgumentParser(prog="python -m benchmarks.storm", description=__doc__)
    parser.add_argument("--routers", type=int, default=Plan().routers)
    parser.add_argument("--markdown", action="store_true", help="write it into README.md too")
    chosen = parser.parse_args(arguments)
    plan = Plan(routers=chosen.routers)
    try:
        phases = asyncio.run(measure(plan))
    except StartError as error:
        say(str(error))
        return 1
    text = (
        f"{plan.routers} routers x {plan.interfaces} interfaces; {machine()}.\n\n{report(phases)}"
    )
    print(text)
    if chosen.markdown:
        write_section("storm", text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
