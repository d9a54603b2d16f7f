"""The open sessions as menus show them: who is logged in, and each connection."""

from collections.abc import Iterator, Sequence
from typing import override

from .device import Device
from .menus.people import CONNECTIONS_SINCE
from .session import Session
from .table import ID, Record, Rows, Table
from .values import flag

_FIRST_CONNECTION = 0x1000


def show_sessions(device: Device, sessions: Sequence[Session]) -> None:
    """Show the sessions, a list that changes, in those menus that the router has."""
    tables = device.tables
    if "/user/active" in tables:
        tables["/user/active"] = _Active(device, sessions, tables["/user/active"])
    if "/ip/service" in tables and device.release >= CONNECTIONS_SINCE:
        tables["/ip/service"] = _Services(device, sessions, tables["/ip/service"])


class _Active(Rows):
    """The sessions as `/user/active` shows them, after those that use another service."""

    def __init__(self, device: Device, sessions: Sequence[Session], others: Table) -> None:
        """Copy the rows of the others."""
        super().__init__(others.records(0.0))
        self._device = device
        self._sessions = sessions

    @override
    def records(self, at: float) -> Iterator[Record]:
        """Yield a row for every session that has logged in."""
        yield from super().records(at)
        for session in self._sessions:
            if session.user is not None:
                yield {
                    ID: f"*{session.number:X}",
                    "when": self._device.stamp(session.since),
                    "name": session.user.name,
                    "address": session.address,
                    "via": "api",
                    "group": session.user.group,
                    "radius": flag(False),
                }

    @override
    def count(self, at: float) -> int:
        """Return how many have logged in."""
        return sum(1 for _ in self.records(at))


class _Services(Rows):
    """The services, and after them each connection to one, logged in or not."""

    def __init__(self, device: Device, sessions: Sequence[Session], services: Table) -> None:
        """Copy the rows of the services."""
        super().__init__(services.records(0.0), first_id=0)
        self._device = device
        self._sessions = sessions

    @override
    def records(self, at: float) -> Iterator[Record]:
        """Yield the rows of the services, then one for every connection."""
        services = {record["name"]: record for record in self._records}
        yield from tuple(self._records)
        for session in self._sessions:
            service = services.get(session.service, {})
            yield {
                ID: f"*{_FIRST_CONNECTION + session.number:X}",
                "name": session.service,
                "port": service.get("port", ""),
                "proto": "tcp",
                "local": session.local_address,
                "remote": session.remote,
                "dynamic": flag(True),
                "connection": flag(True),
                "disabled": flag(False),
            }

    @override
    def count(self, at: float) -> int:
        """Return how many services and connections there are."""
        return len(self._records) + len(self._sessions)
