"""A simulated router: listens, accepts sessions, and can be changed while it runs."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from datetime import UTC, datetime
import itertools
import ssl
import time
from typing import Self

from .certificates import Certificate, Tls, server_context, sign_by_authority, sign_itself
from .device import Device
from .faults import Fault, Faults, Meeting
from .journal import Journal
from .live import show_sessions
from .login import LoginStyle, style_of
from .menus.build import build_monitored, build_tables
from .menus.catalog import menus_of
from .menus.people import MAX_SESSIONS_SINCE
from .port import Port
from .profile import Host, Profile
from .session import Served, Session
from .table import Cell, Record, cells, read
from .text import to_text
from .users import User

_HANDSHAKE = 15.0
_NOON = datetime(2026, 9, 14, 12)  # noqa: DTZ001 - a router's clock shows local time, without a zone.


def _local_time(profile: Profile) -> datetime:
    """Return the local time where the router is, as its clock shows it."""
    zone = datetime.strptime(profile.gmt_offset, "%z").tzinfo
    return datetime.now(UTC).astimezone(zone).replace(tzinfo=None)


class SimulatedRouter:
    """A RouterOS on 127.0.0.1; `clock` gives seconds, all values are functions of it.

    `started` is the router's local time at the beginning: now with the real clock, else noon on
    a Monday.
    `tls` is what the second port offers: "certificate" (signed by itself), "signed" (by an
    authority on the router), "anonymous", or None for no port.
    `login_style` overrides the version's: "plain", "both" or "challenge".
    `pause` waits between the packets of a ping; tests may skip that.
    """

    host = "127.0.0.1"

    def __init__(
        self,
        profile: Profile,
        *,
        clock: Callable[[], float] = time.monotonic,
        seed: int = 0,
        started: datetime | None = None,
        login_style: str | None = None,
        tls: str | None = Tls.CERTIFICATE,
        pause: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        """Build the router; it listens after `start`."""
        now = _local_time(profile) if clock is time.monotonic else _NOON
        self.profile = profile
        self.device = Device(profile, clock=clock, seed=seed, started=started or now)
        self.device.on_reboot = self.reboot
        self.device.pause = pause
        self.menus = menus_of(profile.release, profile.features, profile.missing)
        self.device.tables = build_tables(self.device, self.menus)
        self.device.monitored = build_monitored(self.device)
        self.journal = Journal()
        self.faults = Faults()
        self.sessions: list[Session] = []
        show_sessions(self.device, self.sessions)
        self.connections = 0
        self.port = 0
        self.tls_port: int | None = None
        self.certificate: Certificate | None = None
        self._style = LoginStyle(login_style) if login_style else style_of(profile.release)
        self._tls = None if tls is None else Tls(tls)
        self._context: ssl.SSLContext | None = None
        self._servers: list[asyncio.Server] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._numbers = itertools.count(1)

    @property
    def users(self) -> dict[str, User]:
        """Return the users by name; may be added to or changed."""
        return self.device.users

    @property
    def hosts(self) -> dict[str, Host]:
        """Return the hosts that reply to pings, by address; may be added to or changed."""
        return self.device.hosts

    @property
    def log(self) -> list[tuple[str, str]]:
        """Return the lines of the router's log: topics and text."""
        return self.device.log

    @property
    def logins(self) -> int:
        """Return how many logins have succeeded."""
        return sum(text.startswith("user ") and " logged in " in text for _, text in self.log)

    @property
    def refused_logins(self) -> int:
        """Return how many logins have been refused."""
        return sum(text.startswith("login failure ") for _, text in self.log)

    async def __aenter__(self) -> Self:
        """Start on ports that the system picks."""
        await self.start()
        return self

    async def __aexit__(self, *_exc: object) -> None:
        """Stop."""
        await self.stop()

    async def start(self, port: int | None = None, tls_port: int | None = None) -> None:
        """Listen; a second start reuses the ports of the first unless others are given."""
        self._open_tls()
        self.port = await self._listen("api", port or self.port)
        if self._tls is not None:
            self.tls_port = await self._listen("api-ssl", tls_port or self.tls_port or 0)

    async def stop(self) -> None:
        """Drop all sessions and stop listening; nothing is left running."""
        self._close()
        tasks = [task for task in self._tasks if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def stop_listening(self) -> None:
        """Refuse new connections until the next `start`; those that are open stay."""
        for server in self._servers:
            server.close()
        self._servers.clear()

    def limit_sessions(self, most: int) -> None:
        """Limit the sessions of each service; a connection over the limit is closed at once."""
        for service in ("api", "api-ssl"):
            self.set_field("/ip/service", {"name": service}, {"max-sessions": str(most)})

    def reboot(self, down_for: float = 0.0, *, is_clean: bool = True) -> None:
        """Boot: sessions drop, uptime and counters start again, dynamic rows get new ids.

        For `down_for` seconds of real time TCP connections are refused. A reboot
        that is not `is_clean` is due to a power failure or the watchdog.
        """
        self.device.restart(self.device.seconds, is_clean=is_clean)
        for session in tuple(self.sessions):
            session.abort()
        if down_for > 0:
            self._close()
            self._spawn(self._come_back(down_for))

    def reset_counters(self, interface: str | None = None) -> None:
        """Reset the counters of an interface, or of all."""
        at = self.device.seconds
        for port in self.device.ports:
            if interface is None or port.name(at) == interface:
                port.reset(at)

    def count(self, interface: str, name: str, units: int) -> None:
        """Increase a counter of `/interface`, such as `rx-error`, by so many units at once.

        Raises LookupError if there is no such interface or counter.
        """
        self._port(interface, self.device.seconds).counters[name].add(self.device.seconds, units)

    async def renew_certificate(self) -> None:
        """Replace the certificate; the ports stay the same, the sessions end."""
        await self.stop()
        self._context = None
        await self.start()

    def set_field(
        self, menu: str, where: Mapping[str, str], values: Mapping[str, str | bytes | None]
    ) -> None:
        """Write fields of the rows that match; None removes a field.

        Raises LookupError if no row matches.
        """
        texts = {name: None if v is None else to_text(v) for name, v in values.items()}
        for record in self._matching(menu, where):
            self.device.table(menu).change(record, texts)

    def add_row(self, menu: str, row: Mapping[str, str | bytes]) -> str:
        """Add a row to a menu and return its `.id`."""
        texts: dict[str, Cell] = {name: to_text(value) for name, value in row.items()}
        return self.device.table(menu).add(texts)

    def remove_row(self, menu: str, where: Mapping[str, str]) -> None:
        """Remove the rows that match from a menu; raises LookupError if there is none."""
        for record in self._matching(menu, where):
            self.device.table(menu).remove(record)

    def rows(self, menu: str, *, at: float | None = None) -> list[dict[str, str]]:
        """Return the rows of a full print now, or at a time of the clock."""
        seconds = self._seconds(at)
        return [cells(record, seconds) for record in self.device.table(menu).records(seconds)]

    def counter(self, interface: str, name: str, at: float | None = None) -> int:
        """Return a counter of `/interface`, such as `rx-byte`, now or at a time of the clock.

        Raises LookupError if there is no such interface or counter.
        """
        seconds = self._seconds(at)
        return self._port(interface, seconds).counters[name].value(seconds)

    def rate(self, interface: str, name: str, t0: float, t1: float) -> float:
        """Return a counter's mean growth per second between two times of the clock."""
        grown = self.counter(interface, name, t1) - self.counter(interface, name, t0)
        return grown / (t1 - t0)

    def _port(self, interface: str, seconds: float) -> Port:
        """Return an interface."""
        port = self.device.port(interface, seconds)
        if port is None:
            raise LookupError(f"no interface {interface!r}")
        return port

    def _seconds(self, at: float | None) -> float:
        """Return the simulation time in seconds, now or at a time of the clock."""
        return self.device.seconds if at is None else self.device.seconds_at(at)

    def _matching(self, menu: str, where: Mapping[str, str]) -> list[Record]:
        """Return the records whose cells equal all given values."""
        at = self.device.seconds
        found = [
            record
            for record in self.device.table(menu).records(at)
            if all(read(record, name, at) == value for name, value in where.items())
        ]
        if not found:
            raise LookupError(f"no row of {menu} has {dict(where)}")
        return found

    def _open_tls(self) -> None:
        """Make the certificate and the context once."""
        if self._tls is None or self._context is not None:
            return
        if self._tls is Tls.CERTIFICATE:
            self.certificate = sign_itself(self.profile.serial)
        elif self._tls is Tls.SIGNED:
            self.certificate = sign_by_authority(self.profile.serial)
        self._context = server_context(self.certificate)

    async def _listen(self, service: str, port: int) -> int:
        """Listen for one service and return its port."""

        async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await self._serve(reader, writer, service)

        server = await asyncio.start_server(accept, self.host, port)
        self._servers.append(server)
        taken: int = server.sockets[0].getsockname()[1]
        return taken

    async def _serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, service: str
    ) -> None:
        """Serve a connection; one over the limit is closed without a reply."""
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - asyncio serves every connection in a task.
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        self.connections += 1
        if self._full(service):
            writer.close()
            return
        number, place = next(self._numbers), self._free_place()
        meeting = Meeting(session=number, place=place)
        if self.faults.meet(meeting, frozenset({Fault.HANG_UP})) is not None:
            writer.close()
            return
        if service == "api-ssl" and not await self._handshake(writer):
            return
        session = Session(
            (reader, writer), self._served(), number=number, place=place, service=service
        )
        self.sessions.append(session)
        try:
            await session.run()
        finally:
            self.sessions.remove(session)

    async def _handshake(self, writer: asyncio.StreamWriter) -> bool:
        """Start TLS; a peer that fails is disconnected."""
        context = self._context
        try:
            if context is not None:
                await writer.start_tls(context, ssl_handshake_timeout=_HANDSHAKE)
        except OSError:
            writer.transport.abort()
            return False
        return True

    def _served(self) -> Served:
        """Return what all sessions share."""
        return Served(
            device=self.device,
            menus=self.menus,
            style=self._style,
            journal=self.journal,
            faults=self.faults,
        )

    def _free_place(self) -> int:
        """Return the first position that no open session has, counted from 1."""
        taken = {session.place for session in self.sessions}
        return next(place for place in itertools.count(1) if place not in taken)

    def _full(self, service: str) -> bool:
        """Return whether a service has reached its session limit."""
        if self.profile.release < MAX_SESSIONS_SINCE:
            return False
        limit = self._matching("/ip/service", {"name": service})[0].get("max-sessions", "20")
        return sum(session.service == service for session in self.sessions) >= int(str(limit))

    def _close(self) -> None:
        """Close the listening sockets and all sessions."""
        self.stop_listening()
        for session in tuple(self.sessions):
            session.abort()

    def _spawn(self, work: Coroutine[None, None, None]) -> None:
        """Run a background task until it ends or the router stops."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _come_back(self, down_for: float) -> None:
        """Listen again after a while; uptime counts from then."""
        await asyncio.sleep(down_for)
        self.device.restart(self.device.seconds)
        await self.start()
