"""The menus of addresses, firewall, queues, routing and sessions."""

from typing import Final

from .menu import MenuFacts, both, menu

_ROUTE_FLAGS: Final = (
    "active dynamic static connect bgp ospf rip dhcp vpn modem ecmp inactive disabled blackhole"
)


def _rules(path: str) -> MenuFacts:
    """Describe a table of firewall rules."""
    return menu(
        path,
        octets="bytes",
        counters="packets",
        flags="disabled dynamic invalid log",
        texts=(
            "comment chain action protocol src-address dst-address src-port dst-port in-interface"
            " out-interface in-interface-list out-interface-list src-address-list dst-address-list"
            " connection-state new-packet-mark new-connection-mark to-addresses to-ports"
        ),
    )


def _connections(path: str) -> MenuFacts:
    """Describe a table of tracked connections."""
    return menu(
        path,
        octets="orig-bytes repl-bytes",
        counters="orig-packets repl-packets",
        bit_rates="orig-rate repl-rate",
        durations="timeout",
        flags="assured confirmed dying fasttrack seen-reply srcnat dstnat",
        texts="protocol src-address dst-address tcp-state connection-mark",
    )


def _routes(path: str, flags: str) -> MenuFacts:
    """Describe a table of routes."""
    return menu(
        path,
        numbers="distance scope target-scope",
        flags=flags,
        texts="dst-address gateway immediate-gw routing-table routing-mark comment",
    )


NETWORK: Final[tuple[MenuFacts, ...]] = (
    menu(
        "/ip/address",
        flags="disabled dynamic invalid",
        texts="address network interface actual-interface comment",
    ),
    menu(
        "/ip/arp",
        flags="dynamic complete published invalid disabled",
        texts="address mac-address interface status comment",
    ),
    menu(
        "/ip/cloud",
        is_single=True,
        flags="ddns-enabled update-time",
        texts="status public-address public-address-ipv6 warning",
    ),
    menu(
        "/ip/dhcp-client",
        numbers="default-route-distance",
        durations="expires-after",
        flags="disabled dynamic invalid",
        texts="interface status address gateway dhcp-server primary-dns comment",
    ),
    menu(
        "/ip/dhcp-server",
        durations="lease-time",
        flags="disabled dynamic invalid authoritative",
        texts="name interface address-pool comment",
    ),
    menu(
        "/ip/dhcp-server/lease",
        durations="expires-after last-seen age",
        flags="dynamic blocked disabled radius",
        texts=(
            "active-address active-mac-address active-server address mac-address host-name server"
            " status comment"
        ),
    ),
    menu(
        "/ip/dns",
        is_single=True,
        numbers="cache-size cache-used max-concurrent-queries",
        flags="allow-remote-requests",
        texts="servers dynamic-servers use-doh-server",
    ),
    menu(
        "/ip/dns/adlist",
        numbers="name-count",
        counters="match-count",
        flags="disabled",
        texts="url file",
    ),
    menu(
        "/ip/firewall/address-list",
        durations="timeout",
        flags="dynamic disabled",
        texts="list address creation-time comment",
    ),
    _connections("/ip/firewall/connection"),
    menu(
        "/ip/firewall/connection/tracking",
        is_single=True,
        numbers="total-entries total-ip4-entries total-ip6-entries max-entries",
        flags="active-ipv4 active-ipv6",
        texts="enabled",
    ),
    _rules("/ip/firewall/filter"),
    _rules("/ip/firewall/nat"),
    _rules("/ip/firewall/mangle"),
    _rules("/ip/firewall/raw"),
    menu("/ip/hotspot", flags="disabled invalid https", texts="name interface proxy-status"),
    menu(
        "/ip/hotspot/active",
        octets="bytes-in bytes-out",
        counters="packets-in packets-out",
        durations="uptime idle-time session-time-left",
        flags="blocked radius",
        texts="server address mac-address login-by",
    ),
    menu(
        "/ip/hotspot/host",
        octets="bytes-in bytes-out",
        counters="packets-in packets-out",
        durations="uptime idle-time",
        flags="authorized bypassed static dhcp dynamic",
        texts="server address mac-address",
    ),
    menu(
        "/ip/ipsec/active-peers",
        octets="rx-bytes tx-bytes",
        counters="rx-packets tx-packets",
        numbers="ph2-total",
        durations="uptime last-seen",
        flags="responder natt-peer",
        texts="remote-address local-address state side",
    ),
    menu(
        "/ip/ipsec/installed-sa",
        octets="current-bytes",
        texts="state src-address dst-address",
    ),
    menu(
        "/ip/ipsec/policy",
        numbers="ph2-count",
        flags="active invalid template tunnel dynamic disabled",
        texts="peer src-address dst-address ph2-state comment",
    ),
    menu(
        "/ip/ipsec/statistics",
        is_single=True,
        counters=(
            "in-errors in-buffer-errors in-header-errors in-no-states in-state-protocol-errors"
            " in-state-mode-errors in-state-sequence-errors in-state-expired in-state-mismatches"
            " in-state-invalid in-template-mismatches in-no-policies in-policy-blocked"
            " in-policy-errors out-errors out-bundle-errors out-bundle-check-errors out-no-states"
            " out-state-protocol-errors out-state-mode-errors out-state-sequence-errors"
            " out-state-expired out-policy-blocked out-policy-dead out-policy-errors"
        ),
    ),
    menu(
        "/ip/kid-control/device",
        octets="bytes-down bytes-up",
        bit_rates="rate-down rate-up",
        durations="idle-time",
        flags="blocked limited inactive dynamic disabled",
        texts="name mac-address ip-address",
    ),
    menu(
        "/ip/neighbor",
        durations="age uptime",
        texts="identity interface interface-name address mac-address platform board version",
    ),
    menu(
        "/ip/pool",
        numbers="total used available",
        texts="name ranges next-pool comment",
    ),
    menu("/ip/pool/used", texts="pool address owner"),
    _routes("/ip/route", _ROUTE_FLAGS),
    menu(
        "/ip/service",
        numbers="port max-sessions",
        flags="disabled invalid dynamic",
        texts="name address certificate tls-version",
    ),
    menu("/ip/vrf", flags="disabled", texts="name interfaces"),
    menu(
        "/ipv6/address",
        flags="disabled dynamic global link-local invalid advertise",
        texts="address interface from-pool comment",
    ),
    menu(
        "/ipv6/dhcp-client",
        durations="expires-after",
        flags="disabled dynamic invalid",
        texts="interface request status prefix address dhcp-server-v6 comment",
    ),
    menu(
        "/ipv6/dhcp-server",
        durations="lease-time",
        flags="disabled dynamic invalid",
        texts="name interface address-pool comment",
    ),
    menu(
        "/ipv6/dhcp-server/binding",
        durations="expires-after last-seen",
        flags="dynamic disabled invalid",
        texts="address server status comment",
    ),
    _connections("/ipv6/firewall/connection"),
    _rules("/ipv6/firewall/filter"),
    _rules("/ipv6/firewall/nat"),
    _rules("/ipv6/firewall/mangle"),
    _rules("/ipv6/firewall/raw"),
    menu("/ipv6/neighbor", flags="router", texts="address mac-address interface status"),
    menu(
        "/ipv6/pool",
        numbers="prefix-length",
        flags="dynamic",
        texts="name prefix",
    ),
    menu("/ipv6/pool/used", texts="pool prefix owner"),
    _routes("/ipv6/route", f"{_ROUTE_FLAGS} slaac"),
    menu(
        "/ppp/active",
        durations="uptime",
        flags="radius",
        texts="service address encoding comment",
    ),
    menu(
        "/ppp/profile",
        texts="name local-address remote-address bridge only-one use-encryption comment",
    ),
    menu(
        "/queue/simple",
        octets=f"{both('bytes')} total-bytes",
        counters=(f"{both('packets')} total-packets {both('dropped')} total-dropped"),
        sizes=f"{both('queued-bytes')} total-queued-bytes",
        numbers=f"{both('packet-rate queued-packets')} total-packet-rate",
        bit_rates=f"{both('rate max-limit limit-at')} total-rate",
        flags="disabled dynamic invalid",
        texts="name target parent comment",
    ),
    menu(
        "/queue/tree",
        octets="bytes",
        counters="packets dropped",
        sizes="queued-bytes",
        numbers="packet-rate queued-packets priority",
        bit_rates="rate max-limit limit-at",
        flags="disabled dynamic invalid",
        texts="name parent packet-mark comment",
    ),
    menu(
        "/radius",
        durations="timeout",
        flags="disabled",
        texts="address service called-id domain comment",
    ),
    menu(
        "/routing/bfd/neighbor",
        counters="packets-rx packets-tx",
        durations="uptime hold-time actual-tx-interval",
        flags="up",
        texts="address interface state",
    ),
    menu(
        "/routing/bfd/session",
        counters="state-changes packets-rx packets-tx",
        durations="uptime hold-time actual-tx-interval",
        flags="up inactive multihop",
        texts="remote-address local-address state",
    ),
    menu(
        "/routing/bgp/connection",
        flags="disabled inactive",
        texts="name remote.address remote.as local.role routing-table comment",
    ),
    menu(
        "/routing/bgp/peer",
        counters="updates-sent updates-received withdrawn-sent withdrawn-received",
        numbers="prefix-count remote-as",
        durations="uptime",
        flags="established disabled",
        texts="name remote-address state comment",
    ),
    menu(
        "/routing/bgp/session",
        octets="remote.bytes local.bytes",
        counters="remote.messages local.messages",
        numbers="prefix-count remote.as",
        durations="uptime hold-time keepalive-time",
        flags="established ebgp",
        texts="name remote.address local.address state",
    ),
    menu(
        "/routing/ospf/neighbor",
        counters="state-changes ls-retransmits ls-requests db-summaries",
        numbers="priority",
        durations="adjacency timeout",
        flags="dynamic virtual",
        texts=(
            "instance area router-id address interface dr bdr dr-address backup-dr-address state"
            " comment"
        ),
    ),
    menu(
        "/routing/rip/neighbor",
        counters="packets-total packets-bad entries-bad",
        numbers="routes",
        durations="last-update",
        texts="address instance",
    ),
    _routes("/routing/route", _ROUTE_FLAGS),
    menu("/routing/stats/origin", numbers="route-count total-route-count", texts="name"),
    menu(
        "/routing/stats/process",
        sizes="private-mem-blocks shared-mem-blocks",
        durations="kernel-time process-time max-busy max-calc",
        texts="tasks pid",
    ),
)
