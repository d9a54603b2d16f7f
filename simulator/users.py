"""The users of a router, their groups and policies."""

from collections.abc import Iterable
from dataclasses import dataclass, field

_POLICY_TEXT = (
    "local telnet ssh ftp reboot read write policy test winbox password web sniff sensitive api "
    "romon rest-api"
)
POLICIES = tuple(_POLICY_TEXT.split())

MONITOR = frozenset({"read", "api", "test"})
FULL = frozenset(POLICIES)
_MONITOR_PASSWORD = "monitor-password"  # noqa: S105 - of a simulated router.
_ADMIN_PASSWORD = "admin-password"  # noqa: S105 - of a simulated router.


@dataclass(frozen=True, kw_only=True, slots=True)
class User:
    """A user who may log in."""

    name: str
    password: str = field(repr=False)
    group: str
    policies: frozenset[str]
    disabled: bool = False


def default_users() -> dict[str, User]:
    """Return the two users of every simulated router."""
    monitor = User(name="monitor", password=_MONITOR_PASSWORD, group="monitor", policies=MONITOR)
    admin = User(name="admin", password=_ADMIN_PASSWORD, group="full", policies=FULL)
    return {user.name: user for user in (monitor, admin)}


def policy_text(policies: Iterable[str]) -> str:
    """Write policies as a group shows them: granted ones first, then the denied with `!`."""
    granted = frozenset(policies)
    allowed = [name for name in POLICIES if name in granted]
    return ",".join(allowed + [f"!{name}" for name in POLICIES if name not in granted])
