"""The loads that clients are measured with, each in a fresh process."""

import asyncio
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from time import perf_counter, process_time

from custom_components.mikrotik_monitoring.routeros import Command

from .clients import SESSIONS, Kind, Session
from .day import asked_fields, realtime_groups
from .farm import CONNECTIONS_MENU

_PROBE_INTERVAL = 0.1
_QUIET = 0.5


@dataclass(frozen=True, kw_only=True, slots=True)
class Polls:
    """Poll routers ``times`` each; ``interval`` 0 is back to back, else spread evenly over it."""

    kind: Kind
    ports: tuple[int, ...]
    times: int
    interval: float
    proplist: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Cost:
    """What polls cost the client, in seconds of CPU, and how many rows they brought."""

    cpu: float
    wall: float
    polls: int
    rows: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Waits:
    """Send the five-second tier's commands repeatedly while something long runs."""

    kind: Kind
    port: int
    slow: Command | None
    times: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Latency:
    """How long each of the five-second tier's commands took, in seconds, and the long ones."""

    fast: list[float]
    slow: list[float]
    rows: int


def ping(interval: float) -> Command:
    """Return the slow command that takes long."""
    arguments = (("address", "198.51.100.1"), ("count", "5"), ("interval", f"{interval:g}s"))
    return Command("/ping", arguments=arguments)


def big_table() -> Command:
    """Return the slow command with many rows."""
    return Command(f"{CONNECTIONS_MENU}/print")


def fresh(load: Polls | Waits) -> Cost | Latency:
    """Run a load in a process of its own, which has imported everything and done nothing."""
    context = get_context("forkserver")
    context.set_forkserver_preload([__name__])
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        return pool.submit(run, load).result()


def run(load: Polls | Waits) -> Cost | Latency:
    """Run a load here."""
    if isinstance(load, Polls):
        return asyncio.run(_poll_all(load))
    return asyncio.run(_wait_all(load))


def realtime_commands(*, proplist: bool = True) -> tuple[Command, ...]:
    """Return what the integration sends every five seconds by default."""
    return tuple(
        Command(
            f"{group.path}/print",
            proplist=asked_fields(group) if proplist else (),
            queries=group.queries,
        )
        for group in realtime_groups()
    )


async def _poll_all(load: Polls) -> Cost:
    """Open all, poll once to warm up, then count what the polls cost."""
    commands = realtime_commands(proplist=load.proplist)
    sessions = [SESSIONS[load.kind](port) for port in load.ports]
    for session in sessions:
        await session.open()
        await session.poll(commands)
    wall, cpu = perf_counter(), process_time()
    rows = await asyncio.gather(
        *(
            _poll_one(session, commands, load, number / len(sessions))
            for number, session in enumerate(sessions)
        )
    )
    cost = Cost(
        cpu=process_time() - cpu,
        wall=perf_counter() - wall,
        polls=load.times * len(sessions),
        rows=sum(rows),
    )
    await asyncio.gather(*(session.close() for session in sessions))
    return cost


async def _poll_one(
    session: Session, commands: tuple[Command, ...], load: Polls, phase: float
) -> int:
    """Poll one router on its own grid."""
    time = asyncio.get_running_loop().time
    start = time() + phase * load.interval
    rows = 0
    for number in range(load.times):
        await asyncio.sleep(max(0.0, start + number * load.interval - time()))
        rows += await session.poll(commands)
    return rows


async def _wait_all(load: Waits) -> Latency:
    """Probe with the fast commands while the slow one runs, as often as the load says."""
    session = SESSIONS[load.kind](load.port)
    await session.open()
    commands = realtime_commands()
    if load.slow is not None:
        await session.ask_long(ping(0.01))
    fast: list[float] = []
    slow: list[float] = []
    rows = 0
    for _ in range(load.times):
        over = asyncio.Event()
        probes = asyncio.create_task(_probe(session, commands, over, fast))
        began = perf_counter()
        rows += await _slow(session, load.slow)
        slow.append(perf_counter() - began)
        over.set()
        await probes
    await session.close()
    return Latency(fast=fast, slow=slow, rows=rows)


async def _slow(session: Session, command: Command | None) -> int:
    """Send the slow command; with None only wait."""
    if command is None:
        await asyncio.sleep(_QUIET)
        return 0
    return await session.ask_long(command)


async def _probe(
    session: Session, commands: tuple[Command, ...], over: asyncio.Event, found: list[float]
) -> None:
    """Send all fast commands ten times a second, without waiting for the previous replies."""

    async def timed(command: Command) -> None:
        began = perf_counter()
        await session.ask(command)
        found.append(perf_counter() - began)

    async with asyncio.TaskGroup() as tasks:
        while not over.is_set():
            await asyncio.sleep(_PROBE_INTERVAL)
            for command in commands:
                tasks.create_task(timed(command))
