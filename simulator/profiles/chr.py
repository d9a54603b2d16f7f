"""A virtual router, CHR with RouterOS 7.24: two ports, no board, few counters."""

from ..profile import Host, Interface, Profile
from ..rules import Rule
from ..traffic import Pattern

_MBIT = 125_000
_LINK = frozenset({"last-link-down-time", "tx-queue-drop"})

PROFILE = Profile(
    name="chr",
    identity="chr-frankfurt",
    version="7.24",
    built="2026-09-03 10:02:51",
    board_name="CHR QEMU QEMU Virtual Machine",
    architecture="x86_64",
    cpu="QEMU Virtual CPU",
    cpu_count=2,
    cpu_frequency=2399,
    memory=536_870_912,
    memory_used=0.42,
    disk=134_217_728,
    disk_used=0.35,
    bad_blocks=None,
    sectors_written=55_210,
    cpu_idle=1,
    cpu_full=45,
    line_rate=25e6,
    connections=210,
    max_connections=262_144,
    day="office",
    uptime=4_012_977,
    serial="Kp3vT9xQbLd",
    licence={
        "system-id": "",
        "level": "p1",
        "next-renewal-at": "2026-10-02 04:11:00",
        "deadline-at": "2026-11-01 04:11:00",
    },
    features=frozenset({"virtual"}),
    latest_version="7.24.1",
    interfaces=(
        Interface(
            name="ether1",
            default_name="ether1",
            comment="Internet",
            speed=1000,
            rx=Pattern(mean=9 * _MBIT, day="office"),
            tx=Pattern(mean=6 * _MBIT, day="office"),
            link_downs=0,
            without=_LINK,
        ),
        Interface(
            name="ether2",
            default_name="ether2",
            speed=1000,
            rx_from=(("ether1", "tx", 0.94),),
            tx_from=(("ether1", "rx", 0.94),),
            link_downs=0,
            without=_LINK | {"rx-error", "tx-error", "rx-drop", "tx-drop"},
        ),
        Interface(
            name="wg-branches",
            type="wg",
            comment="Branches",
            mtu="1420",
            rx=Pattern(mean=2 * _MBIT, day="office"),
            tx=Pattern(mean=3 * _MBIT, day="office"),
            link_downs=0,
            without=_LINK,
            more={"listen-port": "13231"},
        ),
        Interface(name="lo", type="loopback", mtu="65536", link_downs=0, without=_LINK),
    ),
    tables={
        "/ip/address": (
            {
                "address": "198.51.100.20/24",
                "network": "198.51.100.0",
                "interface": "ether1",
                "actual-interface": "ether1",
                "disabled": "false",
            },
        ),
        "/ip/route": (
            {
                "dst-address": "0.0.0.0/0",
                "routing-table": "main",
                "gateway": "198.51.100.1",
                "immediate-gw": "198.51.100.1%ether1",
                "distance": "1",
                "scope": "30",
                "target-scope": "10",
                "active": "true",
                "static": "true",
            },
        ),
    },
    rules=(
        Rule(table="filter", chain="input", action="drop", packets=3, comment="Rest"),
        Rule(table="nat", chain="srcnat", action="masquerade", packets=9, size=70),
    ),
    hosts={"198.51.100.1": Host(round_trip=0.0004)},
    time_zone="Europe/Berlin",
)
