"""Which metric entities an automation uses: links and sessions, and numbers."""

from typing import Final, NamedTuple

from homeassistant.components.sensor import DOMAIN as SENSOR
from homeassistant.core import HomeAssistant
from homeassistant.helpers import config_validation as cv
import voluptuous as vol

from ..metrics import METRICS
from ..metrics.interface_index import is_port
from ..metrics.link import LINK
from ..polling import MonitoredRouter
from .targets import Shown, is_called, showing

SESSIONS: Final = "sessions"
METRIC: Final = "metric"
INSTANCE: Final = "instance"

REACHABLE: Final = LINK.metrics[0].key

_RUNNING: Final = "interface.running"
PORT: Final = "port"
TUNNEL: Final = "tunnel"

# The metrics that show whether something is up, by the user's choice.
SESSION_METRICS: Final = {
    PORT: _RUNNING,
    "wan": "wan.up",
    TUNNEL: _RUNNING,
    "wireguard": "wireguard.peer.connected",
    "ipsec": "ipsec.peer.established",
    "bgp": "bgp.peer.established",
    "ospf": "ospf.neighbour.full",
    "bfd": "bfd.session.up",
    "netwatch": "netwatch.up",
    "w60g": "w60g.connected",
}

# RouterOS's types of interfaces that run only while their peer is reachable.
TUNNELS: Final = frozenset(
    {
        "6to4-tunnel",
        "eoip",
        "eoipv6",
        "gre-tunnel",
        "gre6-tunnel",
        "ipip-tunnel",
        "ipipv6-tunnel",
        "l2tp-out",
        "ovpn-out",
        "pppoe-out",
        "pptp-out",
        "sstp-out",
    }
)

# The most used numbers; any other can be named too.
WATCHED: Final = (
    "system.cpu.load",
    "system.memory.percent",
    "system.storage.percent",
    "health.temperature",
    "interface.traffic.rx",
    "interface.traffic.tx",
    "interface.utilisation.rx",
    "interface.utilisation.tx",
    "interface.errors.rate",
    "interface.drops.rate",
    "ping.latency.avg",
    "ping.jitter",
    "ping.loss",
    "connection.total",
    "connection.saturation",
    "dhcp.leases.active",
    "dhcp.leases.percent",
    "ppp.pppoe.active",
    "bgp.peer.prefixes",
    "firewall.dropped.packets",
    "lte.rsrp",
    "interface.sfp.rx_power",
)


def word(metric: str) -> str:
    """Return a metric's key as a selector option, in which dots have another meaning."""
    return metric.replace(".", "_")


SESSION_FIELDS: Final = {
    vol.Optional(SESSIONS, default=[]): vol.All(cv.ensure_list, [vol.In([*SESSION_METRICS])]),
    vol.Optional(INSTANCE, default=[]): vol.All(cv.ensure_list, [cv.string]),
}
METRIC_FIELDS: Final = {
    vol.Optional(METRIC, default=[]): vol.All(cv.ensure_list, [cv.string]),
    vol.Optional(INSTANCE, default=[]): vol.All(cv.ensure_list, [cv.string]),
}


class SessionChoice(NamedTuple):
    """The selected links and sessions; none selected means all."""

    sessions: frozenset[str]

    @property
    def metrics(self) -> frozenset[str]:
        """Return the metrics that show their state."""
        chosen = self.sessions or SESSION_METRICS.keys()
        return frozenset(SESSION_METRICS[one] for one in chosen)

    def has(self, hass: HomeAssistant, one: Shown) -> bool:
        """Return whether an entity is selected; for interfaces, their kind decides."""
        if one.key.metric != _RUNNING:
            return True
        chosen = self.sessions or {PORT, TUNNEL}
        if is_port(one.key.instance):
            return PORT in chosen
        return TUNNEL in chosen and _kind(hass, one) in TUNNELS


def _kind(hass: HomeAssistant, one: Shown) -> str | None:
    """Return RouterOS's type of an interface, None while its router is not loaded."""
    entry = hass.config_entries.async_get_entry(one.entity.config_entry_id or "")
    router = getattr(entry, "runtime_data", None)
    if not isinstance(router, MonitoredRouter):
        return None
    facts = router.interfaces.get(one.key.instance)
    return None if facts is None else facts.kind


def numbers(
    hass: HomeAssistant, entities: set[str], metrics: list[str], patterns: list[str]
) -> set[str]:
    """Return the sensors among entities that show one of the metrics, by key or option."""
    chosen = set(metrics)
    keys = chosen | {key for key in METRICS if word(key) in chosen}
    return {
        one.entity.entity_id
        for one in showing(hass, entities, SENSOR, frozenset(keys))
        if is_called(hass, one, patterns)
    }
