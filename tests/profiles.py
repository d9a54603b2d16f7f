"""Smaller routers, for tests about what a router has and not about how much of it."""

from collections import Counter
from typing import Any, Final

from simulator import load_profile
from simulator.profile import Interface

# So many ports, VLANs or subscribers that differ only in their traffic are enough.
_ALIKE: Final = 12

# So many of the largest router's subscribers: still many, and read in no time.
_SUBSCRIBERS: Final = 60


def few_alike(interfaces: tuple[Interface, ...], most: int = _ALIKE) -> tuple[Interface, ...]:
    """Return the interfaces with only a few of those that are alike, such as 48 ports."""
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
    """Return the changes of a profile that keep all its kinds, and few of its subscribers."""
    profile = load_profile(name)
    sessions = profile.tables.get("/ppp/active", ())
    return {
        "interfaces": few_alike(profile.interfaces, _SUBSCRIBERS),
        "tables": {**profile.tables, "/ppp/active": sessions[:_SUBSCRIBERS]},
    }
