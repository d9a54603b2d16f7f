"""How a router announces itself to its neighbours (MNDP), on 127.0.0.1.

RouterOS listens on UDP port 5678 and broadcasts its reply to a request of four zero bytes; here the
reply goes to the sender, from a port of its own. Numbers in fields are as the router sends them:
the uptime is little-endian, all others are in network byte order.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from ipaddress import IPv4Address
from itertools import count
import struct
from typing import override
import zlib

from .router import SimulatedRouter
from .table import read
from .text import to_text

REQUEST = bytes(4)


def announcement(router: SimulatedRouter, sequence: int = 0, address: str = "127.0.0.1") -> bytes:
    """Return a router's MNDP packet."""
    profile, device = router.profile, router.device
    [port, *_] = device.table("/interface").records(device.seconds)
    mac = str(read(port, "mac-address", device.seconds))
    version = f"{profile.version} (stable)"
    fields: list[tuple[int, bytes]] = [
        (1, bytes.fromhex(mac.replace(":", ""))),
        (5, to_text(profile.identity).encode("utf-8", errors="surrogateescape")),
        (7, version.encode()),
        (8, profile.platform.encode()),
        (10, int(device.seconds).to_bytes(4, "little")),
        (11, f"{zlib.crc32(profile.serial.encode()):08X}".encode()),
        (12, profile.board_name.encode()),
        (14, b"\x00"),
        (16, str(read(port, "name", device.seconds)).encode()),
        (17, IPv4Address(address).packed),
    ]
    header = struct.pack(">HH", 0, sequence & 0xFFFF)
    return header + b"".join(struct.pack(">HH", kind, len(text)) + text for kind, text in fields)


class _Neighbour(asyncio.DatagramProtocol):
    """Replies to each request."""

    def __init__(self, router: SimulatedRouter) -> None:
        self._router = router
        self._numbers = count()

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Store the transport for replies."""
        assert isinstance(transport, asyncio.DatagramTransport)  # noqa: S101 - it is UDP.
        self._transport = transport

    @override
    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """Reply to a request; announcements of others need no reply."""
        if data == REQUEST:
            self._transport.sendto(announcement(self._router, next(self._numbers)), addr)


@asynccontextmanager
async def answering(router: SimulatedRouter) -> AsyncIterator[int]:
    """Reply to neighbours; yield the port of 127.0.0.1 on which the router listens."""
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(
        lambda: _Neighbour(router), local_addr=("127.0.0.1", 0)
    )
    try:
        yield transport.get_extra_info("sockname")[1]
    finally:
        transport.close()
