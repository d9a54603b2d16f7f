"""Who uses a router's addresses: DHCP clients and PPP sessions that come and go, and the pools."""

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network
from typing import override

from ..device import Device
from ..noise import uniform
from ..profile import Clients
from ..table import ID, Cell, Generated, Record, Rows, Table, read
from ..values import duration
from ..version import Version

_POOLS_COUNTED = Version(7, 16)
_AWAY = 0.03
_LEASE = 1800
_FIRST_ID = 0x100


def complete(device: Device, tables: dict[str, Table]) -> None:
    """Let clients and sessions come and go, and count the pool addresses they use."""
    leases, active = tables.get("/ip/dhcp-server/lease"), tables.get("/ppp/active")
    if leases is not None and device.profile.clients:
        tables["/ip/dhcp-server/lease"] = _with(leases, _Lessees(device))
    if active is not None and device.profile.sessions_come_and_go:
        tables["/ppp/active"] = _Sessions(device, active)
    used = _Used(tables)
    if "/ip/pool/used" in tables:
        tables["/ip/pool/used"] = used
    if device.release >= _POOLS_COUNTED:
        tables["/ip/pool"] = _Pools(tables["/ip/pool"], used)


def _with(leases: Table, lessees: _Lessees) -> Table:
    """Return the profile's own leases and after them those that come and go."""
    table = Generated(lessees.count, lessees)
    for record in _unnumbered(leases):
        table.add(record)
    return table


def _unnumbered(table: Table) -> list[Record]:
    """Return a table's records without the identifiers it gave them."""
    return [
        {name: cell for name, cell in record.items() if name != ID} for record in table.records(0)
    ]


class _Lessees:
    """Generates the leases of a profile's clients."""

    def __init__(self, device: Device) -> None:
        """Give every server's clients a number that varies."""
        profile = device.profile
        self._serial = profile.serial
        self._waves = tuple(
            (one, device.wave(one.number, swing=0.1, day=profile.day, name=f"dhcp/{one.server}"))
            for one in profile.clients
        )

    def _numbers(self, at: float) -> Iterator[tuple[Clients, int]]:
        """Yield how many clients each server has at a moment."""
        for clients, wave in self._waves:
            yield clients, min(int(wave.value(at)), clients.most)

    def count(self, at: float) -> int:
        """Return how many leases there are at a moment."""
        return sum(number for _, number in self._numbers(at))

    def __call__(self, number: int, at: float) -> Record:
        """Return one lease; a client's address never changes."""
        for clients, present in self._numbers(at):
            if number < present:
                return _lease(clients, number, at)
            number -= present
        raise LookupError(number)


def _lease(clients: Clients, number: int, at: float) -> Record:
    """Return the row of one bound lease."""
    address = str(IPv4Address(clients.first) + number)
    hardware = f"DC:2C:6E:{len(clients.server):02X}:{number >> 8:02X}:{number & 255:02X}"
    since = (at + number * 61) % (_LEASE / 2)
    return {
        ".id": f"*{_FIRST_ID + int(IPv4Address(address)) % 0x1000000:X}",
        "address": address,
        "mac-address": hardware,
        "address-lists": "",
        "server": clients.server,
        "dhcp-option": "",
        "status": "bound",
        "expires-after": duration(_LEASE - since),
        "last-seen": duration(since),
        "active-address": address,
        "active-mac-address": hardware,
        "active-server": clients.server,
        "host-name": f"box-{number}",
        "radius": "false",
        "dynamic": "true",
        "blocked": "false",
        "disabled": "false",
    }


class _Sessions(Rows):
    """PPP sessions: some of the profile's are away for half an hour at a time."""

    def __init__(self, device: Device, sessions: Table) -> None:
        """Store the profile's sessions; those added later are never away."""
        super().__init__(_unnumbered(sessions))
        self._seed = device.number("session")
        self._known = len(self._records)

    @override
    def records(self, at: float) -> Iterator[Record]:
        """Iterate over the sessions that are up."""
        for number, record in enumerate(tuple(self._records)):
            slot = int((at + number * 97) // _LEASE)
            if number >= self._known or uniform(self._seed + number, slot) >= _AWAY:
                yield record

    @override
    def count(self, at: float) -> int:
        """Return how many are up."""
        return sum(1 for _ in self.records(at))

    @override
    def remove(self, record: Record) -> None:
        """Remove a session."""
        self._known -= any(record is one for one in self._records[: self._known])
        super().remove(record)


class _Used(Rows):
    """The addresses in use: a view of leases and sessions."""

    def __init__(self, tables: dict[str, Table]) -> None:
        """Store the router's tables."""
        super().__init__()
        self._tables = tables

    def by_pool(self, at: float) -> Counter[str]:
        """Return how many addresses of each pool are in use."""
        return Counter(read(one, "pool", at) or "" for one in self.records(at))

    @override
    def records(self, at: float) -> Iterator[Record]:
        """Yield a row for every address of a pool that a client has, after those added by hand."""
        yield from super().records(at)
        pools = {
            read(pool, "name", at) or "": _spans(read(pool, "ranges", at) or "")
            for pool in self._tables["/ip/pool"].records(at)
        }
        for number, (address, owner, info) in enumerate(self._holders(at)):
            for pool, spans in pools.items():
                if any(first <= _number(address) <= last for first, last in spans):
                    yield {
                        ".id": f"*{_FIRST_ID + number:X}",
                        "pool": pool,
                        "address": address,
                        "owner": owner,
                        "info": info,
                    }

    @override
    def count(self, at: float) -> int:
        """Return how many addresses are in use."""
        return sum(1 for _ in self.records(at))

    def _holders(self, at: float) -> Iterator[tuple[str, str, str]]:
        """Yield address, owner and info of every client.

        A lease may be configured with a pool's name: the address in use is its active address.
        """
        for lease in self._tables["/ip/dhcp-server/lease"].records(at):
            if read(lease, "status", at) == "bound":
                address = read(lease, "active-address", at) or read(lease, "address", at)
                yield address or "", "DHCP", read(lease, "mac-address", at) or ""
        for session in self._tables["/ppp/active"].records(at):
            yield read(session, "address", at) or "", "PPP", read(session, "name", at) or ""


class _Pools(Rows):
    """Pools that report their size and use, as newer versions do."""

    def __init__(self, pools: Table, used: _Used) -> None:
        """Copy the profile's pools."""
        self._used = used
        self._taken: Counter[str] | None = None
        super().__init__(_unnumbered(pools))

    @override
    def records(self, at: float) -> Iterator[Record]:
        """Iterate over the pools; used addresses are counted once for all of them."""
        self._taken = None
        return super().records(at)

    def _count(self, pool: str, at: float) -> int:
        """Return how many addresses of a pool are in use."""
        if self._taken is None:
            self._taken = self._used.by_pool(at)
        return self._taken[pool]

    @override
    def add(self, row: Mapping[str, Cell]) -> str:
        """Add a pool, with its computed fields."""
        identifier = super().add(row)
        pool = self._records[-1]

        def taken(at: float) -> int:
            return self._count(read(pool, "name", at) or "", at)

        def size(at: float) -> int:
            return sum(last - first + 1 for first, last in _spans(read(pool, "ranges", at) or ""))

        pool |= {
            "total": lambda at: str(size(at)),
            "used": lambda at: str(taken(at)),
            "available": lambda at: str(size(at) - taken(at)),
        }
        return identifier


@lru_cache(maxsize=8192)
def _number(address: str) -> int:
    """Return an address as a number, -1 for text that is not one."""
    try:
        return int(IPv4Address(address))
    except ValueError:
        return -1


@lru_cache(maxsize=64)
def _spans(ranges: str) -> tuple[tuple[int, int], ...]:
    """Return the first and last address of each range, as numbers."""
    return tuple(_span(part) for part in ranges.split(",") if part)


def _span(part: str) -> tuple[int, int]:
    """Return the first and last address of one range."""
    if "/" in part:
        network = IPv4Network(part)
        return int(network[0]), int(network[-1])
    first, _, last = part.partition("-")
    return int(IPv4Address(first)), int(IPv4Address(last or first))
