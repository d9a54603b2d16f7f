"""Commands to be typed while simulated routers run."""

import asyncio
from collections.abc import Callable, Mapping
import os
import sys
from typing import Any, TextIO

from .faults import Fault
from .router import SimulatedRouter

HELP = f"""\
Commands; NAME is a router's name or * for all:
  fault NAME FAULT [COMMAND] [FIELD=VALUE ...]
                                        such as: fault rb5009 silent /interface/print place=2
    FAULT is {", ".join(fault.value for fault in Fault)}
    FIELD is session, place, tag, times, message, category, seconds or size
  fault NAME slow SECONDS [COMMAND]     such as: fault rb5009 slow 2 /interface/print
  clear NAME                            all faults off
  reboot NAME [SECONDS]                 down for so long
  reset-counters NAME [INTERFACE]
  set NAME MENU FIELD=VALUE FIELD=VALUE the first finds the row, the rest are written
  add NAME MENU FIELD=VALUE ...
  remove NAME MENU FIELD=VALUE
  journal NAME                          how often each command was asked
  help"""


_HOW: Mapping[str, Callable[[str], Any]] = {
    "session": int,
    "place": int,
    "tag": str,
    "times": int,
    "message": str,
    "category": int,
    "seconds": float,
    "size": int,
}


class Console:
    """Executes lines of text."""

    def __init__(self, routers: Mapping[str, SimulatedRouter], output: TextIO) -> None:
        """Store the routers by name and the output stream."""
        self._routers = routers
        self._output = output
        self._commands: Mapping[str, Callable[[SimulatedRouter, list[str]], None]] = {
            "fault": _fault,
            "clear": lambda router, _rest: router.faults.clear(),
            "reboot": lambda router, rest: router.reboot(float(rest[0]) if rest else 0.0),
            "reset-counters": lambda router, rest: router.reset_counters(*rest[:1]),
            "set": _set,
            "add": _add,
            "remove": lambda router, rest: router.remove_row(rest[0], _fields(rest[1:])),
            "journal": self._journal,
        }

    async def obey(self) -> None:
        """Read lines from the standard input until it ends."""
        loop = asyncio.get_running_loop()
        reader = asyncio.StreamReader()
        try:
            descriptor = os.dup(sys.stdin.fileno())
            transport, _ = await loop.connect_read_pipe(
                lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(descriptor, "rb")
            )
        except OSError, ValueError:
            return
        try:
            while line := await reader.readline():
                self.line(line.decode(errors="replace"))
        finally:
            transport.close()

    def line(self, text: str) -> None:
        """Execute one line; errors are printed, never raised."""
        words = text.split()
        if not words:
            return
        if words[0] == "help" or words[0] not in self._commands or not words[1:]:
            self._say(HELP)
            return
        command, name, *rest = words
        try:
            for router in self._named(name):
                self._commands[command](router, rest)
        except (LookupError, ValueError, TypeError) as error:
            self._say(f"error: {error}")
        else:
            self._say("ok")

    def _named(self, name: str) -> list[SimulatedRouter]:
        """Return the routers of a name; `*` is all."""
        if name == "*":
            return list(self._routers.values())
        if name not in self._routers:
            raise LookupError(f"no router {name!r}, there are {', '.join(self._routers)}")
        return [self._routers[name]]

    def _say(self, text: str) -> None:
        """Print."""
        self._output.write(text + "\n")
        self._output.flush()

    def _journal(self, router: SimulatedRouter, _rest: list[str]) -> None:
        """Print how often each command was received."""
        counts: dict[str, int] = {}
        for asked in router.journal:
            counts[asked.command] = counts.get(asked.command, 0) + 1
        for command, count in sorted(counts.items()):
            self._say(f"{count:6} {command}")


def _fault(router: SimulatedRouter, rest: list[str]) -> None:
    """Switch a fault on."""
    fault = Fault(rest[0])
    plain = [word for word in rest[1:] if "=" not in word]
    fields = _fields([word for word in rest[1:] if "=" in word])
    how = {name: _HOW[name](text) for name, text in fields.items()}
    if fault in {Fault.SLOW, Fault.LATE}:
        how["seconds"] = float(plain.pop(0))
    if plain:
        how["command"] = plain[0]
    router.faults.set(fault, **how)


def _set(router: SimulatedRouter, rest: list[str]) -> None:
    """Write fields of the rows that the first field matches."""
    fields = list(_fields(rest[1:]).items())
    router.set_field(rest[0], dict(fields[:1]), dict(fields[1:]))


def _add(router: SimulatedRouter, rest: list[str]) -> None:
    """Add a row."""
    router.add_row(rest[0], _fields(rest[1:]))


def _fields(words: list[str]) -> dict[str, str]:
    """Read FIELD=VALUE words."""
    pairs = (word.partition("=") for word in words)
    return {name: value for name, _, value in pairs}
