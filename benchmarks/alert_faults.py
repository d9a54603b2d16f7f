"""What goes wrong on a simulated router in the benchmark of the alerts, a fault per rule.

A fault changes the contents of the router's own menus, and undoes that at its end.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from .alert_acts import (
    Undo,
    boot,
    change_cells,
    change_gateway,
    change_hosts,
    change_link,
    change_modem,
    change_sensor,
    change_told,
    configure,
    date_backups,
    drop_sessions,
    fail_logins,
    fill_disk,
    flap_link,
    flap_peer,
    go_away,
    grow,
    keep_reading,
    share_of,
    skip_poll,
    take_routes,
)
from .alert_router import STEP, BenchRouter


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """A fault, named by the rule that has to find it.

    ``begin`` returns the function that ends it, None if the router has nothing that could fail so.
    ``tick`` is called each minute with how many have passed. ``slack`` is how many seconds pass
    until the fault shows: a share of packets, a trend. ``allows`` are the rules that may follow.
    """

    rule: str
    minutes: int
    begin: Callable[[BenchRouter], Undo | None]
    tick: Callable[[BenchRouter, int], None] | None = None
    slack: float = 0.0
    allows: frozenset[str] = frozenset()


_ROUTES: Final = frozenset(
    {"gateway_changed", "uplink_changed", "no_default_route", "packet_loss", "wan_down", "latency"}
)
# With only one uplink, it is searched for every five minutes.
_LOOKED_FOR: Final = 300.0
_RESOURCE: Final = "/system/resource"
_ARRAY: Final = frozenset({"disk_failed", "raid_degraded"})
_TRACKING: Final = "/ip/firewall/connection/tracking"
_BGP: Final = "/routing/bgp/session"

FAULTS: Final = (
    Fault(rule="unreachable", minutes=10, begin=go_away),
    Fault(rule="refused", minutes=20, begin=partial(go_away, refuses=True)),
    Fault(rule="rebooted", minutes=1, begin=boot, slack=STEP),
    Fault(rule="cpu", minutes=20, begin=change_cells(_RESOURCE, {"cpu-load": "97"})),
    Fault(
        rule="memory",
        minutes=20,
        begin=change_cells(_RESOURCE, share_of("free-memory", "total-memory", 0.04)),
    ),
    Fault(
        rule="storage",
        minutes=40,
        begin=change_cells(_RESOURCE, share_of("free-hdd-space", "total-hdd-space", 0.12)),
        allows=frozenset({"storage_full_soon"}),
    ),
    Fault(
        rule="storage_full_soon",
        minutes=360,
        begin=fill_disk,
        tick=keep_reading(_RESOURCE),
        slack=4 * 3600,
        allows=frozenset({"storage"}),
    ),
    Fault(rule="temperature", minutes=20, begin=change_sensor("68")),
    Fault(rule="cold", minutes=20, begin=change_sensor("-6")),
    *(
        Fault(
            rule="hardware",
            minutes=30,
            begin=change_cells("/system/health", {"value": "fail"}, name=name, value="ok"),
        )
        for name in ("psu1-state",)
    ),
    Fault(
        rule="packet_loss",
        minutes=30,
        begin=change_hosts(lambda host: replace(host, loss=0.8)),
        slack=240,
    ),
    Fault(
        rule="latency",
        minutes=40,
        begin=change_hosts(lambda host: replace(host, round_trip=0.7)),
        slack=300,
    ),
    Fault(
        rule="gateway_changed", minutes=30, begin=change_gateway, slack=_LOOKED_FOR, allows=_ROUTES
    ),
    Fault(
        rule="no_default_route", minutes=15, begin=take_routes, slack=_LOOKED_FOR, allows=_ROUTES
    ),
    Fault(
        rule="wan_down",
        minutes=15,
        begin=change_cells(
            "/ip/dhcp-client", {"status": "searching...", "address": None}, status="bound"
        ),
    ),
    Fault(
        rule="link_down",
        minutes=15,
        begin=change_link({"running": "false"}),
        allows=frozenset({"optical_loss"}),
    ),
    Fault(
        rule="link_flapping",
        minutes=10,
        begin=change_link({"flaps": "true", "running": "true"}),
        tick=flap_link,
        slack=4 * STEP,
        allows=frozenset({"link_down"}),
    ),
    Fault(
        rule="errors",
        minutes=20,
        begin=change_link(grow("rx-error", 5, beside="rx-packet")),
        tick=keep_reading("/interface"),
    ),
    Fault(
        rule="drops",
        minutes=30,
        begin=change_link(grow("rx-drop", 30, beside="rx-packet")),
        tick=keep_reading("/interface"),
    ),
    Fault(
        rule="bgp_down",
        minutes=30,
        begin=change_cells(_BGP, {"established": None}, established="true"),
        allows=frozenset({"bgp_prefixes"}),
    ),
    Fault(
        rule="bgp_flapping",
        minutes=50,
        begin=change_cells(_BGP, {"flaps": "true", "established": "true"}, established="true"),
        tick=flap_peer,
        slack=1500,
        allows=frozenset({"bgp_down", "bgp_prefixes"}),
    ),
    Fault(
        rule="ospf_down",
        minutes=30,
        begin=change_cells("/routing/ospf/neighbor", {"state": "Init"}, state="Full"),
    ),
    Fault(
        rule="bfd_down",
        minutes=30,
        begin=change_cells("/routing/bfd/session", {"state": "down", "up": None}, state="up"),
    ),
    Fault(
        rule="ipsec_down",
        minutes=15,
        begin=change_cells(
            "/ip/ipsec/active-peers", {"state": "message-1-sent"}, state="established"
        ),
    ),
    Fault(
        rule="netwatch_down",
        minutes=15,
        begin=change_cells("/tool/netwatch", {"status": "down"}, status="up"),
    ),
    Fault(
        rule="access_point_down",
        minutes=15,
        begin=change_cells(
            "/interface/wifi/capsman/remote-cap", {"state": "Connecting..."}, state="Ok"
        ),
        allows=frozenset({"radio_down"}),
    ),
    Fault(
        rule="w60g_down", minutes=15, begin=change_told("/interface/w60g", {"connected": "false"})
    ),
    Fault(rule="lte_rsrp", minutes=30, begin=change_modem(rsrp="-118")),
    Fault(rule="lte_rsrq", minutes=30, begin=change_modem(rsrq="-19")),
    Fault(rule="lte_sinr", minutes=30, begin=change_modem(sinr="-6")),
    Fault(
        rule="connections",
        minutes=15,
        begin=change_cells(_TRACKING, share_of("total-entries", "max-entries", 0.86)),
    ),
    Fault(rule="pppoe_fell", minutes=30, begin=drop_sessions),
    Fault(rule="failed_logins", minutes=80, begin=fail_logins),
    Fault(rule="configuration_changed", minutes=120, begin=configure),
    Fault(rule="backup_old", minutes=180, begin=partial(date_backups, days=33)),
    Fault(
        rule="clock",
        minutes=300,
        begin=change_cells("/system/ntp/client", {"status": "waiting"}, status="synchronized"),
    ),
    Fault(
        rule="ups_on_battery",
        minutes=15,
        begin=change_told("/system/ups", {"on-line": "false", "on-battery": "true"}),
    ),
    Fault(rule="ups_low", minutes=15, begin=change_told("/system/ups", {"low-battery": "true"})),
    *(
        Fault(
            rule=rule,
            minutes=30,
            begin=change_cells(
                "/disk",
                {"raid-member-failed": "true", "raid-member-state": "3:faulty"},
                slot="nvme8",
            ),
            allows=_ARRAY,
        )
        for rule in sorted(_ARRAY)
    ),
    Fault(rule="bad_blocks", minutes=180, begin=change_cells(_RESOURCE, {"bad-blocks": "7"})),
    Fault(rule="polls_skipped", minutes=15, begin=skip_poll),
)
