"""Home Assistant with simulated routers, to look at and to try things on.

Usage: python -m scripts.run_demo [--without-routers] [--port PORT]
It runs until Ctrl-C and then ends everything that it started. `.demo/` keeps the state.
"""

import argparse
import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
import fcntl
from pathlib import Path
import signal
import sys
from typing import Any

from scripts.home_assistant import (
    RESTART_EXIT_CODE,
    ROOT,
    HomeAssistant,
    StartError,
    free_port,
    prepare_config,
)
from scripts.home_assistant_socket import ApiError
from simulator import SimulatedRouter, load_profile
from simulator.profile import PoeOut
from simulator.rules import Queue

DIRECTORY = ROOT / ".demo"
FIRST_PORT = 8123
USER, PASSWORD = "monitor", "monitor-password"


@dataclass(frozen=True, kw_only=True, slots=True)
class DemoRouter:
    """A simulated router; its port is always the same, as Home Assistant remembers it."""

    profile: str
    port: int
    changes: Mapping[str, Any] = field(default_factory=dict)

    def answers(self) -> dict[str, Any]:
        """Return the inputs for the config flow."""
        return {
            "host": "127.0.0.1",
            "port": self.port,
            "username": USER,
            "password": PASSWORD,
            "tls_mode": "off",
        }


def _feeding(profile: str, port: str, watts: float) -> dict[str, Any]:
    """Return changes to a profile that give one of its ports PoE output."""
    loaded = load_profile(profile)
    return {
        "features": loaded.features | {"poe-out"},
        "interfaces": tuple(
            replace(each, poe=PoeOut(volts=48.1, watts=watts)) if each.name == port else each
            for each in loaded.interfaces
        ),
    }


# Too many queues for a sensor each: only their totals are shown.
_ROOMS = tuple(
    Queue(name=f"room-{number}", parent="ether2", down=20_000.0 + number * 500, drops=0.05)
    for number in range(101, 131)
)

# Together they have all that is enabled by default.
ROUTERS = (
    DemoRouter(profile="office", port=18728, changes={"latest_version": "7.23.1"}),
    DemoRouter(profile="ccr_isp", port=18738),
    DemoRouter(profile="core", port=18748),
    DemoRouter(profile="capsman", port=18758, changes=_feeding("capsman", "ether2", 19.4)),
    DemoRouter(profile="hotspot", port=18768, changes={"queue_tree": _ROOMS}),
    DemoRouter(profile="ltap", port=18778),
    DemoRouter(profile="wap60g", port=18788),
    DemoRouter(profile="rose", port=18798),
)
SPARE = DemoRouter(profile="rb5009", port=18808)


class DemoError(Exception):
    """The demo cannot run; the message says what to do."""


@asynccontextmanager
async def simulated_routers(routers: Sequence[DemoRouter]) -> AsyncIterator[None]:
    """Run the routers inside this process; raises DemoError if a port is in use."""
    async with AsyncExitStack() as stack:
        for index, router in enumerate(routers):
            profile = load_profile(router.profile, **router.changes)
            simulated = SimulatedRouter(profile, seed=index)
            try:
                await simulated.start(port=router.port, tls_port=router.port + 1)
            except OSError as error:
                raise DemoError(
                    f"A simulated router needs ports {router.port} and {router.port + 1}, "
                    "but something listens there already: end it first."
                ) from error
            stack.push_async_callback(simulated.stop)
        yield


async def add_routers(home_assistant: HomeAssistant, routers: Sequence[DemoRouter]) -> None:
    """Add the routers through the config flow; those already added are skipped."""
    for router in routers:
        # The last step asks for the detail, which keeps its default.
        result = await home_assistant.add_integration(router.answers(), {})
        if result["type"] == "abort" and result["reason"] != "already_configured":
            raise DemoError(f"Router {router.profile} could not be added: {result['reason']}")


def welcome(home_assistant: HomeAssistant) -> str:
    """Return the message shown when all is ready."""
    return f"""
Home Assistant with {len(ROUTERS)} simulated routers is ready:

    {home_assistant.url}/mikrotik-monitoring

One more simulated router waits to be added by hand
(Settings > Devices & services > Add integration > MikroTik Monitoring):

    host       127.0.0.1
    port       {SPARE.port}
    user       {USER}
    password   {PASSWORD}
    TLS        off

Its log: {home_assistant.log}
Ctrl-C ends everything.
"""


async def demo(directory: Path, port: int | None) -> None:
    """Run routers and Home Assistant until the task is cancelled."""
    async with simulated_routers((*ROUTERS, SPARE)):
        await run(directory, port, routers=ROUTERS)


async def run(directory: Path, port: int | None, routers: Sequence[DemoRouter] = ()) -> None:
    """Run Home Assistant until the task is cancelled; restart it when it asks for that."""
    configuration = await prepare_config(directory, port=port or free_port(FIRST_PORT))
    code = RESTART_EXIT_CODE
    while code == RESTART_EXIT_CODE:
        print("Starting Home Assistant ...", flush=True)
        async with HomeAssistant(configuration, show_log=not routers) as home_assistant:
            await add_routers(home_assistant, routers)
            if routers:
                print(welcome(home_assistant), flush=True)
            else:
                print(f"\n    {home_assistant.url}\n", flush=True)
            code = await home_assistant.wait_ended()
    raise DemoError(f"Home Assistant ended by itself with code {code}.")


def _cancel_at_signals(task: asyncio.Task[None]) -> None:
    """Cancel a task at Ctrl-C and the like; a second signal does not interrupt the shutdown."""
    loop = asyncio.get_running_loop()
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def end() -> None:
        for number in numbers:
            loop.add_signal_handler(number, lambda: None)
        task.cancel()

    for number in numbers:
        loop.add_signal_handler(number, end)


async def _main(arguments: argparse.Namespace) -> int:
    running = run if arguments.without_routers else demo
    task = asyncio.create_task(running(DIRECTORY, arguments.port))
    _cancel_at_signals(task)
    try:
        await task
    except asyncio.CancelledError:
        print("\nEverything is ended.")
        return 0
    except (ApiError, DemoError, StartError, OSError) as error:
        print(error, file=sys.stderr)
    return 1


def main() -> int:
    """Run the demo, unless it is already running."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--without-routers", action="store_true", help="Home Assistant alone")
    parser.add_argument("--port", type=int, help=f"of Home Assistant (default {FIRST_PORT})")
    arguments = parser.parse_args()
    DIRECTORY.mkdir(exist_ok=True)
    with (DIRECTORY / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("The demo runs already: end it first.", file=sys.stderr)
            return 1
        return asyncio.run(_main(arguments))


if __name__ == "__main__":
    sys.exit(main())
