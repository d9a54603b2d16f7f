"""Who a router is, and what the user may ask of it."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import override

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
from ..routeros.text import one_line
from .model import LONG, Group, Menu, Query, SensorMetric

type AskOne = Callable[[Command], Awaitable[list[Row]]]

# Seconds for each of the few singletons that tell who a router is.
READ_DEADLINE = 10.0

# Without these nothing can be monitored; "test" is for pings alone.
REQUIRED_POLICIES = frozenset({"api", "read"})

_RESOURCE = Command(
    "/system/resource/print",
    proplist=("version", "board-name", "architecture-name"),
)
_IDENTITY = Command("/system/identity/print", proplist=("name",))
_ROUTERBOARD = Command(
    "/system/routerboard/print",
    proplist=("model", "serial-number", "current-firmware"),
)
_LICENSE = Command("/system/license/print", proplist=("system-id", "software-id"))


@dataclass(frozen=True, kw_only=True, slots=True)
class RouterIdentity:
    """What tells a router from all others, and what it is.

    ``unique_id`` is the RouterBOARD's serial number, else the licence's system id (CHR), else its
    software id (x86); empty when the router tells none of them.
    """

    unique_id: str
    name: str
    model: str
    version: str
    serial_number: str | None = None
    firmware: str | None = None
    architecture: str | None = None

    @property
    def cloneable(self) -> bool:
        """Return whether copying the machine copies its id: true where no board has a serial."""
        return self.serial_number is None


async def read_identity(ask: AskOne) -> RouterIdentity:
    """Read who the router is.

    Raises RouterOSError when the router does not answer or lets the user read nothing.
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
        firmware=board.get("current-firmware"),
        architecture=resource.get("architecture-name"),
    )


async def read_policies(ask: AskOne, username: str) -> frozenset[str] | None:
    """Return the policies of a user's group, None where the router does not tell.

    A user that RADIUS lets in is not in ``/user``, and RADIUS decides about its group.
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
    """Return the RouterOS commands that give a user what monitoring needs.

    They make a group of its own: others may share the user's present one.
    """
    name = "".join(f"\\{char}" if char in '"\\$' else char for char in username)
    return (
        "/user group add name=home-assistant policy=read,api,test; "
        f'/user set [find name="{name}"] group=home-assistant'
    )


def _shown(text: str | None) -> str:
    """Return text as a person may see it, in a title or a device's page."""
    return one_line(text or "", MAX_NAME)


async def _read(ask: AskOne, command: Command) -> Row:
    """Return the first row of a reply, an empty one where there is none."""
    return next(iter(await ask(command)), {})


async def _read_optional(ask: AskOne, command: Command) -> Row:
    """Read what not every router has, or tells everybody."""
    try:
        return await _read(ask, command)
    except NoSuchCommandError, CommandRefusedError, PermissionDeniedError:
        return {}


@dataclass(frozen=True, kw_only=True)
class IdentityGroup(Group[RouterIdentity]):
    """Who the router is, from four singletons of which not every router has all."""

    @override
    async def read(self, query: Query[RouterIdentity]) -> dict[str, RouterIdentity | None]:
        """Read who the router is, whatever is enabled: its device page shows it."""
        return {"": await read_identity(query.ask)}


IDENTITY = IdentityGroup(
    key="system.identity",
    title="Versions, licence and certificates",
    menus=(Menu("/system/resource"),),
    tier=LONG,
    metrics=(
        SensorMetric(
            key="system.version",
            about="Version of RouterOS with its channel, as the router tells it.",
            source=lambda row: row.version or None,
            entity_category=EntityCategory.DIAGNOSTIC,
        ),
    ),
)
