"""The provider's firewall and queues: customers with a plan of their own, classes of traffic."""

from ..rules import Queue, Rule
from .records import address_list

_MBIT = 125_000
_CUSTOMERS = 24

# Too many to be listed; a rule uses the management's addresses as well.
LISTS = (
    *address_list("management", "10.10.0", 6),
    *(row for net in range(20) for row in address_list("blocklist", f"198.51.{net}", 120)),
    *address_list("scanners", "203.0.113", 40, timeout="1d4h"),
)

RULES = (
    Rule(
        table="filter",
        chain="input",
        action="accept",
        packets=140,
        size=180,
        comment="Established",
        more={"connection-state": "established,related"},
    ),
    Rule(
        table="filter",
        chain="input",
        action="accept",
        packets=4,
        size=90,
        comment="Management",
        more={"src-address-list": "management"},
    ),
    Rule(
        table="filter",
        chain="input",
        action="tarpit",
        packets=0.6,
        comment="SSH scanners",
        more={"protocol": "tcp", "dst-port": "22"},
    ),
    Rule(table="filter", chain="input", action="drop", packets=48, comment="Drop the rest"),
    Rule(
        table="filter",
        chain="forward",
        action="jump",
        packets=90_000,
        size=800,
        more={"jump-target": "subscribers"},
    ),
    *(
        Rule(
            table="filter",
            chain="subscribers",
            action="accept",
            packets=3000,
            size=800,
            comment=f"Street {number}",
            more={"in-interface": f"vlan{100 + number}"},
        )
        for number in range(1, 31)
    ),
    Rule(
        table="filter",
        chain="subscribers",
        action="reject",
        packets=9,
        comment="Mail",
        more={"protocol": "tcp", "dst-port": "25", "reject-with": "icmp-admin-prohibited"},
    ),
    Rule(table="filter", chain="subscribers", action="drop", packets=22, comment="Bogons"),
    Rule(table="filter", chain="forward", action="drop", comment="Off duty", disabled=True),
    Rule(
        table="raw",
        chain="prerouting",
        action="drop",
        packets=310,
        size=540,
        comment="Amplification",
        more={"protocol": "udp", "src-port": "123"},
    ),
    Rule(
        table="raw",
        chain="prerouting",
        action="drop",
        packets=70,
        comment="Blocklist",
        more={"src-address-list": "blocklist"},
    ),
    Rule(table="raw", chain="prerouting", action="accept", packets=90_000, size=800),
    Rule(
        table="nat",
        chain="srcnat",
        action="src-nat",
        packets=850,
        size=70,
        comment="CGNAT",
        more={"to-addresses": "198.51.100.128/26"},
    ),
    Rule(
        table="nat",
        chain="dstnat",
        action="accept",
        packets=3,
        size=70,
        comment="No NAT for servers",
    ),
    Rule(
        table="mangle",
        chain="forward",
        action="mark-packet",
        packets=40_000,
        size=900,
        comment="Streams",
        more={"new-packet-mark": "streams"},
    ),
    Rule(
        table="ipv6/filter",
        chain="input",
        action="accept",
        packets=30,
        size=120,
        comment="Established",
    ),
    Rule(table="ipv6/filter", chain="input", action="drop", packets=5, size=80, comment="Rest"),
    Rule(table="ipv6/filter", chain="forward", action="drop", packets=2, size=80),
)

QUEUES = tuple(
    Queue(
        name=f"customer-{number:02}",
        target=f"10.20.{number}.0/24",
        up=(1 + number % 5) * _MBIT,
        down=(3 + number % 7) * _MBIT,
        limit_up=50_000_000,
        limit_down=100_000_000,
        drops=0.3 * (number % 3),
    )
    for number in range(1, _CUSTOMERS + 1)
)

QUEUE_TREE = (
    Queue(name="download", parent="global", down=430 * _MBIT, limit_down=9_000_000_000, drops=1.5),
    Queue(name="streams", parent="download", down=300 * _MBIT, drops=1.2),
    Queue(name="calls", parent="download", down=12 * _MBIT),
)
