"""What the largest router does to packets: 300 firewall rules, 200 queues of customers, a tree."""

from ..rules import Queue, Rule

_MBIT = 125_000
_CUSTOMERS = 200
_CLASSES = 24

_CUSTOMER_RULES = tuple(
    Rule(
        table="filter",
        chain="customers",
        action="accept",
        packets=200 + number * 13 % 700,
        size=760,
        comment=f"Customer {number}",
        more={"src-address": f"10.150.{number}.0/24"},
    )
    for number in range(1, _CUSTOMERS + 1)
)
_BLOCKED_PORTS = (19, 25, 53, 111, 123, 135, 137, 138, 139, 161, 389, 445, 1900, 3389, 5060, 11_211)
_ABUSE = tuple(
    Rule(
        table="raw",
        chain="prerouting",
        action="drop",
        packets=3 + port % 47,
        size=90 + port % 400,
        comment=f"Abuse of port {port}",
        more={"protocol": "udp", "dst-port": str(port)},
    )
    for port in _BLOCKED_PORTS
)
_SHARED_ADDRESSES = tuple(
    Rule(
        table="nat",
        chain="srcnat",
        action="src-nat",
        packets=20 + number,
        size=70,
        comment=f"CGNAT {number}",
        more={"src-address": f"100.64.{number}.0/24", "to-addresses": f"203.0.113.{64 + number}"},
    )
    for number in range(32)
)
_MARKS = tuple(
    Rule(
        table="mangle",
        chain="forward",
        action="mark-packet",
        packets=900 + number * 31,
        size=850,
        more={"dscp": str(number), "new-packet-mark": f"class-{number}"},
    )
    for number in range(_CLASSES)
)
_INPUT = tuple(
    Rule(
        table="filter",
        chain="input",
        action=action,
        packets=packets,
        comment=comment,
    )
    for action, packets, comment in (
        ("accept", 220.0, "Established"),
        ("accept", 9.0, "Management"),
        ("accept", 40.0, "Neighbours"),
        ("tarpit", 1.1, "SSH scanners"),
        ("drop", 64.0, "Drop the rest"),
    )
)
_FORWARD = (
    Rule(
        table="filter",
        chain="forward",
        action="jump",
        packets=120_000,
        size=800,
        more={"jump-target": "customers"},
    ),
    Rule(table="filter", chain="forward", action="reject", packets=12, comment="Unpaid"),
    Rule(table="filter", chain="forward", action="drop", packets=31, comment="Bogons"),
)
_IPV6 = tuple(
    Rule(
        table="ipv6/filter",
        chain=chain,
        action=action,
        packets=packets,
        size=80,
        comment=f"{chain}: {action} {number}",
    )
    for number, (chain, action, packets) in enumerate(
        10
        * (
            ("input", "accept", 12.0),
            ("forward", "drop", 0.4),
        )
    )
)

RULES = (
    *_INPUT,
    *_FORWARD,
    *_CUSTOMER_RULES,
    *_ABUSE,
    *_SHARED_ADDRESSES,
    *_MARKS,
    *_IPV6,
)

QUEUES = tuple(
    Queue(
        name=f"customer-{number:03}",
        target=f"10.150.{number}.0/24",
        up=(1 + number % 5) * _MBIT,
        down=(2 + number % 9) * _MBIT,
        limit_up=50_000_000,
        limit_down=100_000_000,
        drops=0.2 * (number % 3),
    )
    for number in range(1, _CUSTOMERS + 1)
)

QUEUE_TREE = (
    Queue(name="download", parent="global", down=2300 * _MBIT, limit_down=9_000_000_000, drops=4),
    *(
        Queue(
            name=f"class-{number}",
            parent="download",
            down=(4 + number * 8) * _MBIT,
            drops=0.1 * (number % 4),
        )
        for number in range(_CLASSES)
    ),
)
