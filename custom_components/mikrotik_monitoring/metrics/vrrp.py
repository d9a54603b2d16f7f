"""VRRP: whether the router is master or backup for an address."""

from dataclasses import dataclass, replace
from functools import partial
from typing import Final, Self, override

from homeassistant.components.sensor import SensorDeviceClass, SensorStateClass
from homeassistant.const import EntityCategory

from ..routeros import Row, values
from .model import MEDIUM, InterfaceMenuGroup, Query, Scope, SensorMetric

_MASTER: Final = "master"
_BACKUP: Final = "backup"
_INVALID: Final = "invalid"
_FAILURE: Final = "failure"
STATES: Final = (_MASTER, _BACKUP, _FAILURE, _INVALID)


@dataclass(frozen=True, kw_only=True, slots=True)
class VrrpRow:
    """A VRRP interface; ``changes`` counts its state changes while the router was monitored."""

    state: str | None
    changes: int = 0

    @classmethod
    def from_row(cls, row: Row) -> Self:
        """Parse a row as the router gave it."""
        return cls(state=_state(row))

    def after(self, before: VrrpRow | None) -> Self:
        """Return the row with the changes since the previous one added."""
        if before is None:
            return self
        if self.state is None:
            return replace(self, changes=before.changes)
        is_new = before.state is not None and before.state != self.state
        return replace(self, changes=before.changes + is_new)


def _state(row: Row) -> str | None:
    """Return the state from the flags, None where they show none.

    Not every version has all of them: RouterOS 6 has true and false, newer ones omit flags that
    are not set, and some have neither master nor backup: then only a master is running.
    """
    for word in (_INVALID, _FAILURE, _BACKUP):
        if values.flag(row.get(word)):
            return word
    running = values.flag(row.get("running"))
    if values.flag(row.get(_MASTER)):
        return _BACKUP if running is False else _MASTER
    if running is None:
        return None
    return _MASTER if running else _BACKUP


@dataclass(frozen=True, kw_only=True)
class VrrpGroup(InterfaceMenuGroup[VrrpRow]):
    """The VRRP interfaces, each compared with its previous state."""

    @override
    async def read(self, query: Query[VrrpRow]) -> dict[str, VrrpRow | None]:
        """Print the interfaces."""
        rows = await super().read(query)
        last = {} if query.last is None else query.last.rows
        return {name: row and row.after(last.get(name)) for name, row in rows.items()}


_of_one = partial(
    SensorMetric[VrrpRow],
    fields=("running", *STATES),
    kind="vrrp",
    entity_registry_enabled_default=False,
)

VRRP = VrrpGroup(
    key="vrrp",
    title="VRRP, bonding and bridges",
    about="Per VRRP interface.",
    tier=MEDIUM,
    scope=Scope.INTERFACE,
    family="interface",
    path="/interface/vrrp",
    identity=("name",),
    from_row=VrrpRow.from_row,
    metrics=(
        _of_one(
            key="vrrp.state",
            about=(
                "Whether the router is master or backup for the VRRP address; failure and "
                "invalid mean that it can be neither."
            ),
            source=lambda row: row.state,
            supported=lambda _: True,
            device_class=SensorDeviceClass.ENUM,
            options=list(STATES),
        ),
        _of_one(
            key="vrrp.changes",
            about="How often the VRRP state changed while Home Assistant was monitoring.",
            source=lambda row: row.changes,
            state_class=SensorStateClass.TOTAL_INCREASING,
            entity_category=EntityCategory.DIAGNOSTIC,
        ),
    ),
)
