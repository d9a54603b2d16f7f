"""Simulated routers in a process of their own, so that their CPU is not counted."""

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, replace
from multiprocessing import get_context
from multiprocessing.connection import Connection
from threading import Thread

from simulator import Profile, SimulatedRouter, load_profile
from simulator.profile import Interface
from simulator.table import Rows, cells
from simulator.traffic import Pattern

CONNECTIONS_MENU = "/ip/firewall/connection"

_START_DEADLINE = 120.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Farm:
    """How many routers there are, how many interfaces and tracked connections each has."""

    routers: int
    interfaces: int
    connections: int = 500


@contextmanager
def serving(farm: Farm, *, apart: bool = True) -> Iterator[list[int]]:
    """Run a farm; give the ports of its routers on 127.0.0.1.

    ``apart`` is a process of its own; a thread otherwise, which starts at once.
    """
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    kind = context.Process if apart else Thread
    server = kind(target=_serve, args=(farm, theirs), daemon=True)
    server.start()
    try:
        if not ours.poll(_START_DEADLINE):
            raise TimeoutError("the simulated routers do not start")
        yield ours.recv()
    finally:
        ours.send(None)
        server.join()
        ours.close()


def _serve(farm: Farm, parent: Connection) -> None:
    """Serve until the parent says something."""
    asyncio.run(_serve_until_told(farm, parent))


async def _serve_until_told(farm: Farm, parent: Connection) -> None:
    """Start the routers, tell their ports, and wait."""
    async with AsyncExitStack() as stack:
        routers = [_router(farm, number) for number in range(farm.routers)]
        for router in routers:
            await stack.enter_async_context(router)
        parent.send([router.port for router in routers])
        told = asyncio.Event()
        asyncio.get_running_loop().add_reader(parent.fileno(), told.set)
        await told.wait()


def _router(farm: Farm, number: int) -> SimulatedRouter:
    """Return a router; its table of connections is kept, so that it is read as fast as can be."""
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
        "rb5009", serial=f"FARM{number:08}", connections=farm.connections * 2, day="flat"
    )
    ports = tuple(_port(index + 1) for index in range(farm.interfaces))
    return replace(profile, interfaces=ports)


def _port(number: int) -> Interface:
    """Return a port that somebody uses."""
    return Interface(
        name=f"ether{number}",
        default_name=f"ether{number}",
        comment=f"Customer {number}",
        l2mtu=1514,
        speed=1000,
        rx=Pattern(mean=250_000),
        tx=Pattern(mean=2_500_000),
    )
