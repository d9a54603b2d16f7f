"""Simulated routers in a separate process, so that their CPU is not counted."""

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from multiprocessing import get_context
from multiprocessing.connection import Connection
from threading import Thread
from time import process_time

from simulator import Profile, SimulatedRouter, load_profile
from simulator.profile import Interface
from simulator.table import Rows, cells
from simulator.traffic import Pattern

CONNECTIONS_MENU = "/ip/firewall/connection"

_START_DEADLINE = 120.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Farm:
    """The number of routers, and of interfaces and tracked connections of each."""

    routers: int
    interfaces: int
    connections: int = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """The queries of a farm: when each router received the command, and the farm's CPU so far.

    Times are monotonic seconds, of the machine's one clock.
    """

    arrivals: list[list[float]]
    cpu: float


class RunningFarm:
    """A farm that serves, seen from the process that started it."""

    def __init__(
        self, farm: Farm, ports: list[int], pipe: Connection, process: int | None = None
    ) -> None:
        """Store the ports of its routers on 127.0.0.1, the pipe to it, and its process id.

        Without an id it is a thread.
        """
        self.ports = ports
        self.process = process
        self.serials = [serial_of(number) for number in range(farm.routers)]
        self._pipe = pipe

    def asked(self, command: str) -> Asked:
        """Return the queries of a command since the last call; other commands are dropped."""
        self._pipe.send(command)
        asked = self._pipe.recv()
        assert isinstance(asked, Asked)  # noqa: S101 - the farm sends nothing else.
        return asked


@contextmanager
def serving(farm: Farm, *, apart: bool = True) -> Iterator[list[int]]:
    """Run a farm; yield the ports of its routers on 127.0.0.1."""
    with running(farm, apart=apart) as served:
        yield served.ports


@contextmanager
def running(farm: Farm, *, apart: bool = True) -> Iterator[RunningFarm]:
    """Run a farm: with ``apart`` in a separate process, else in a thread, which starts faster."""
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    kind = context.Process if apart else Thread
    server = kind(target=_serve, args=(farm, theirs), daemon=True)
    server.start()
    process = None if isinstance(server, Thread) else server.pid
    try:
        if not ours.poll(_START_DEADLINE):
            raise TimeoutError("the simulated routers do not start")
        yield RunningFarm(farm, ours.recv(), ours, process)
    finally:
        # The farm may have ended already.
        with suppress(OSError):
            ours.send(None)
        server.join()
        ours.close()


def serial_of(number: int) -> str:
    """Return the serial number of a farm's router."""
    return f"FARM{number:08}"


def _serve(farm: Farm, parent: Connection) -> None:
    """Serve until the parent ends it."""
    asyncio.run(_serve_until_ended(farm, parent))


async def _serve_until_ended(farm: Farm, parent: Connection) -> None:
    """Start the routers, send their ports, and serve the parent until it ends."""
    async with AsyncExitStack() as stack:
        routers = [_router(farm, number) for number in range(farm.routers)]
        for router in routers:
            await stack.enter_async_context(router)
        parent.send([router.port for router in routers])
        ended = asyncio.Event()

        def answer() -> None:
            command = _receive(parent)
            if command is None:
                ended.set()
            else:
                parent.send(_asked(routers, command))

        loop = asyncio.get_running_loop()
        loop.add_reader(parent.fileno(), answer)
        await ended.wait()
        loop.remove_reader(parent.fileno())


def _receive(parent: Connection) -> str | None:
    """Return the command the parent asks about, None when it is done or has ended."""
    try:
        command: str | None = parent.recv()
    except EOFError, OSError:
        return None
    return command


def _asked(routers: list[SimulatedRouter], command: str) -> Asked:
    """Read the journals, and clear them."""
    arrivals = [[asked.time for asked in router.journal.commands(command)] for router in routers]
    for router in routers:
        router.journal.clear()
    return Asked(arrivals=arrivals, cpu=process_time())


def _router(farm: Farm, number: int) -> SimulatedRouter:
    """Return a router; its connection table is prepared, so that reading it is fast."""
    router = SimulatedRouter(_profile(farm, number), seed=number, tls=None)
    table = router.device.table(CONNECTIONS_MENU)
    rows = (cells(record, 0) for record in table.records(0))
    router.device.tables[CONNECTIONS_MENU] = Rows(
        row for row, _ in zip(rows, range(farm.connections), strict=False)
    )
    return router


def _profile(farm: Farm, number: int) -> Profile:
    """Return a router with so many Ethernet ports and nothing else."""
    profile = load_profile(
        "rb5009", serial=serial_of(number), connections=farm.connections * 2, day="flat"
    )
    ports = tuple(_port(index + 1) for index in range(farm.interfaces))
    return replace(profile, interfaces=ports)


def _port(number: int) -> Interface:
    """Return a port with traffic."""
    return Interface(
        name=f"ether{number}",
        default_name=f"ether{number}",
        comment=f"Customer {number}",
        l2mtu=1514,
        speed=1000,
        rx=Pattern(mean=250_000),
        tx=Pattern(mean=2_500_000),
    )
