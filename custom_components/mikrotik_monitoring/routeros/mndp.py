"""MikroTik's neighbour discovery (MNDP): which routers respond on the network, and their identity.

A packet is UDP on port 5678: two bytes of header, two of a sequence number, then fields of a type
and a length (16 bits each, big-endian) and so many bytes. A request is four bytes of zero; RouterOS
replies at once, by broadcast. Source: the packets themselves, as Wireshark's dissector names their
fields. Nothing in them is authenticated: they are suggestions to the user.
"""

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address
import socket
import struct
from typing import Final, override

from .text import one_line

PORT: Final = 5678
EVERYBODY: Final = "255.255.255.255"

_REQUEST: Final = bytes(4)
_HEADER: Final = 4
_FIELD: Final = struct.Struct(">HH")
# Packets are smaller than the network's MTU, and no network has more routers that matter.
_LARGEST: Final = 1500
MOST: Final = 256

_MAC, _IDENTITY, _VERSION, _PLATFORM, _BOARD, _IPV4 = 1, 5, 7, 8, 12, 17
_MAC_BYTES: Final = 6
_IPV4_BYTES: Final = 4


@dataclass(frozen=True, kw_only=True, slots=True)
class Neighbour:
    """A router as it announces itself; a text is empty where it is missing.

    ``address`` is the IPv4 address it announces, else the one it replied from. ``mac`` is written
    as ``aa:bb:cc:dd:ee:ff``.
    """

    address: str
    mac: str = ""
    identity: str = ""
    version: str = ""
    platform: str = ""
    board: str = ""


def parse(packet: bytes, source: str) -> Neighbour | None:
    """Return the router that sent a packet; None for a request, and for what is no reply."""
    fields = dict(_fields(packet))
    if not fields:
        return None
    mac = fields.get(_MAC, b"")
    return Neighbour(
        address=_address(fields.get(_IPV4, b"")) or source,
        mac=mac.hex(":") if len(mac) == _MAC_BYTES else "",
        identity=_text(fields.get(_IDENTITY, b"")),
        version=_text(fields.get(_VERSION, b"")),
        platform=_text(fields.get(_PLATFORM, b"")),
        board=_text(fields.get(_BOARD, b"")),
    )


def _fields(packet: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield type and content of each field, nothing of a truncated packet."""
    place, found = _HEADER, []
    with suppress(struct.error):
        while place < len(packet):
            kind, length = _FIELD.unpack_from(packet, place)
            place += _FIELD.size
            if place + length > len(packet):
                return
            found.append((kind, packet[place : place + length]))
            place += length
        yield from found


def _text(content: bytes) -> str:
    """Return a field's text: RouterOS writes what its owner typed, in whatever encoding."""
    return one_line(content.decode("utf-8", errors="replace"))


def _address(content: bytes) -> str:
    """Return an IPv4 address, empty if it is none that can be contacted."""
    if len(content) != _IPV4_BYTES:
        return ""
    with suppress(AddressValueError):
        address = IPv4Address(content)
        if not (address.is_unspecified or address.is_multicast):
            return str(address)
    return ""


class _Listener(asyncio.DatagramProtocol):
    """Collects the routers that replied, by address."""

    def __init__(self) -> None:
        self.found: dict[str, Neighbour] = {}

    @override
    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """Store a router; its last packet counts."""
        if len(data) > _LARGEST:
            return
        neighbour = parse(data, addr[0])
        if neighbour is not None and (len(self.found) < MOST or neighbour.address in self.found):
            self.found[neighbour.address] = neighbour


async def search(
    seconds: float, *, local: tuple[str, int], to: tuple[str, int] = (EVERYBODY, PORT)
) -> list[Neighbour]:
    """Send a request and listen for some seconds; return the routers, sorted by address.

    ``local`` is the address to listen on: replies are broadcast to `PORT`. If it is not available,
    as another program uses the port or there is no network, the list is empty.
    """
    loop, listener = asyncio.get_running_loop(), _Listener()
    try:
        transport, _ = await loop.create_datagram_endpoint(lambda: listener, sock=_socket(local))
    except OSError:
        return []
    try:
        transport.sendto(_REQUEST, to)
        await asyncio.sleep(seconds)
    finally:
        transport.close()
    return sorted(listener.found.values(), key=lambda one: IPv4Address(one.address))


def _socket(local: tuple[str, int]) -> socket.socket:
    """Return a socket that may broadcast; OSError if it is not available."""
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        made.setblocking(False)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        made.bind(local)
    except OSError:
        made.close()
        raise
    return made
