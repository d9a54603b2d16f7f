"""The command `/ping`: its target, source and number of packets."""

from typing import Final

from ..routeros import Command, NoSuchCommandError, Row
from .asking import Ask

PING_COMMAND: Final = "/ping"
# RouterOS 6 has only the one above; RouterOS 7.23 lists only this one.
_ELSEWHERE: Final = "/tool/ping"

type Arguments = tuple[tuple[str, str], ...]


def series(count: int, interval: int) -> Arguments:
    """Return the arguments for a number of packets, each sent some ms after the previous one."""
    return (("count", str(count)), ("interval", f"{interval}ms"))


async def send_packets(
    ask: Ask, arguments: Arguments, *, command: str = PING_COMMAND
) -> tuple[list[Row], str]:
    """Ping over the bulk connection; return a row per packet, and the command used.

    ``command`` is the one that the router is expected to support. Raises RouterOSError.
    """
    if command != _ELSEWHERE:
        try:
            return await ask(Command(command, arguments=arguments), bulk=True), command
        except NoSuchCommandError:
            pass
    return await ask(Command(_ELSEWHERE, arguments=arguments), bulk=True), _ELSEWHERE
