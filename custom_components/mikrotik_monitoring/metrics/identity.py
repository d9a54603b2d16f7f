"""A router's identity, and what the user may read."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import StrEnum
import re
from typing import Self, override

from homeassistant.const import EntityCategory

from ..routeros import (
    Command,
    CommandRefusedError,
    NoSuchCommandError,
    PermissionDeniedError,
    Row,
    values,
)
from ..routeros.limits import MAX_NAME
from ..routeros.text import one_line, quoted
from .model import LONG, Group, Menu, Query, SensorMetric

type AskOne = Callable[[Command], Awaitable[list[Row]]]

# Timeout in seconds for each of the few menus that identify a router.
READ_DEADLINE = 10.0

# Without these nothing can be monitored; "test" is only for pings.
REQUIRED_POLICIES = frozenset({"api", "read"})

_RESOURCE = Command(
    "/system/resource/print",
    proplist=("version", "board-name", "architecture-name", "uptime"),
)
_IDENTITY = Command("/system/identity/print", proplist=("name",))
_ROUTERBOARD = Command(
    "/system/routerboard/print",
    proplist=("model", "serial-number", "current-firmware"),
)
_LICENSE = Command("/system/license/print", proplist=("system-id", "software-id"))


class IdKind(StrEnum):
    """The ids that routers have, the best first."""

    SERIAL = "serial"
    SYSTEM_ID = "system_id"
    SOFTWARE_ID = "software_id"

    @classmethod
    def of(cls, unique_id: str, serial_number: str | None) -> Self:
        """Return the kind of an id, by its format and the serial number that was read with it.

        A software id is two groups of four, such as `ABCD-EFGH`; a system id has eleven characters.
        """
        if unique_id == serial_number:
            return cls("serial")
        is_software_id = re.fullmatch(r"[A-Z0-9]{4}-[A-Z0-9]{4}", unique_id)
        return cls("software_id" if is_software_id else "system_id")


class Likeness(StrEnum):
    """Whether the responding router is the expected one."""

    SAME = "same"
    OTHER = "other"
    # Unknown: a menu was refused, or has no id at the moment.
    NOT_SAID = "not_said"


@dataclass(frozen=True, kw_only=True, slots=True)
class RouterIdentity:
    """The ids of a router, and what it is.

    ``unique_id`` is the RouterBOARD's serial number, else the licence's system id (CHR), else its
    software id (x86); empty when the router reports none of them. ``uptime`` is in seconds at the
    time of the reading, and not part of the identity.
    """

    unique_id: str
    name: str
    model: str
    version: str
    serial_number: str | None = None
    system_id: str | None = None
    software_id: str | None = None
    firmware: str | None = None
    architecture: str | None = None
    uptime: float | None = field(default=None, compare=False)

    @property
    def cloneable(self) -> bool:
        """Return whether copying the machine copies its id: true where no board has a serial."""
        return self.serial_number is None

    @property
    def ids(self) -> dict[IdKind, str]:
        """Return the ids that the router reports, the best first."""
        found = {
            IdKind.SERIAL: self.serial_number,
            IdKind.SYSTEM_ID: self.system_id,
            IdKind.SOFTWARE_ID: self.software_id,
        }
        return {kind: text for kind, text in found.items() if text}

    @property
    def id_kind(self) -> IdKind | None:
        """Return the kind of id that identifies the router when it is added."""
        return next(iter(self.ids), None)

    def kind_of(self, unique_id: str) -> IdKind | None:
        """Return which of the router's ids this one is, None where it reports no such id."""
        return next((kind for kind, text in self.ids.items() if text == unique_id), None)

    def likeness(self, unique_id: str, kind: IdKind | None) -> Likeness:
        """Return whether this is the router with an id of some kind.

        Only a different id of the same kind proves another router. Where the kind is unknown, a
        serial number does: a router that has one is identified by it.
        """
        if self.kind_of(unique_id) is not None:
            return Likeness.SAME
        says = (kind or IdKind.SERIAL) in self.ids
        return Likeness.OTHER if says else Likeness.NOT_SAID


async def read_identity(ask: AskOne) -> RouterIdentity:
    """Read the router's identity.

    Raises RouterOSError when the router does not respond or lets the user read nothing.
    """
    resource, identity, board, licence = await asyncio.gather(
        _read(ask, _RESOURCE),
        _read(ask, _IDENTITY),
        _read_optional(ask, _ROUTERBOARD),
        _read_optional(ask, _LICENSE),
    )
    serial = values.text(board.get("serial-number"))
    model = values.text(board.get("model")) or values.text(resource.get("board-name"))
    return RouterIdentity(
        unique_id=serial or licence.get("system-id") or licence.get("software-id") or "",
        name=_shown(values.text(identity.get("name"))) or "MikroTik",
        model=_shown(model) or "RouterOS",
        version=_shown(resource.get("version")),
        serial_number=serial or None,
        system_id=licence.get("system-id") or None,
        software_id=licence.get("software-id") or None,
        firmware=board.get("current-firmware"),
        architecture=resource.get("architecture-name"),
        uptime=values.duration(resource.get("uptime")),
    )


async def read_policies(ask: AskOne, username: str) -> frozenset[str] | None:
    """Return the policies of a user's group, None where the router does not report them.

    A user authenticated by RADIUS is not in ``/user``, and RADIUS decides on its group.
    """
    user = await _read_optional(
        ask, Command("/user/print", proplist=("group",), queries=(f"?name={username}",))
    )
    group = user.get("group")
    if not group:
        return None
    row = await _read_optional(
        ask, Command("/user/group/print", proplist=("policy",), queries=(f"?name={group}",))
    )
    policies = values.items(row.get("policy"))
    if policies is None:
        return None
    return frozenset(name for name in policies if not name.startswith("!"))


def grant_command(username: str) -> str:
    """Return the RouterOS commands that grant a user what monitoring needs.

    They create a separate group: others may share the user's present one.
    """
    return (
        "/user group add name=home-assistant policy=read,api,test; "
        f"/user set [find name={quoted(username)}] group=home-assistant"
    )


def new_user_command() -> str:
    """Return the RouterOS commands that create a user with just what monitoring needs."""
    return (
        "/user group add name=home-assistant policy=read,api,test; "
        '/user add name=home-assistant group=home-assistant password="choose one"'
    )


def _shown(text: str | None) -> str:
    """Return text for display, in a title or on a device page."""
    return one_line(text or "", MAX_NAME)


async def _read(ask: AskOne, command: Command) -> Row:
    """Return the first row of a reply, an empty one where there is none."""
    return next(iter(await ask(command)), {})


async def _read_optional(ask: AskOne, command: Command) -> Row:
    """Read what not every router has, or not every user may read."""
    try:
        return await _read(ask, command)
    except NoSuchCommandError, CommandRefusedError, PermissionDeniedError:
        return {}


@dataclass(frozen=True, kw_only=True)
class IdentityGroup(Group[RouterIdentity]):
    """The router's identity, from four menus of which not every router has all."""

    @override
    async def read(self, query: Query[RouterIdentity]) -> dict[str, RouterIdentity | None]:
        """Read the identity, whatever is enabled: the device page shows it."""
        return {"": await read_identity(query.ask)}


IDENTITY = IdentityGroup(
    key="system.identity",
    title="Versions, licence and certificates",
    menus=(Menu("/system/resource"),),
    tier=LONG,
    always_read=True,
    metrics=(
        SensorMetric(
            key="system.version",
            about="Version of RouterOS with its channel, as the router reports it.",
            source=lambda row: row.version or None,
            entity_category=EntityCategory.DIAGNOSTIC,
        ),
    ),
)
