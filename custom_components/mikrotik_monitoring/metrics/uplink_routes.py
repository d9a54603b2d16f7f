"""The gateways of the router's default routes, whether or not they can be pinged."""

from dataclasses import dataclass
from typing import override

from homeassistant.components.sensor import SensorStateClass
from homeassistant.const import EntityCategory

from .gateway import Gateway
from .model import SHORT, V7, Group, Menu, Query, SensorMetric


@dataclass(frozen=True, kw_only=True, slots=True)
class RoutesRow:
    """The gateways of the active default routes, the most preferred first."""

    gateways: tuple[Gateway, ...]

    @property
    def interfaces(self) -> frozenset[str]:
        """Return the names of the interfaces they are behind, as far as the routes show them."""
        return frozenset(gateway.interface for gateway in self.gateways if gateway.interface)


@dataclass(frozen=True, kw_only=True)
class RoutesGroup(Group[RoutesRow]):
    """The default routes of all tables and marks, of IPv4 and IPv6."""

    @override
    async def read(self, query: Query[RoutesRow]) -> dict[str, RoutesRow | None]:
        """Return the cached routes, which are read again in the hourly pass.

        While there is no gateway, each reading searches for one.
        """
        before = None if query.before is None else query.before.rows[""]
        anew = query.is_full or before is None or not before.gateways
        found = await query.default_routes.current(query.ask, query.interfaces, anew=anew)
        return {"": RoutesRow(gateways=found.active)}


UPLINK_ROUTES = RoutesGroup(
    key="uplink.routes",
    title="Uplinks",
    menus=(Menu("/ip/route"), Menu("/ipv6/route"), Menu("/ip/vrf", V7)),
    tier=SHORT,
    metrics=(
        SensorMetric(
            key="uplink.gateways",
            about=(
                "Gateways of the active default routes, of all routing tables and marks, each once."
            ),
            source=lambda row: len(row.gateways),
            state_class=SensorStateClass.MEASUREMENT,
            entity_category=EntityCategory.DIAGNOSTIC,
            entity_registry_enabled_default=False,
        ),
    ),
)
