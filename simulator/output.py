"""What a session sends: whole replies, or pieces with nothing of another reply between."""

import asyncio
from collections.abc import Iterable


class Output:
    """The sending half of a connection."""

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        """Send over a connection."""
        self._writer = writer
        self._turn = asyncio.Lock()
        self._waiting = bytearray()
        self._stalled = False

    @property
    def over(self) -> bool:
        """Return whether the peer is gone, or was disconnected."""
        return self._writer.transport.is_closing()

    def write(self, data: bytes) -> None:
        """Send bytes, after the pieces that are being sent; unless the peer is gone."""
        if self._turn.locked():
            self._waiting += data
        else:
            self._send(data)

    async def drain(self) -> None:
        """Wait while the peer is slower than we are."""
        await self._writer.drain()

    async def send_pieces(
        self, pieces: Iterable[bytes], *, seconds: float = 0.0, end: bytes = b""
    ) -> None:
        """Send pieces some time apart, each a packet of its own, then the data held back meanwhile.

        `end` is sent after them, even if they are interrupted.
        """
        async with self._turn:
            try:
                for piece in pieces:
                    if self.over:
                        break
                    self._send(piece)
                    await self.drain()
                    await asyncio.sleep(seconds)
            finally:
                data, self._waiting = bytes(self._waiting), bytearray()
                self._send(end + data)

    def stall(self) -> None:
        """Send nothing more, whatever happens."""
        self._stalled = True

    def _send(self, data: bytes) -> None:
        """Send bytes now."""
        if data and not self._stalled and not self.over:
            self._writer.write(data)
