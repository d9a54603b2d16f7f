"""The alerts of what a router does: uplinks, routing, tunnels, radios, users, services."""

from typing import Final

from ..conditions import Changes, Flaps, Is
from ..over_time import AboveUsual, Falls, Moves
from ..rule import Rule
from .bounds import CRITICAL, MINUTE, WARNING, down, high, low

_NO_WAY_OUT: Final = ("no_default_route",)
_LINK_DOWN: Final = ("link_down",)

RULES: Final = (
    Rule(key="packet_loss", metric="ping.loss", condition=high(20, 10), hold=5 * MINUTE),
    Rule(
        key="latency",
        metric="ping.latency.avg",
        condition=AboveUsual(severity=WARNING, times=3, least=150),
        hold=5 * MINUTE,
    ),
    Rule(
        key="uplink_changed",
        metric="uplink.interfaces",
        condition=Changes(severity=WARNING, shown=60 * MINUTE, back=True),
        after=("gateway_changed", *_NO_WAY_OUT),
    ),
    down("wan_down", "wan.up", hold=15.0),
    Rule(
        key="gateway_changed",
        metric="route.default.gateway",
        condition=Changes(severity=WARNING, shown=60 * MINUTE, back=True),
    ),
    Rule(
        key="no_default_route",
        metric="route.default.active",
        condition=Is(state=0, severity=CRITICAL),
    ),
    down("bgp_down", "bgp.peer.established", CRITICAL),
    Rule(
        key="bgp_flapping",
        metric="bgp.peer.established",
        condition=Flaps(severity=WARNING, changes=4, within=60 * MINUTE),
    ),
    Rule(
        key="bgp_prefixes",
        metric="bgp.peer.prefixes",
        condition=Moves(severity=WARNING, share=0.2),
        after=("bgp_down",),
    ),
    down("ospf_down", "ospf.neighbour.full", CRITICAL, after_carrier=_LINK_DOWN),
    down("bfd_down", "bfd.session.up", CRITICAL, after_carrier=_LINK_DOWN),
    down("ipsec_down", "ipsec.peer.established", hold=MINUTE, after=_NO_WAY_OUT),
    Rule(
        key="wireguard_down",
        metric="wireguard.peer.connected",
        condition=Is(state=False, severity=WARNING),
        hold=5 * MINUTE,
        after=_NO_WAY_OUT,
        # A peer with nothing to send is silent, which is no fault.
        is_default=False,
    ),
    down("netwatch_down", "netwatch.up"),
    down("radio_down", "wireless.radio.running", hold=MINUTE),
    down("access_point_down", "capsman.cap.up", hold=MINUTE),
    down("w60g_down", "w60g.connected", hold=MINUTE),
    Rule(key="radius_timeouts", metric="radius.timeouts", condition=high(1, 0.5), hold=5 * MINUTE),
    Rule(key="lte_rsrp", metric="lte.rsrp", condition=low(-110, -107), hold=10 * MINUTE),
    Rule(key="lte_sinr", metric="lte.sinr", condition=low(0, 2), hold=10 * MINUTE),
    Rule(key="lte_rsrq", metric="lte.rsrq", condition=low(-15, -13), hold=10 * MINUTE),
    Rule(key="connections", metric="connection.saturation", condition=high(80, 75, 95)),
    Rule(key="dhcp_pool", metric="dhcp.leases.percent", condition=high(90, 85, 98)),
    Rule(
        key="pppoe_fell",
        metric="ppp.pppoe.active",
        condition=Falls(severity=CRITICAL, share=0.3, within=5 * MINUTE, least=10),
    ),
    Rule(
        key="firewall_drops",
        metric="firewall.dropped.packets",
        condition=AboveUsual(severity=WARNING, times=5, least=10),
    ),
)
