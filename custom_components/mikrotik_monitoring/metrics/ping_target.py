"""Targets that an owner adds to the gateways: a group for each, with the same metrics."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self, override

from .gateway import Gateway
from .model import LONG, MEDIUM, SHORT, V7, Group, Menu, Query, Tier
from .ping import PING
from .ping_address import host_of, way_to
from .ping_command import Arguments, series
from .ping_row import PingRow, pinged

PING_TARGET: Final = "ping_target"

# The keys of a target's subentry, whose title is the target's name.
ADDRESS: Final = "address"
SRC_ADDRESS: Final = "src_address"
INTERFACE: Final = "interface"
# RouterOS 6 has the first, RouterOS 7 the second.
ROUTING_TABLE: Final = "routing_table"
VRF: Final = "vrf"
COUNT: Final = "count"
TIER: Final = "tier"

TARGET_TIERS: Final[Mapping[str, Tier]] = {tier.key: tier for tier in (SHORT, MEDIUM, LONG)}
MOST_PACKETS: Final = 10
DEFAULT_PACKETS: Final = 3

# The most seconds for one measurement, and for all targets of a router together: they are
# measured one after the other, on the bulk connection.
_MEASUREMENT: Final = 3.0
MOST_SECONDS: Final = 45.0

# Milliseconds between two packets, which is also the timeout of each.
_INTERVAL: Final = 1000
# Seconds that a target's values cover; less where it is measured less often.
_WINDOW: Final = 600.0


@dataclass(frozen=True, kw_only=True, slots=True)
class PingTarget:
    """A host to ping, the way to it, the number of packets and their interval."""

    name: str
    address: str
    src_address: str = ""
    interface: str = ""
    routing_table: str = ""
    vrf: str = ""
    count: int
    tier: Tier

    @classmethod
    def from_data(cls, name: str, data: Mapping[str, Any]) -> Self | None:
        """Return the target from a subentry's title and data, None if these are invalid."""
        address, count, tier = (data.get(key) for key in (ADDRESS, COUNT, TIER))
        is_target = (
            isinstance(address, str)
            and host_of(address) is not None
            and count in range(1, MOST_PACKETS + 1)
            and tier in tuple(TARGET_TIERS)
        )
        return cls.of(name, data) if is_target else None

    @classmethod
    def of(cls, name: str, data: Mapping[str, Any]) -> Self:
        """Return the target from data that was validated."""
        return cls(
            name=name,
            address=data[ADDRESS],
            src_address=data.get(SRC_ADDRESS, ""),
            interface=data.get(INTERFACE, ""),
            routing_table=data.get(ROUTING_TABLE, ""),
            vrf=data.get(VRF, ""),
            count=data[COUNT],
            tier=TARGET_TIERS[data[TIER]],
        )

    @property
    def arguments(self) -> Arguments:
        """Return the arguments of `/ping` for the target: equal targets have equal arguments."""
        ways = (
            ("src-address", self.src_address),
            ("routing-table", self.routing_table),
            ("vrf", self.vrf),
        )
        return (*way_to(self.address, self.interface), *(way for way in ways if way[1]))

    @property
    def series(self) -> Arguments:
        """Return the packets of one measurement."""
        return series(self.count, self._interval)

    @property
    def _interval(self) -> int:
        """Return the ms between two packets: less for many packets, so that it stays short."""
        return min(_INTERVAL, int(1000 * _MEASUREMENT) // self.count)

    @property
    def seconds(self) -> float:
        """Return how long one measurement takes."""
        return self.count * self._interval / 1000

    @property
    def window(self) -> int:
        """Return how many packets its values cover."""
        return max(1, int(_WINDOW // self.tier.interval)) * self.count


@dataclass(frozen=True, kw_only=True)
class PingTargetGroup(Group[PingRow]):
    """One target: an error with it, such as an unknown host name, does not affect others."""

    target: PingTarget
    instance: str

    @override
    async def read(self, query: Query[PingRow]) -> dict[str, PingRow | None]:
        """Ping the target."""
        target = self.target
        known = None if query.before is None else query.before.rows.get(self.instance)
        gateway = Gateway(name=target.name, arguments=target.arguments)
        row = known or PingRow(gateway=gateway, window=target.window)
        return {self.instance: await pinged(query.ask, row, target.series)}

    @override
    def remarks(self, row: PingRow) -> tuple[str, ...]:
        """Return why the router does not ping it."""
        return row.remarks


def ping_target_group(subentry_id: str, title: str, data: Mapping[str, Any]) -> Group | None:
    """Return the group of a target that an owner added, None if its data is invalid."""
    if (target := PingTarget.from_data(title, data)) is None:
        return None
    return PingTargetGroup(
        key=f"{PING_TARGET}.{subentry_id}",
        title=title,
        menus=(Menu("/ping"), Menu("/tool/ping", V7)),
        tier=target.tier,
        policy=PING.policy,
        has_instances=True,
        family=PING.family,
        label=lambda row: row.gateway.name,
        metrics=PING.metrics,
        subentry_id=subentry_id,
        target=target,
        instance=subentry_id,
    )
