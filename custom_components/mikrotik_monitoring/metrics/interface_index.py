"""The index of a router's interfaces: the key of each, and whether it is monitored."""

import asyncio
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from ..routeros import Command, Row, values
from .asking import Ask

# Not equal to yes, rather than equal to no: RouterOS 7 omits flags that are not set.
STATIC_INTERFACES: Final = ("?dynamic=yes", "?#!")

# The fields that identify interfaces, and those that decide which are monitored.
IDENTITY_FIELDS: Final = (".id", "name", "default-name", "type", "disabled")

# The fields that show that a port has had a link since the router started.
USE_FIELDS: Final = ("running", "rx-byte", "tx-byte", "link-downs", "last-link-up-time")

# Operators write here what an interface is for: read with what changes seldom.
COMMENT_FIELD: Final = "comment"

# A port's address in the network: also read with what changes seldom.
MAC_FIELD: Final = "mac-address"
_LOOPBACK: Final = "loopback"
_ETHERNET: Final = "ether"

# The prefixes of an instance.
_PORT: Final = "port"
_NAME: Final = "name"

# Seconds after which a group that needs the index reads it again: the realtime tier updates it
# with each of its polls, which come at least once a minute.
_FRESH: Final = 90.0


@dataclass(frozen=True, kw_only=True, slots=True)
class InterfaceFacts:
    """What is known of an interface apart from its counters.

    ``instance`` is the key of its entities. ``is_watched`` is false for a disabled one and for
    one that the owner leaves out. ``had_link`` is false for a physical port that certainly never
    had a link: no counter has moved and no link came or went since the router started.
    ``comment`` and ``mac``, as RouterOS writes it, are those that were read last.
    """

    id: str
    name: str
    instance: str
    kind: str
    is_disabled: bool
    is_watched: bool
    had_link: bool
    comment: str = ""
    mac: str = ""

    @property
    def is_left_out(self) -> bool:
        """Return whether it is enabled, but the owner does not want it monitored."""
        return not self.is_disabled and not self.is_watched


def instance_of(row: Row) -> str:
    """Return the key of an interface: its port, else its name.

    The prefix keeps a VLAN called ``ether1`` from colliding with the port that was renamed.
    """
    if default_name := row.get("default-name"):
        return f"{_PORT}:{default_name}"
    return f"{_NAME}:{row.get('name', '')}"


def is_port(instance: str) -> bool:
    """Return whether an interface is physical: a port, a radio or a modem."""
    return instance.partition(":")[0] == _PORT


class InterfaceIndex:
    """The static interfaces of a router, by the names that RouterOS's menus use.

    Loopbacks are left out. It is updated with each reading of the interface table and used by
    the groups of other menus, so that all monitor the same interfaces under the same instances.
    """

    def __init__(self, wants: Callable[[InterfaceFacts], bool] = lambda _: True) -> None:
        """Start empty; ``wants`` is the owner's choice among the interfaces that are enabled."""
        self._wants = wants
        self._facts: dict[str, InterfaceFacts] = {}
        self._by_name: dict[str, InterfaceFacts] = {}
        self._keys: dict[str, tuple[str | None, ...]] = {}
        self._by_id: dict[str, InterfaceFacts] = {}
        # Names in rows of other menus that the table does not list.
        self._strangers: set[str] = set()
        self._updated_at: float | None = None
        self._asking = asyncio.Lock()
        self.revision = 0

    def __iter__(self) -> Iterator[InterfaceFacts]:
        """Iterate over all interfaces, in the router's order."""
        return iter(self._facts.values())

    def get(self, instance: str) -> InterfaceFacts | None:
        """Return an interface by its instance."""
        return self._facts.get(instance)

    def named(self, name: str) -> InterfaceFacts | None:
        """Return an interface by its present name."""
        return self._by_name.get(name)

    def has(self, name: str) -> bool:
        """Return whether a text is an interface's present name."""
        return name in self._by_name

    def of(self, row: Row) -> InterfaceFacts | None:
        """Return the interface of a row of any menu: by its ``.id`` of the table, port or name."""
        if facts := self._facts.get(instance_of(row)):
            return facts
        return self._by_name.get(row.get("name", ""))

    def clear(self) -> None:
        """Clear the index: after a reboot an ``.id`` may be another interface's."""
        self._facts, self._by_name, self._by_id, self._keys = {}, {}, {}, {}
        self._strangers = set()
        self._updated_at = None

    def choose(self, wants: Callable[[InterfaceFacts], bool]) -> None:
        """Change which interfaces are monitored; ``revision`` grows if any of them changes."""
        self._wants = wants
        facts = {key: self._judged(one) for key, one in self._facts.items()}
        if facts != self._facts:
            self.revision += 1
            self._keep(facts)

    def update(
        self, rows: Iterable[Row], *, has_comments: bool = False
    ) -> list[InterfaceFacts | None]:
        """Update the index from all rows of the table; return their facts, None for loopbacks.

        Rows that were read without their comments keep the previous ones. ``revision`` grows when
        anything has changed.
        """
        found = [self._read(row, has_comment=has_comments) for row in rows]
        facts = {one.instance: one for one in found if one is not None}
        if facts != self._facts:
            self.revision += 1
            self._keep(facts)
        self._updated_at = asyncio.get_running_loop().time()
        return found

    def _keep(self, facts: dict[str, InterfaceFacts]) -> None:
        self._facts = facts
        self._by_name = {one.name: one for one in facts.values()}
        self._by_id = {one.id: one for one in facts.values()}

    async def current(self, ask: Ask, *, anew: bool = False) -> InterfaceIndex:
        """Return the index, read again where it is old; raises RouterOSError when that fails.

        With ``anew`` it is always read again: a row named an interface that it lacks.
        """
        async with self._asking:
            if anew or self._is_stale:
                fields = (*IDENTITY_FIELDS, COMMENT_FIELD, MAC_FIELD, *USE_FIELDS)
                command = Command("/interface/print", proplist=fields, queries=STATIC_INTERFACES)
                self.update(await ask(command), has_comments=True)
        return self

    async def resolve(self, ask: Ask, rows: Iterable[Row]) -> list[tuple[InterfaceFacts, Row]]:
        """Return the rows of a menu of interfaces with the facts of each.

        Rows that name no static interface are left out. Raises RouterOSError.
        """
        if not (rows := tuple(rows)):
            return []
        await self.current(ask)
        if self._lacking(rows) - self._strangers:
            await self.current(ask, anew=True)
            self._strangers = self._lacking(rows)
        found = ((self.of(row), row) for row in rows)
        return [(facts, row) for facts, row in found if facts is not None]

    def _lacking(self, rows: Iterable[Row]) -> set[str]:
        """Return the keys of rows whose interfaces the index lacks."""
        return {
            instance_of(row)
            for row in rows
            if row.get("type") != _LOOPBACK and self.of(row) is None
        }

    @property
    def _is_stale(self) -> bool:
        now = asyncio.get_running_loop().time()
        return self._updated_at is None or now - self._updated_at > _FRESH

    def _read(self, row: Row, *, has_comment: bool) -> InterfaceFacts | None:
        """Return the facts of a row of the table; the same object as long as nothing changed."""
        known_by = row.get(".id", "")
        known = self._by_id.get(known_by)
        key = tuple(map(row.get, IDENTITY_FIELDS))
        comment = row.get(COMMENT_FIELD, "") if has_comment or known is None else known.comment
        mac = row.get(MAC_FIELD, known.mac if known is not None else "")
        if (
            known is not None
            and known.had_link
            and (known.comment, known.mac) == (comment, mac)
            and self._keys.get(known_by) == key
        ):
            return known
        kind = row.get("type", "")
        if kind == _LOOPBACK:
            return None
        self._keys[known_by] = key
        instance = instance_of(row)
        before = self._facts.get(instance)
        is_disabled = bool(values.flag(row.get("disabled")))
        facts = InterfaceFacts(
            id=known_by,
            name=row.get("name", ""),
            instance=instance,
            kind=kind,
            is_disabled=is_disabled,
            is_watched=not is_disabled,
            had_link=_had_link(row, before),
            comment=comment,
            mac=mac,
        )
        return self._judged(facts)

    def _judged(self, facts: InterfaceFacts) -> InterfaceFacts:
        """Return an interface as monitored if it is enabled and wanted."""
        is_watched = not facts.is_disabled and self._wants(facts)
        return facts if facts.is_watched is is_watched else replace(facts, is_watched=is_watched)


def _had_link(row: Row, before: InterfaceFacts | None) -> bool:
    """Return whether an interface has ever had a link, as far as the router reports it.

    False only for a physical port, and only from a row that has the fields for it.
    """
    if row.get("type") != _ETHERNET or not row.get("default-name"):
        return True
    if values.flag(row.get("running")) or row.get("last-link-up-time"):
        return True
    counts = [values.integer(row.get(name)) for name in ("rx-byte", "tx-byte", "link-downs")]
    if any(counts):
        return True
    return before.had_link if before is not None else counts[:2] != [0, 0]
