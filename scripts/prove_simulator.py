"""Run third-party clients against every simulated router; fail if a reply is unrealistic."""

import argparse
import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
import sys
import time

from simulator import PROFILE_NAMES, SimulatedRouter, load_profile
from simulator.menus.menu import Kind
from simulator.users import default_users

from .prove_clients import (
    Client,
    Found,
    Target,
    home_assistant,
    librouteros_walk,
    mktxp,
    routeros_api_walk,
)
from .prove_judge import Judge, lacking, summary
from .prove_menus import KnownMenus
from .prove_relay import Exchange, Relay

_USER = "monitor"
_PLAIN_LOGIN_SINCE = (6, 43)
_SECONDS = 240.0
_MOST_CONNECTIONS = 1_000

_NEEDED_BY_MKTXP = """
mktxp_system_identity mktxp_system_uptime mktxp_system_cpu_load mktxp_system_free_memory
mktxp_interface_rx_byte mktxp_interface_status mktxp_installed_packages mktxp_active_users_info
mktxp_ip_connections_total mktxp_routes_total_routes mktxp_dns_info mktxp_public_ip_address
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Trial:
    """A client, what it must find on every router, and whether it supports the old login method."""

    client: Client
    needs: Sequence[str]
    knows_old_login: bool = True


TRIALS: Mapping[str, Trial] = {
    "mktxp": Trial(client=mktxp, needs=_NEEDED_BY_MKTXP.split()),
    "Home Assistant's mikrotik": Trial(
        client=home_assistant,
        needs=("hostname", "interfaces", "uptime", "memory-usage"),
        knows_old_login=False,
    ),
    "librouteros": Trial(client=librouteros_walk, needs=("/interface", "/system/resource")),
    "RouterOS-api": Trial(client=routeros_api_walk, needs=("/interface", "/system/resource")),
}


def report(
    trial: Trial, judge: Judge, found: Found, exchanges: Sequence[Exchange]
) -> tuple[list[str], list[str]]:
    """Return a report of a trial, and what is wrong."""
    wrong = [
        *judge.faults(exchanges),
        *judge.unexplained(found.complaints, exchanges),
        *lacking(found.amounts, trial.needs),
    ]
    return summary(exchanges), wrong


async def run(name: str, trial: Trial, python: Path, menus: KnownMenus) -> list[str]:
    """Try a client on a profile, print the report, and return what is wrong."""
    shipped = load_profile(name)
    connections = min(shipped.connections, _MOST_CONNECTIONS)
    profile = load_profile(name, connections=connections)
    has_plain = profile.release >= _PLAIN_LOGIN_SINCE
    if not (has_plain or trial.knows_old_login):
        print("  does not know the login of this version")
        return []
    judge = Judge(profile, menus)
    async with SimulatedRouter(profile, tls=None) as router, Relay(router.port) as relay:
        menus_of = {
            kind: tuple(path for path, menu in router.menus.items() if menu.kind is kind)
            for kind in Kind
        }
        target = Target(
            host=relay.host,
            port=relay.port,
            user=_USER,
            password=default_users()[_USER].password,
            has_plain_login=has_plain,
            tables=menus_of[Kind.TABLE],
            rows=menus_of[Kind.SINGLE],
            python=python,
        )
        try:
            async with asyncio.timeout(_SECONDS):
                found = await asyncio.to_thread(trial.client, target)
        except Exception as error:  # noqa: BLE001 - third-party programs may raise anything.
            found = Found(complaints=[f"the client broke: {error!r}"])
        lines, wrong = report(trial, judge, found, relay.exchanges)
    for line in lines:
        print(f"  {line}")
    for fault in wrong:
        print(f"  WRONG: {fault}")
    return wrong


async def prove(names: Iterable[str], clients: Iterable[str], python: Path) -> int:
    """Try all clients on all profiles; return how many trials found something wrong."""
    menus, failed = KnownMenus.of_file(), 0
    for name in names:
        for client in clients:
            begun = time.monotonic()
            print(f"{name}, {client}", flush=True)
            failed += bool(await run(name, TRIALS[client], python, menus))
            print(f"  {time.monotonic() - begun:.1f} s", flush=True)
    return failed


def main(arguments: Sequence[str] | None = None) -> int:
    """Parse arguments and run the trials."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--python", type=Path, required=True, help="where mktxp is installed")
    parser.add_argument("--profile", choices=PROFILE_NAMES, action="append", help="only this one")
    parser.add_argument("--client", choices=TRIALS, action="append", help="only this one")
    given = parser.parse_args(arguments)
    names, clients = given.profile or PROFILE_NAMES, given.client or TRIALS
    failed = asyncio.run(prove(names, clients, given.python))
    print("nothing wrong" if not failed else f"{failed} trials found something wrong")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
