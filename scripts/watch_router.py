"""Watch a router from a terminal: its identity, what can be read, and its values as they arrive.

Usage: python -m scripts.watch_router HOST [options], see --help. It needs no running Home
Assistant, only reads, and ends with a summary at Ctrl-C.
"""

import argparse
import asyncio
from collections.abc import Sequence
from getpass import getpass
from pathlib import Path
import sys
from types import ModuleType

PACKAGE = "custom_components.mikrotik_monitoring"
MODES = ("off", "unverified", "system", "ca", "fingerprint")
USER = "homeassistant"
_PLAIN_PORT, _TLS_PORT = 8728, 8729


def parser() -> argparse.ArgumentParser:
    """Return the argument parser; the password is not an argument."""
    made = argparse.ArgumentParser(
        prog="scripts/watch",
        description="Watch a MikroTik router from this terminal; nothing is ever written to it.",
        epilog="The password is asked for, or read from the standard input. Ctrl-C ends it.",
    )
    made.add_argument("host", help="name or address of the router")
    made.add_argument("--port", type=int, help=f"default {_PLAIN_PORT}, or {_TLS_PORT} with TLS")
    made.add_argument("--user", default=USER, help=f"default {USER}")
    made.add_argument("--tls", choices=MODES, help="how the router's certificate is checked")
    made.add_argument("--ca", type=Path, metavar="FILE", help="authority's certificate, PEM")
    made.add_argument("--fingerprint", metavar="SHA256", help="the router's own certificate's")
    how_long = made.add_mutually_exclusive_group()
    how_long.add_argument("--once", action="store_true", help="read everything once, then end")
    how_long.add_argument("--seconds", type=float, metavar="N", help="end after N seconds")
    return made


def complete(options: argparse.Namespace) -> argparse.Namespace:
    """Fill in what follows from the other options: the TLS mode, and its port."""
    if options.tls is None:
        options.tls = "ca" if options.ca else "fingerprint" if options.fingerprint else "off"
    if options.port is None:
        options.port = _PLAIN_PORT if options.tls == "off" else _TLS_PORT
    return options


def asks_for_fingerprint(options: argparse.Namespace) -> bool:
    """Return whether to show the certificate first, without sending anything."""
    return options.tls == "fingerprint" and not options.fingerprint


def read_password(options: argparse.Namespace) -> str:
    """Ask for the password without showing it; without a terminal, read the first line."""
    if sys.stdin.isatty():
        return getpass(f"Password of {options.user} on {options.host}: ")
    return sys.stdin.readline().rstrip("\r\n")


def use_bare_package() -> None:
    """Let modules be imported without the integration's `__init__`, which needs Home Assistant."""
    package = ModuleType(PACKAGE)
    package.__path__ = [str(Path(__file__).parents[1].joinpath(*PACKAGE.split(".")))]
    sys.modules.setdefault(PACKAGE, package)


def main(arguments: Sequence[str] | None = None) -> int:
    """Watch until Ctrl-C; return 0, or 1 where the router cannot be watched."""
    options = complete(parser().parse_args(arguments))
    try:
        password = "" if asks_for_fingerprint(options) else read_password(options)
    except KeyboardInterrupt:
        return 1
    use_bare_package()
    from scripts.watch_session import show_fingerprint, watch  # noqa: PLC0415 - after the above.

    if asks_for_fingerprint(options):
        return asyncio.run(show_fingerprint(options))
    return asyncio.run(watch(options, password))


if __name__ == "__main__":
    sys.exit(main())
