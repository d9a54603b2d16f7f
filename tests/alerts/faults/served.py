"""The faults of radios and of what a router serves: addresses, sessions, connections."""

from typing import Final

from tests.profiles import with_fewer_subscribers

from .row import Act, FaultOf, field_of, nothing, put_back, remove, told
from .scene import Scene

_CAPS: Final = "/interface/wifi/capsman/remote-cap"
_TRACKING: Final = "/ip/firewall/connection/tracking"
_RULE: Final = {"chain": "input", "comment": "defconf: drop all not coming from LAN"}
_FILTER: Final = "/ip/firewall/filter"
_SESSIONS: Final = "/ppp/active"


def _signal(name: str, value: str) -> Act:
    """Set the modem's signal values."""
    return told("/interface/lte", "lte1", **{name: value})


def _modem(alert: str, name: str, *, well: str, bad: str, band: str) -> FaultOf:
    return FaultOf(
        alert=alert,
        profile="ltap",
        instance="port:lte1",
        before=_signal(name, well),
        begin=_signal(name, bad),
        band=_signal(name, band),
        end=_signal(name, well),
    )


def _entries(percent: float) -> Act:
    return field_of(_TRACKING, {}, total_entries=str(int(percent * 1000)), max_entries="100000")


def _time_out(scene: Scene) -> None:
    """Make three requests a minute time out."""
    scene.level += 3
    scene.tell("/radius", "*1", {"timeouts": str(scene.level)})


def _no_timeouts(scene: Scene) -> None:
    """Make no request time out."""
    for server in ("*1", "*2"):
        scene.tell("/radius", server, {"timeouts": "0"})


def _lease(percent: float) -> Act:
    """Make so much of a pool of a hundred addresses used."""

    def act(scene: Scene) -> None:
        scene.router.set_field(
            "/ip/pool",
            {"name": "lan"},
            {"ranges": "192.168.88.10-192.168.88.109", "total": "100", "used": str(percent)},
        )

    return act


def _drop(packets: int) -> Act:
    """Make a rule drop more packets a minute."""

    def act(scene: Scene) -> None:
        scene.level += packets
        scene.router.set_field(_FILTER, _RULE, {"packets": str(5_000_000 + scene.level)})

    return act


def _fall(scene: Scene) -> None:
    """End half of the sessions."""
    for row in scene.router.rows(_SESSIONS)[::2]:
        scene.take_out(_SESSIONS, {"name": row["name"]})


SERVED: Final = (
    FaultOf(
        alert="radio_down",
        profile="ltap",
        instance="port:wlan1",
        begin=told("/interface/wireless", "wlan1", status="searching-for-network"),
        end=told("/interface/wireless", "wlan1", status="running-ap"),
    ),
    FaultOf(
        alert="access_point_down",
        profile="capsman",
        instance="48:A9:8A:61:0C:10",
        begin=remove(_CAPS, identity="ap-hall"),
        end=put_back(_CAPS),
    ),
    FaultOf(
        alert="w60g_down",
        profile="wap60g",
        instance="port:wlan60-1",
        begin=told("/interface/w60g", "wlan60-1", connected="false"),
        end=told("/interface/w60g", "wlan60-1", connected="true"),
    ),
    FaultOf(
        alert="radius_timeouts",
        profile="hotspot",
        before=_no_timeouts,
        begin=nothing,
        each=_time_out,
        end=nothing,
    ),
    _modem("lte_rsrp", "rsrp", well="-95", bad="-114", band="-108"),
    _modem("lte_sinr", "sinr", well="12", bad="-3", band="1"),
    _modem("lte_rsrq", "rsrq", well="-10", bad="-17", band="-14"),
    FaultOf(
        alert="connections",
        profile="rb5009",
        begin=_entries(85),
        band=_entries(77),
        end=_entries(20),
    ),
    FaultOf(
        alert="dhcp_pool",
        profile="rb5009",
        instance="lan",
        before=_lease(20),
        begin=_lease(93),
        band=_lease(87),
        end=_lease(20),
    ),
    FaultOf(
        alert="pppoe_fell",
        profile="ccr_isp",
        changes=with_fewer_subscribers("ccr_isp"),
        learns=3,
        begin=_fall,
        end=put_back(_SESSIONS),
    ),
    FaultOf(
        alert="firewall_drops",
        profile="rb5009",
        learns=9,
        begin=nothing,
        each=_drop(60_000),
        end=nothing,
    ),
)
