"""Active connections, from connection tracking's own counters: no table is walked."""

from dataclasses import dataclass
from typing import Final, Self

from homeassistant.components.sensor import SensorStateClass
from homeassistant.const import UnitOfRatio

from ..routeros import Row, values
from .bounds import Bounds
from .model import REALTIME, V7, DeadBand, Graph, Menu, MenuGroup, SensorMetric

_PATH: Final = "/ip/firewall/connection/tracking"

# A metric that requires this one gets both counts read, those of IPv4 and of IPv6.
BY_FAMILY: Final = "connection.ipv4"


@dataclass(frozen=True, kw_only=True, slots=True)
class TrackingRow:
    """``/ip/firewall/connection/tracking``: entries in the tables, and how many these can hold.

    ``ipv4`` and ``ipv6`` are set where RouterOS counts them separately.
    """

    total: int | None
    maximum: int | None
    ipv4: int | None = None
    ipv6: int | None = None

    @classmethod
    def from_row(cls, row: Row) -> Self:
        """Parse a row as the router gave it."""
        return cls(
            total=values.integer(row.get("total-entries")),
            maximum=values.integer(row.get("max-entries")),
            ipv4=values.count(row.get("total-ip4-entries")),
            ipv6=values.count(row.get("total-ip6-entries")),
        )

    @property
    def saturation(self) -> float | None:
        """Return how full the table is, in percent."""
        if self.total is None or not self.maximum:
            return None
        return 100 * self.total / self.maximum


def _tracking(row: Row) -> tuple[str, TrackingRow]:
    return "", TrackingRow.from_row(row)


TRACKING = MenuGroup[TrackingRow](
    key="connection.tracking",
    title="Connections",
    about="The total is connection tracking's own counter, so no table is walked.",
    tier=REALTIME,
    path=_PATH,
    parse=_tracking,
    family="connection",
    metrics=(
        SensorMetric(
            key="connection.total",
            about=(
                "Entries in the connection table, IPv4 and IPv6 together where RouterOS counts "
                "them together; absent while connection tracking is off."
            ),
            fields=("total-entries",),
            source=lambda row: row.total,
            graph=Graph.CONNECTIONS,
            state_class=SensorStateClass.MEASUREMENT,
            resolution=1,
            dead_band=DeadBand(absolute=2, relative=0.02),
        ),
        SensorMetric(
            key="connection.saturation",
            about=(
                "Entries as a share of the table's maximum: new connections are refused when it "
                "is full."
            ),
            fields=("total-entries", "max-entries"),
            source=lambda row: row.saturation,
            graph=Graph.CONNECTIONS,
            native_unit_of_measurement=UnitOfRatio.PERCENTAGE,
            # The maximum may have become less than the present entries.
            valid=Bounds(0, 1000),
            state_class=SensorStateClass.MEASUREMENT,
            suggested_display_precision=1,
            resolution=0.1,
            dead_band=DeadBand(absolute=0.2),
        ),
        SensorMetric(
            key=BY_FAMILY,
            menus=(Menu(_PATH, V7),),
            about="IPv4 connections of all protocols, where counted separately (RouterOS 7.20).",
            fields=("total-ip4-entries", "total-ip6-entries"),
            source=lambda row: row.ipv4,
            graph=Graph.CONNECTIONS,
            state_class=SensorStateClass.MEASUREMENT,
            resolution=1,
            dead_band=DeadBand(absolute=2, relative=0.02),
            kind="ip_version",
            entity_registry_enabled_default=False,
        ),
    ),
)
