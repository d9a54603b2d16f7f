"""Smaller routers, where a test is about what there is and not about how much."""

from collections import Counter
from typing import Any, Final

from simulator import load_profile
from simulator.profile import Interface

# Of ports, VLANs or subscribers that differ in nothing but their traffic, as many are enough.
_ALIKE: Final = 12

# Of the largest router's subscribers: still many, and walked through in no time.
_SUBSCRIBERS: Final = 60


def few_alike(interfaces: tuple[Interface, ...], most: int = _ALIKE) -> tuple[Interface, ...]:
    """Return the interfaces but for most of the alike: 48 ports, a thousand subscribers."""
    alike: Counter[tuple[object, ...]] = Counter()
    carried = {name for one in interfaces for name, *_ in (*one.rx_from, *one.tx_from)}
    few = []
    for one in interfaces:
        kind = (one.type, one.dynamic, one.running, one.poe is None, one.sfp is None)
        alike[kind] += 1
        if alike[kind] <= most or one.name in carried:
            few.append(one)
    return tuple(few)


def with_fewer_subscribers(name: str) -> dict[str, Any]:
    """Return the changes of a profile that leave it all its kinds, and few thousands."""
    profile = load_profile(name)
    sessions = profile.tables.get("/ppp/active", ())
    return {
        "interfaces": few_alike(profile.interfaces, _SUBSCRIBERS),
        "tables": {**profile.tables, "/ppp/active": sessions[:_SUBSCRIBERS]},
    }
