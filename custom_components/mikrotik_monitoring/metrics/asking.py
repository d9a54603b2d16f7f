"""How a group queries the router."""

from collections.abc import Callable
from typing import Protocol

from ..routeros import Command, Row


class Ask(Protocol):
    """Runs one command; raises RouterOSError when the router refuses or does not respond."""

    async def __call__(
        self,
        command: Command,
        *,
        bulk: bool = False,
        on_row: Callable[[Row], None] | None = None,
        on_turn: Callable[[], None] | None = None,
    ) -> list[Row]:
        """Return the rows; ``bulk`` is for long replies, read row by row with ``on_row``.

        A command may wait in a queue; ``on_turn`` is called when it is about to be sent.
        """
