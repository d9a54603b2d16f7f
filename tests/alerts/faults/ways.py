"""The faults of uplinks, routing and tunnels."""

from collections.abc import Mapping
from typing import Final

from simulator.profile import Host

from .row import Act, FaultOf, field_of, nothing, put_back, remove
from .scene import Scene

_ROUTE: Final = "/ip/route"
_DEFAULT: Final = {"dst-address": "0.0.0.0/0"}
_GATEWAY: Final = "203.0.113.1"
# A router with two uplinks, and which of them it uses.
_FIBRE: Final = {**_DEFAULT, "gateway": "9.9.9.9", "routing-table": "main"}
_RESERVE: Final = {**_DEFAULT, "gateway": "pppoe-out1", "routing-table": "main"}
_MEAN_OF_PINGS: Final = 10
"""Minutes of which a ping's figures are the mean."""
_BGP: Final = "/routing/bgp/session"
_PEER: Final = {"name": "lix-rs1-1"}
_BFD: Final = "/routing/bfd/session"
_OSPF: Final = "/routing/ospf/neighbor"


def _host(round_trip: float, loss: float = 0.0) -> Act:
    """Set how the router's gateway responds."""

    def act(scene: Scene) -> None:
        scene.router.hosts[_GATEWAY] = Host(round_trip=round_trip, loss=loss)

    return act


def _use(used: Mapping[str, str], other: Mapping[str, str]) -> Act:
    """Make a router use one of its uplinks."""

    def act(scene: Scene) -> None:
        scene.router.set_field(_ROUTE, other, {"active": None, "inactive": "true"})
        scene.router.set_field(_ROUTE, used, {"active": "true", "inactive": None})

    return act


def _flap(scene: Scene) -> None:
    """End the session if it exists, otherwise start it."""
    scene.level += 1
    is_up = scene.level % 2 == 0
    scene.router.set_field(_BGP, _PEER, {"established": "true" if is_up else "false"})


WAYS: Final = (
    FaultOf(
        alert="packet_loss",
        profile="rb5009",
        instance=_GATEWAY,
        before=_host(0.002),
        begin=_host(0.002, loss=1.0),
        end=_host(0.002),
        fades=_MEAN_OF_PINGS,
    ),
    FaultOf(
        alert="latency",
        profile="rb5009",
        instance=_GATEWAY,
        before=_host(0.02),
        learns=12,
        learns_every=300,
        begin=_host(0.4),
        takes=_MEAN_OF_PINGS,
        band=_host(0.13),
        end=_host(0.02),
        fades=_MEAN_OF_PINGS,
    ),
    FaultOf(
        alert="wan_down",
        profile="rb5009",
        instance="port:ether1",
        begin=field_of("/ip/dhcp-client", {"interface": "ether1"}, status="searching..."),
        end=field_of("/ip/dhcp-client", {"interface": "ether1"}, status="bound"),
    ),
    FaultOf(
        alert="gateway_changed",
        profile="office",
        begin=_use(_RESERVE, _FIBRE),
        end=_use(_FIBRE, _RESERVE),
    ),
    FaultOf(
        alert="uplink_changed",
        profile="office",
        groups=("interface", "uplink.routes", "route.default"),
        begin=_use(_RESERVE, _FIBRE),
        # Uplinks follow the result of the gateways' own sensor.
        takes=2,
        end=_use(_FIBRE, _RESERVE),
        fades=2,
    ),
    FaultOf(
        alert="no_default_route",
        profile="office",
        begin=remove(_ROUTE, **_DEFAULT),
        end=put_back(_ROUTE),
    ),
    FaultOf(
        alert="bgp_down",
        profile="ccr_isp",
        instance="lix-rs1",
        begin=remove(_BGP, **_PEER),
        end=put_back(_BGP),
    ),
    FaultOf(
        alert="bgp_flapping",
        profile="ccr_isp",
        instance="lix-rs1",
        begin=nothing,
        each=_flap,
        takes=2,
        end=nothing,
        lasts=3600,
    ),
    FaultOf(
        alert="bgp_prefixes",
        profile="ccr_isp",
        instance="lix-rs1",
        learns=4,
        begin=field_of(_BGP, _PEER, prefix_count="30000"),
        end=field_of(_BGP, _PEER, prefix_count="61220"),
    ),
    FaultOf(
        alert="ospf_down",
        profile="core",
        instance="core-v2 10.255.0.2 10.0.101.1",
        begin=remove(_OSPF, address="10.0.101.1"),
        end=put_back(_OSPF),
    ),
    FaultOf(
        alert="bfd_down",
        profile="core",
        instance="10.0.101.1 10.0.101.2",
        begin=field_of(_BFD, {"remote-address": "10.0.101.1"}, state="down", up=None),
        end=field_of(_BFD, {"remote-address": "10.0.101.1"}, state="up", up="true"),
    ),
    FaultOf(
        alert="ipsec_down",
        profile="office",
        instance="198.51.100.140",
        begin=remove("/ip/ipsec/active-peers", **{"remote-address": "198.51.100.140"}),
        end=put_back("/ip/ipsec/active-peers"),
    ),
    FaultOf(
        alert="wireguard_down",
        profile="rb5009",
        instance="ecd01207325f69d3",
        begin=field_of("/interface/wireguard/peers", {"name": "office"}, last_handshake="12m3s"),
        end=field_of("/interface/wireguard/peers", {"name": "office"}, last_handshake="12s"),
    ),
    FaultOf(
        alert="netwatch_down",
        profile="rb5009",
        instance="Resolver",
        begin=field_of("/tool/netwatch", {"name": "Resolver"}, status="down"),
        end=field_of("/tool/netwatch", {"name": "Resolver"}, status="up"),
    ),
)
