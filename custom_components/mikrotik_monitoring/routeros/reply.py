"""The reply to one command, while it arrives."""

import asyncio
from collections.abc import Callable

from .errors import RouterOSError, TooLongError, error_from_traps
from .limits import MAX_REPLY, MAX_ROWS, MAX_STREAM, MAX_STREAMED_ROWS, MAX_TRAPS
from .words import Row


class Reply:
    """What has arrived of one command's reply, within the limits."""

    __slots__ = (
        "_bytes_left",
        "_changed",
        "_error",
        "_on_row",
        "_rows",
        "_rows_left",
        "_traps",
        "finished",
    )

    def __init__(self, on_row: Callable[[Row], None] | None = None) -> None:
        """Keep rows for the end, or pass each to `on_row` as it arrives."""
        self._on_row = on_row
        self._bytes_left = MAX_REPLY if on_row is None else MAX_STREAM
        self._rows_left = MAX_ROWS if on_row is None else MAX_STREAMED_ROWS
        self._rows: list[Row] = []
        self._traps: list[Row] = []
        self._error: RouterOSError | None = None
        self._changed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.finished = False

    def take(self, kind: str, row: Row, size: int) -> None:
        """Process one sentence of so many bytes.

        Other kinds, such as !empty, are ignored.
        """
        self._bytes_left -= size
        if kind == "!re":
            self._rows_left -= 1
            if self._bytes_left < 0 or self._rows_left < 0:
                self._drop()
                return
            self._rows.append(row)
            if self._on_row is not None:
                self._wake()
        elif kind == "!done":
            if row:
                self._rows.append(row)
            if self._traps:
                self._error = error_from_traps(self._traps)
            self._finish()
        elif kind == "!trap":
            if self._bytes_left < 0:
                self._drop()
            elif len(self._traps) < MAX_TRAPS:
                self._traps.append(row)

    def _drop(self) -> None:
        """Keep nothing of a reply that is too long; the waiting task gives the command up."""
        self._rows.clear()
        self._traps.clear()
        self._error = TooLongError("the reply is longer than a router's can be; it was dropped")
        self._wake()

    def fail(self, error: RouterOSError) -> None:
        """End the reply because its connection is over."""
        self._error = error
        self._finish()

    async def rows(self) -> list[Row]:
        """Wait for the end and return the rows, none if they went to `on_row`.

        `on_row` runs here, in the caller's own task: what it raises reaches the caller alone.
        """
        if self._on_row is None:
            await self._changed
        else:
            await self._stream(self._on_row)
        if self._error is not None:
            raise self._error
        return self._rows

    async def _stream(self, on_row: Callable[[Row], None]) -> None:
        """Pass the rows on in the chunks they arrive in."""
        while True:
            await self._changed
            finished = self.finished
            self._changed = asyncio.get_running_loop().create_future()
            rows, self._rows = self._rows, []
            for row in rows:
                on_row(row)
            if finished or self._error is not None:
                return

    def _finish(self) -> None:
        """Mark the end."""
        self.finished = True
        self._wake()

    def _wake(self) -> None:
        """Wake up the waiting task."""
        if not self._changed.done():
            self._changed.set_result(None)
