"""Bonding: how many of the ports of each bond carry traffic."""

from dataclasses import dataclass
from functools import partial
from typing import Final, Self, override

from homeassistant.components.binary_sensor import BinarySensorDeviceClass
from homeassistant.components.sensor import SensorStateClass
from homeassistant.const import EntityCategory

from ..routeros import Command, NoSuchCommandError, Row, values
from .measured import measured
from .model import MEDIUM, BinaryMetric, Group, Menu, Query, Scope, SensorMetric

_MENU: Final = "/interface/bonding"
_PORTS: Final = ("active-ports", "inactive-ports")
_PARTNER: Final = "lacp-partner-system-id"
_NO_PARTNER: Final = "00:00:00:00:00:00"


@dataclass(frozen=True, kw_only=True, slots=True)
class BondRow:
    """A bond: ``active`` is None where RouterOS is too old to measure it.

    ``has_partner`` is None for a bond without LACP.
    """

    configured: int | None
    active: int | None
    has_partner: bool | None

    @classmethod
    def from_rows(cls, row: Row, now: Row) -> Self:
        """Parse a bond's configuration and measurement."""
        active, inactive = (values.items(now.get(name)) for name in _PORTS)
        slaves = values.items(row.get("slaves"))
        both = None if active is None or inactive is None else (*active, *inactive)
        partner = now.get(_PARTNER)
        return cls(
            configured=_number(both if slaves is None else slaves),
            active=_number(active),
            has_partner=None if partner is None else partner != _NO_PARTNER,
        )


def _number(names: tuple[str, ...] | None) -> int | None:
    return None if names is None else len(names)


class BondingGroup(Group[BondRow]):
    """All bonds, from one ``monitor`` after the list of them."""

    @override
    async def read(self, query: Query[BondRow]) -> dict[str, BondRow | None]:
        """Print the bonds, then measure those that are monitored."""
        command = Command(f"{_MENU}/print", proplist=(".id", "name", "slaves"))
        bonds = await query.interfaces.resolve(query.ask, await query.ask(command))
        read: dict[str, BondRow | None] = {facts.instance: None for facts, _ in bonds}
        watched = {row.get("name"): facts for facts, row in bonds if facts.is_watched}
        rows = [row for facts, row in bonds if facts.is_watched]
        for row, now in await self._measure(query, rows):
            read[watched[row.get("name")].instance] = BondRow.from_rows(row, now)
        return read

    async def _measure(self, query: Query[BondRow], rows: list[Row]) -> list[tuple[Row, Row]]:
        """Return each bond with its measurement; RouterOS before 6.48 measures nothing."""
        fields = self.fields(query.keys)
        if not fields:
            return [(row, {}) for row in rows]
        try:
            return await measured(query.ask, _MENU, rows, fields)
        except NoSuchCommandError:
            return [(row, {}) for row in rows]


_ports = partial(
    SensorMetric[BondRow],
    state_class=SensorStateClass.MEASUREMENT,
    entity_category=EntityCategory.DIAGNOSTIC,
)

BONDING = BondingGroup(
    key="bonding",
    title="VRRP, bonding and bridges",
    about="Per bond, from one measurement of all bonds.",
    menus=(Menu(_MENU),),
    tier=MEDIUM,
    scope=Scope.INTERFACE,
    family="interface",
    metrics=(
        _ports(
            key="bonding.ports.active",
            about=(
                "Ports of the bond that carry traffic now; with fewer than configured the bond "
                "still runs, but with less capacity and redundancy."
            ),
            fields=_PORTS,
            source=lambda row: row.active,
        ),
        _ports(
            key="bonding.ports.configured",
            about="Ports that are configured for the bond.",
            source=lambda row: row.configured,
        ),
        BinaryMetric(
            key="bonding.partner",
            about=(
                "Whether the other end speaks LACP with the bond; absent for a bond of another "
                "mode."
            ),
            fields=(_PARTNER,),
            source=lambda row: row.has_partner,
            device_class=BinarySensorDeviceClass.CONNECTIVITY,
            entity_category=EntityCategory.DIAGNOSTIC,
            kind="bonding",
            entity_registry_enabled_default=False,
        ),
    ),
)
