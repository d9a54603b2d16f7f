"""User Manager, the router's own RADIUS server: how many sessions are active."""

from dataclasses import dataclass
from typing import Final, override

from homeassistant.components.sensor import SensorStateClass

from ..routeros import NoSuchCommandError
from .counts import count, counting
from .model import SHORT, V6, V7, Group, Menu, Query, SensorMetric

_SESSIONS: Final = "/user-manager/session"
_SESSIONS_V6: Final = "/tool/user-manager/session"
_ACTIVE: Final = "?active=yes"


@dataclass(frozen=True, kw_only=True, slots=True)
class UserManagerRow:
    """The active sessions; ``menu`` is the menu that lists them."""

    menu: str
    sessions: int | None


@dataclass(frozen=True, kw_only=True)
class UserManagerGroup(Group[UserManagerRow]):
    """The sessions of RouterOS 7, else of RouterOS 6; a router that never had any has no row."""

    @override
    async def read(self, query: Query[UserManagerRow]) -> dict[str, UserManagerRow | None]:
        """Let the router count: sessions that have ended stay listed forever."""
        before = query.before.rows.get("") if query.before else None
        menu = before.menu if before else await _menu_in_use(query)
        if menu is None:
            return {}
        sessions = await count(query.ask, counting(menu, _ACTIVE))
        return {"": UserManagerRow(menu=menu, sessions=sessions)}


async def _menu_in_use(query: Query[UserManagerRow]) -> str | None:
    """Return the menu of the router's version, None where it has never had a session."""
    try:
        return _SESSIONS if await count(query.ask, counting(_SESSIONS)) else None
    except NoSuchCommandError:
        return _SESSIONS_V6 if await count(query.ask, counting(_SESSIONS_V6)) else None


USER_MANAGER = UserManagerGroup(
    key="user_manager",
    title="User Manager",
    about="Counted by the router: no user name is read.",
    menus=(Menu(_SESSIONS_V6, V6), Menu(_SESSIONS, V7)),
    tier=SHORT,
    family="user_manager",
    metrics=(
        SensorMetric(
            key="user_manager.sessions",
            about="Active sessions of User Manager: started and not yet ended.",
            source=lambda row: row.sessions,
            state_class=SensorStateClass.MEASUREMENT,
            kind="sessions",
            entity_registry_enabled_default=False,
        ),
    ),
)
