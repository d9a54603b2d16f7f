"""MikroTik's neighbour discovery (MNDP): which routers answer on the network, and who they are.

A packet is UDP on port 5678: two bytes of header, two of a sequence number, then fields of a type
and a length (16 bits each, big-endian) and so many bytes. A request is four bytes of zero; RouterOS
answers it at once, to everybody. Source: the packets themselves, as Wireshark's dissector names
their fields. Nothing in them is proven: they are suggestions to a person.
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
# Packets are smaller than the network's own, and a network has no more routers that matter.
_LARGEST: Final = 1500
MOST: Final = 256

_MAC, _IDENTITY, _VERSION, _PLATFORM, _BOARD, _IPV4 = 1, 5, 7, 8, 12, 17
_MAC_BYTES: Final = 6
_IPV4_BYTES: Final = 4


@dataclass(frozen=True, kw_only=True, slots=True)
class Neighbour:
    """A router as it presents itself; a text is empty where it says nothing.

    ``address`` is the IPv4 address it names, else the one it has answered from. ``mac`` is written
    as ``aa:bb:cc:dd:ee:ff``.
    """

    address: str
    mac: str = ""
    identity: str = ""
    version: str = ""
    platform: str = ""
    board: str = ""


def parse(packet: bytes, source: str) -> Neighbour | None:
    """Return who sent a packet; None for a request, and for what is no answer."""
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
    """Yield type and content of each field, nothing of a packet that is cut."""
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
    """Return an IPv4 address, empty where there is none that could be asked."""
    if len(content) != _IPV4_BYTES:
        return ""
    with suppress(AddressValueError):
        address = IPv4Address(content)
        if not (address.is_unspecified or address.is_multicast):
            return str(address)
    return ""


class _Listener(asyncio.DatagramProtocol):
    """Keeps who has answered, by address."""

    def __init__(self) -> None:
        self.found: dict[str, Neighbour] = {}

    @override
    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """Note a router; what it says last counts."""
        if len(data) > _LARGEST:
            return
        neighbour = parse(data, addr[0])
        if neighbour is not None and (len(self.found) < MOST or neighbour.address in self.found):
            self.found[neighbour.address] = neighbour


async def search(
    seconds: float, *, local: tuple[str, int], to: tuple[str, int] = (EVERYBODY, PORT)
) -> list[Neighbour]:
    """Ask who is there and listen for some seconds; return who answered, sorted by address.

    ``local`` is where it is listened: answers come to `PORT`, and are sent to everybody. Where that
    cannot be had, as another program has the port or there is no network, nobody is there.
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
    """Return a socket that may ask everybody; OSError where it cannot be had."""
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
