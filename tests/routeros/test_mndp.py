"""Routers that respond on the network: their packets, and their discovery."""

import asyncio
import struct

from hypothesis import given, strategies as st
import pytest

from custom_components.mikrotik_monitoring.routeros import mndp
from custom_components.mikrotik_monitoring.routeros.mndp import Neighbour, parse, search
from simulator import SimulatedRouter
from simulator.neighbour import REQUEST, announcement, answering

# A packet of an RB5009 as RouterOS 7 sends it, field by field.
PACKET = bytes.fromhex(
    "0000 0007"
    "0001 0006 48a98a112233"
    "0005 0004 65646765"
    "0007 0013 372e31362e312028737461626c6529206e6f77"
    "0008 0008 4d696b726f54696b"
    "000a 0004 10270000"
    "000c 000a 524235303039554700ff"
    "0011 0004 c0a85801"
)


def field(kind: int, content: bytes) -> bytes:
    """Return a field of a packet."""
    return struct.pack(">HH", kind, len(content)) + content


def test_a_packet() -> None:
    """What is no text is shown as such, on one line."""
    assert parse(PACKET, "10.0.0.9") == Neighbour(
        address="192.168.88.1",
        mac="48:a9:8a:11:22:33",
        identity="edge",
        version="7.16.1 (stable) now",
        platform="MikroTik",
        board="RB5009UG \N{REPLACEMENT CHARACTER}",
    )


@pytest.mark.parametrize("address", [bytes(4), bytes([224, 0, 0, 1]), b"\x0a", b""])
def test_a_router_without_an_address_is_where_its_packet_came_from(address: bytes) -> None:
    """So is one that gives an unusable address."""
    packet = bytes(4) + field(5, b"edge") + field(17, address) + field(1, b"short")
    assert parse(packet, "10.0.0.9") == Neighbour(address="10.0.0.9", identity="edge")


@pytest.mark.parametrize("packet", [b"", b"\0", REQUEST, PACKET[:-1], PACKET + b"\0\1"])
def test_what_is_no_answer(packet: bytes) -> None:
    """A request, and truncated packets."""
    assert parse(packet, "10.0.0.9") is None


@given(st.binary(max_size=200))
def test_whatever_comes(packet: bytes) -> None:
    """Nothing of it is more than text on one line."""
    found = parse(PACKET[:4] + packet, "10.0.0.9")
    if found is not None:
        assert found.address
        assert all(text.isprintable() for text in (found.identity, found.version, found.board))


async def test_a_simulated_router_presents_itself(router: SimulatedRouter) -> None:
    """With the values of its own menus."""
    found = parse(announcement(router), "127.0.0.1")
    assert found is not None
    assert found.address == "127.0.0.1"
    assert (found.identity, found.platform) == ("home-rb5009", "MikroTik")
    assert found.board == router.profile.board_name
    assert found.version.startswith(router.profile.version)
    [port, *_] = router.rows("/interface")
    assert found.mac == port["mac-address"].lower()


async def test_who_answers(router: SimulatedRouter) -> None:
    """One router after a moment, and none where there is none."""
    async with answering(router) as port:
        found = await search(0.2, local=("127.0.0.1", 0), to=("127.0.0.1", port))
    assert [one.identity for one in found] == ["home-rb5009"]
    assert await search(0.01, local=("127.0.0.1", 0), to=("127.0.0.1", port)) == []


async def test_a_network_of_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """No more are kept than a user can choose from; packets that are too long are ignored."""
    monkeypatch.setattr(mndp, "MOST", 2)

    class Crowd(asyncio.DatagramProtocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            assert isinstance(transport, asyncio.DatagramTransport)
            self.transport = transport

        def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
            for number in (9, 1, 5, 1):
                name = field(5, b"x%d" % number) + field(17, bytes([10, 0, 0, number]))
                self.transport.sendto(bytes(4) + name, addr)
            self.transport.sendto(bytes(4) + field(5, bytes(1600)), addr)

    loop = asyncio.get_running_loop()
    crowd, _ = await loop.create_datagram_endpoint(Crowd, local_addr=("127.0.0.1", 0))
    port = crowd.get_extra_info("sockname")[1]
    found = await search(0.2, local=("127.0.0.1", 0), to=("127.0.0.1", port))
    crowd.close()
    assert [one.address for one in found] == ["10.0.0.1", "10.0.0.9"]


async def test_where_nobody_can_be_asked() -> None:
    """An address that is not ours cannot be listened at."""
    assert await search(5, local=("192.0.2.1", 0)) == []
