"""How a group asks the router."""

from collections.abc import Callable
from typing import Protocol

from ..routeros import Command, Row


class Ask(Protocol):
    """Asks the router one command; raises RouterOSError when it refuses or does not answer."""

    async def __call__(
        self,
        command: Command,
        *,
        bulk: bool = False,
        on_row: Callable[[Row], None] | None = None,
        on_turn: Callable[[], None] | None = None,
    ) -> list[Row]:
        """Return the rows; ``bulk`` is for what is long, read row by row with ``on_row``.

        A command may wait for its turn; ``on_turn`` is called when that comes.
        """
