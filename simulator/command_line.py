"""Start simulated routers from a terminal, and break them by typing."""

import argparse
import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
import signal
import sys
from typing import Self, TextIO

from .console import Console
from .profile import PROFILE_NAMES, load_profile
from .router import SimulatedRouter
from .users import User

_SHOWN_USER = "monitor"


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """A router to start; port 0 lets the system pick."""

    profile: str
    port: int = 0
    tls_port: int = 0

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read NAME[:PORT[:TLSPORT]]."""
        name, *ports = text.split(":")
        if name not in PROFILE_NAMES or ports[2:]:
            raise argparse.ArgumentTypeError(f"{text!r} is not NAME[:PORT[:TLSPORT]]")
        try:
            port, tls_port = [*map(int, ports), 0, 0][:2]
        except ValueError:
            raise argparse.ArgumentTypeError(f"{text!r} has a port that is no number") from None
        return cls(profile=name, port=port, tls_port=tls_port)


def parser() -> argparse.ArgumentParser:
    """Return the argument parser."""
    names = ", ".join(PROFILE_NAMES)
    made = argparse.ArgumentParser(
        prog="python -m simulator",
        description="Simulated MikroTik routers that speak the RouterOS API on 127.0.0.1.",
        epilog="Type 'help' while it runs to see how to break a router. Ctrl-C ends it.",
    )
    made.add_argument(
        "--profile",
        action="append",
        type=Wanted.parse,
        metavar="NAME[:PORT[:TLSPORT]]",
        help=f"a router to start, may be given several times; one of {names} (default: all)",
    )
    made.add_argument("--seed", type=int, default=0, help="what decides the traffic")
    made.add_argument("--copies", type=int, default=1, help="how many of each, own serials")
    return made


def main(arguments: Sequence[str] | None = None) -> None:
    """Run until Ctrl-C or the end of the input's commands."""
    options = parser().parse_args(arguments)
    # Shells start background processes with SIGINT ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    wanted = options.profile or [Wanted(profile=name) for name in PROFILE_NAMES]
    try:
        asyncio.run(run(wanted, seed=options.seed, copies=options.copies, output=sys.stdout))
    except KeyboardInterrupt:
        return


async def run(wanted: Sequence[Wanted], *, seed: int, copies: int, output: TextIO) -> None:
    """Start the routers, print their addresses, and execute what is typed."""
    async with AsyncExitStack() as stack:
        routers: dict[str, SimulatedRouter] = {}
        for number, one in enumerate(one for one in wanted for _ in range(copies)):
            router = _router(one, number if copies > 1 else 0, seed)
            stack.push_async_callback(router.stop)
            await router.start(one.port, one.tls_port)
            name = one.profile if one.profile not in routers else f"{one.profile}-{number}"
            routers[name] = router
            output.write(describe(name, router) + "\n")
        output.flush()
        await Console(routers, output).obey()
        await asyncio.Event().wait()


def _router(wanted: Wanted, copy: int, seed: int) -> SimulatedRouter:
    """Return a router, each copy with its own serial number."""
    profile = load_profile(wanted.profile)
    if copy:
        serial = f"{profile.serial[:-3]}{copy:03d}"
        profile = load_profile(wanted.profile, serial=serial)
    return SimulatedRouter(profile, seed=seed)


def describe(name: str, router: SimulatedRouter) -> str:
    """Return the line with a router's address, ports and login."""
    user: User = router.users[_SHOWN_USER]
    ports = f"{router.host} {router.port} {router.tls_port}"
    return f"{name} {ports} {user.name} {user.password}"
