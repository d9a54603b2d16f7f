"""How `/ping` is asked: whom, from where, and with how many packets."""

from typing import Final

from ..routeros import Command, NoSuchCommandError, Row
from .asking import Ask

PING_COMMAND: Final = "/ping"
# RouterOS 6 has just the other; RouterOS 7.23 lists this one alone.
_ELSEWHERE: Final = "/tool/ping"

type Arguments = tuple[tuple[str, str], ...]


def series(count: int, interval: int) -> Arguments:
    """Return the arguments that send so many packets, each so many ms after the one before."""
    return (("count", str(count)), ("interval", f"{interval}ms"))


async def send_packets(
    ask: Ask, arguments: Arguments, *, command: str = PING_COMMAND
) -> tuple[list[Row], str]:
    """Ping over the connection for what is long; return a row per packet, and the command used.

    ``command`` is the one that the router is thought to know. Raises RouterOSError.
    """
    if command != _ELSEWHERE:
        try:
            return await ask(Command(command, arguments=arguments), bulk=True), command
        except NoSuchCommandError:
            pass
    return await ask(Command(_ELSEWHERE, arguments=arguments), bulk=True), _ELSEWHERE
