"""Measure a whole Home Assistant with many routers, comparing the integrations of two commits.

Three Home Assistants with their recorders run at once: one with the integration of the parent
commit, one with that of this checkout, one without routers. Each set of simulated routers is a
separate process. The idle one's costs are subtracted from both others: compare the shares.
"""

from argparse import ArgumentParser
import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import asdict, dataclass
import json
from pathlib import Path
import signal
import subprocess
import sys
from tempfile import TemporaryDirectory
from typing import Final

from custom_components.mikrotik_monitoring.alerts.settings import differing
from custom_components.mikrotik_monitoring.const import OPTION_ALERTS
from scripts.home_assistant import ROOT, StartError, free_port

from .farm import Farm
from .fleet_home import REGISTRY_WRITE, Home, Measured, home
from .fleet_report import IDLE, NEW, PARENT, report
from .tables import machine, say, write_section

_FIRST_PORT: Final = 8323

# How many routers the sections of the documentation are about.
SECTIONS: Final = (100, 300)

_NO_ALERTS: Final = {OPTION_ALERTS: differing(())}


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """How much is measured; times in seconds."""

    routers: int = 100
    interfaces: int = 20
    parent: str = "HEAD~1"
    # From when all routers have values until the registries are written and rates are settled.
    settle: float = 90.0
    # Long enough for one run of the five-minute statistics.
    steady: float = 390.0
    writing: float = REGISTRY_WRITE
    # Whether the parent is this checkout as well, with all alerts off.
    is_of_alerts: bool = False


@contextmanager
def checkout(revision: str, folder: Path) -> Iterator[Path]:
    """Check out a commit, compiled; remove it afterwards."""
    git = ("git", "-C", str(ROOT), "worktree")
    _call(*git, "add", "--quiet", "--detach", str(folder), revision)
    try:
        _call(sys.executable, "-m", "compileall", "-q", str(folder / "custom_components"))
        yield folder
    finally:
        _call(*git, "remove", "--force", str(folder))


def _call(*command: str) -> None:
    """Run a program to its end; raises CalledProcessError if it fails."""
    subprocess.run(command, check=True)  # noqa: S603 - the revision is the caller's own.


@asynccontextmanager
async def homes(plan: Plan, folder: Path) -> AsyncIterator[list[Home]]:
    """Prepare the three Home Assistants and their routers; end all of them afterwards."""
    farm = Farm(routers=plan.routers, interfaces=plan.interfaces)
    nobody = Farm(routers=0, interfaces=0)
    async with AsyncExitStack() as stack:
        parent = ROOT
        if not plan.is_of_alerts:
            parent = stack.enter_context(checkout(plan.parent, folder / "checkout"))
        found: list[Home] = []
        port = _FIRST_PORT
        for name, source, routers in (
            (IDLE, ROOT, nobody),
            (PARENT, parent, farm),
            (NEW, ROOT, farm),
        ):
            port = free_port(port)
            options = _NO_ALERTS if plan.is_of_alerts and name == PARENT else None
            one = await stack.enter_async_context(
                home(name, source, routers, folder / name, port, options)
            )
            stack.push_async_callback(one.stop)
            found.append(one)
            port += 1
        yield found


async def measure(plan: Plan) -> dict[str, Measured]:
    """Measure everything, on all Home Assistants at once."""
    with TemporaryDirectory(prefix="fleet-") as temporary:
        async with homes(plan, Path(temporary)) as found:
            say("starting")
            await _start(found, _first_start)
            say(f"all have their values; settling for {plan.settle:g} s or more")
            await _each(found, lambda one: one.settle(plan.settle))
            say(f"measuring for {plan.steady:g} s")
            await _each(found, lambda one: _steady(one, plan))
            say("having the registries written")
            await _each(found, lambda one: _writing(one, plan))
            say("restarting")
            await _each(found, lambda one: one.stop())
            await _start(found, _restart)
            say("upgrading the parent's estate")
            await _upgrade(found)
            for one in found:
                for line in one.complaints():
                    say(f"{one.name}: {line}")
            return {one.name: one.measured for one in found}


async def _start(found: list[Home], wait: Callable[[Home], Awaitable[None]]) -> None:
    """Start all, the idle one too, and wait until all routers have their values."""
    await _each(found, lambda one: one.start())
    await _each(found, wait)


async def _each(found: Iterable[Home], do: Callable[[Home], Awaitable[None]]) -> None:
    """Do something with all at once; the first failure ends the others."""

    async def one_of_all(one: Home) -> None:
        await do(one)

    try:
        async with asyncio.TaskGroup() as tasks:
            for one in found:
                tasks.create_task(one_of_all(one))
    except ExceptionGroup as group:
        raise group.exceptions[0] from group


async def _first_start(one: Home) -> None:
    one.measured.first_start = await one.wait_routers()
    # Otherwise changes made during startup are written minutes later.
    await one.touch_registry()


async def _steady(one: Home, plan: Plan) -> None:
    one.measured.steady = await one.measure(plan.steady)
    one.measured.registry_bytes = one.registry_bytes()


async def _writing(one: Home, plan: Plan) -> None:
    one.measured.writing = await one.measure_writing(plan.writing)
    one.measured.heap = await one.measure_heap()


async def _restart(one: Home) -> None:
    one.measured.restart = await one.wait_routers()


async def _upgrade(found: list[Home]) -> None:
    """Have the new integration continue with the parent's data, alone on the machine."""
    _, parent, new = found
    await _each(found, lambda one: one.stop())
    new.measured.upgraded = await parent.upgrade(new.checkout)


async def run(plan: Plan) -> dict[str, Measured]:
    """Measure until done, or until a signal requests the end."""
    task = asyncio.create_task(measure(plan))
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, task.cancel)
    return await task


def main(arguments: list[str] | None = None) -> int:
    """Run from the command line."""
    plan = Plan()
    parser = ArgumentParser(prog="python -m benchmarks.fleet", description=__doc__)
    parser.add_argument("--routers", type=int, default=plan.routers)
    parser.add_argument("--interfaces", type=int, default=plan.interfaces, help="of each router")
    parser.add_argument("--parent", default=plan.parent, help="commit to compare with (HEAD~1)")
    parser.add_argument("--settle", type=float, default=plan.settle, help="seconds (90)")
    parser.add_argument("--steady", type=float, default=plan.steady, help="seconds (390)")
    parser.add_argument("--json", type=Path, help="write all that was measured here")
    parser.add_argument("--markdown", action="store_true", help="write it into README.md too")
    parser.add_argument(
        "--alerts", action="store_true", help="compare with this checkout without alerts"
    )
    chosen = parser.parse_args(arguments)
    if chosen.markdown and chosen.routers not in SECTIONS:
        parser.error(f"README.md has sections for {SECTIONS} routers alone")
    names = ("routers", "interfaces", "parent", "settle", "steady")
    plan = Plan(**{name: getattr(chosen, name) for name in names}, is_of_alerts=chosen.alerts)
    try:
        measured = asyncio.run(run(plan))
    except asyncio.CancelledError, KeyboardInterrupt:
        say("Everything is ended.")
        return 1
    except StartError as error:
        say(str(error))
        return 1
    if chosen.json:
        found = {name: asdict(one) for name, one in measured.items()}
        chosen.json.write_text(json.dumps(found, indent=1), encoding="utf-8")
    title = f"{plan.routers} routers x {plan.interfaces} interfaces"
    if plan.is_of_alerts:
        title += ", the parent without alerts"
    text = f"{title}, {plan.steady:g} s; {machine()}.\n\n{report(measured)}"
    print(text)
    if chosen.markdown:
        write_section("fleet-alerts" if plan.is_of_alerts else f"fleet-{plan.routers}", text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
