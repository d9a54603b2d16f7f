"""Routes by origin: how many are configured, and how many of each protocol are active."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Final, override

from homeassistant.components.sensor import SensorStateClass
from homeassistant.const import EntityCategory

from ..routeros import NoSuchCommandError
from .counts import GuardedCount, counting, guarded_count
from .model import LONG, V7, Group, Menu, Query, SensorMetric
from .route_walk import IPV4, IPV6

_ACTIVE: Final = "?active=yes"
_COUNTS: Final = {
    "configured": counting(IPV4, "?disabled=yes", "?#!"),
    "static": counting(IPV4, "?static=yes", _ACTIVE),
    "connect": counting(IPV4, "?connect=yes", _ACTIVE),
    "dhcp": counting(IPV4, "?dhcp=yes", _ACTIVE),
    "vpn": counting(IPV4, "?vpn=yes", _ACTIVE),
    "ospf": counting(IPV4, "?ospf=yes", _ACTIVE),
    "rip": counting(IPV4, "?rip=yes", _ACTIVE),
    "bgp": counting(IPV4, "?bgp=yes", _ACTIVE),
    "ipv6": counting(IPV6, _ACTIVE),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class ProtocolsRow:
    """The counts of routes, by their names; ``slow`` is the count that took too long."""

    counts: Mapping[str, int | None] = field(default_factory=dict)
    slow: GuardedCount | None = None

    def number(self, name: str) -> int | None:
        """Return a count, None where it is unknown."""
        return self.counts.get(name)

    def is_used(self, name: str) -> bool:
        """Return whether there are such routes, as far as they could be counted."""
        return bool(self.counts.get(name))


@dataclass(frozen=True, kw_only=True)
class ProtocolsGroup(Group[ProtocolsRow]):
    """Counts of the route tables; ``fields`` of a metric are the counts it is made of."""

    @override
    async def read(self, query: Query[ProtocolsRow]) -> dict[str, ProtocolsRow | None]:
        """Let the router count one thing after the other, pausing after a slow count."""
        before = query.before.rows[""] if query.before else ProtocolsRow()
        if before.slow is not None and before.slow.turns > 0:
            return {"": ProtocolsRow(slow=before.slow.skip())}
        counts: dict[str, int | None] = {}
        for name in self.fields(query.keys):
            try:
                found = await guarded_count(query.ask, _COUNTS[name], None)
            except NoSuchCommandError:
                # Without its package there is no IPv6.
                continue
            if found.turns:
                return {"": ProtocolsRow(counts=counts, slow=found)}
            counts[name] = found.value
        return {"": ProtocolsRow(counts=counts)}

    @override
    def remarks(self, row: ProtocolsRow) -> tuple[str, ...]:
        """Return why counts are unknown."""
        if row.slow is None:
            return ()
        return (f"counting routes took {row.slow.seconds:.0f} s",)


def _counted(name: str, key: str, about: str, menu: Menu) -> SensorMetric[ProtocolsRow]:
    """Return the metric of a count; it is not supported where the protocol is not used."""
    return SensorMetric[ProtocolsRow](
        key=key,
        menus=(menu,),
        about=about,
        fields=(name,),
        source=lambda row: row.number(name),
        supported=lambda row: row.is_used(name),
        state_class=SensorStateClass.MEASUREMENT,
        entity_category=EntityCategory.DIAGNOSTIC,
        kind="protocols",
        entity_registry_enabled_default=False,
    )


_of_ipv4 = partial(_counted, menu=Menu(IPV4))
_of_version_7 = partial(_counted, menu=Menu(IPV4, V7))

PROTOCOLS = ProtocolsGroup(
    key="route.protocol",
    title="Routes, ARP and neighbours",
    menus=(Menu(IPV4), Menu(IPV6)),
    tier=LONG,
    family="route",
    metrics=(
        _of_ipv4(
            "configured",
            "route.protocol.configured",
            "IPv4 routes of all tables that are not disabled, active or not.",
        ),
        _of_ipv4(
            "static",
            "route.protocol.static",
            "Active static IPv4 routes; of RouterOS 6 with those that DHCP and PPP clients add.",
        ),
        _of_ipv4(
            "connect",
            "route.protocol.connect",
            "Active IPv4 routes to networks that the router has an address in.",
        ),
        _of_version_7(
            "dhcp", "route.protocol.dhcp", "Active IPv4 routes that DHCP clients or servers added."
        ),
        _of_version_7(
            "vpn", "route.protocol.vpn", "Active IPv4 routes that PPP and other tunnels added."
        ),
        _of_ipv4("ospf", "route.protocol.ospf", "Active IPv4 routes that were learned by OSPF."),
        _of_ipv4("rip", "route.protocol.rip", "Active IPv4 routes that were learned by RIP."),
        _of_ipv4("bgp", "route.protocol.bgp", "Active IPv4 routes that were learned by BGP."),
        _counted(
            "ipv6",
            "route.protocol.ipv6",
            "Active IPv6 routes of all tables, of whichever protocol.",
            menu=Menu(IPV6),
        ),
    ),
)
