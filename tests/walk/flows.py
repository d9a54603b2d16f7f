"""Expected states of connections, firewall and queues."""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Final

from .expected import EDGE, EVERYWHERE, RATE, Expected, Values, once
from .truth import Row, Truth, number, told

_TRACKING: Final = "/ip/firewall/connection/tracking"
_DROPS: Final = ("drop", "reject", "tarpit")
_TRANSLATES: Final = ("dst-nat", "masquerade", "netmap", "redirect", "same", "src-nat")
_TABLES: Final = {
    "filter": "/ip/firewall/filter",
    "raw": "/ip/firewall/raw",
    "ipv6_filter": "/ipv6/firewall/filter",
    "ipv6_raw": "/ipv6/firewall/raw",
}
_NAT: Final = "/ip/firewall/nat"

type Rules = list[tuple[Row, Row]]


def _tracked(truth: Truth) -> float:
    return float(truth.row(_TRACKING)["total-entries"])


def _saturation(truth: Truth) -> float:
    return 100 * _tracked(truth) / float(truth.row(_TRACKING)["max-entries"])


def _connections(menu: str, wanted: Callable[[str], bool], *seen: str) -> Expected:
    """Expect the number of connections of some protocols, where the table exists."""

    def count(truth: Truth) -> int | None:
        if not truth.has(menu):
            return None
        return sum(wanted(row["protocol"]) for row in truth.rows(menu))

    return Expected(unit="connections", values=once(count), seen=seen or EVERYWHERE)


def _rules(truth: Truth, menu: str, actions: tuple[str, ...]) -> Rules:
    """Return the rules of a table with any of some actions, before and now."""
    if not truth.has(menu):
        return []
    return [(old, new) for old, new in truth.grown(menu) if new["action"] in actions]


def _grown(truth: Truth, rules: Rules, counter: str) -> float:
    """Return the growth per second of a counter, summed over some rules."""
    return sum(int(new[counter]) - int(old[counter]) for old, new in rules) / truth.seconds


def _is_active(rule: Row) -> bool:
    return "true" not in {rule.get("disabled"), rule.get("invalid")}


def _sum_of(
    counter: str, menus: tuple[str, ...], actions: tuple[str, ...]
) -> Callable[..., Values]:
    """Return the growth per second in some tables, where any has a rule that counts."""

    def rate(truth: Truth) -> float | None:
        rules = [rule for menu in menus for rule in _rules(truth, menu, actions)]
        if not any(_is_active(new) for _, new in rules):
            return None
        return _grown(truth, rules, counter)

    return once(rate)


def _dropped(name: str, seen: tuple[str, ...], *tables: str) -> dict[str, Expected]:
    """Expect packets and bytes dropped per second in some tables together."""
    menus = tuple(_TABLES[table] for table in tables)
    return _packets_and_bytes(name, seen, lambda counter: _sum_of(counter, menus, _DROPS))


def _packets_and_bytes(
    name: str, seen: tuple[str, ...], values: Callable[[str], Callable[[Truth], Values]]
) -> dict[str, Expected]:
    """Expect a rate of packets and one of bytes."""
    return {
        f"firewall.{name}.packets": Expected(
            unit="packets/s", values=values("packets"), seen=seen, share=RATE, half_step=0.005
        ),
        f"firewall.{name}.bytes": Expected(
            unit="B/s", values=values("bytes"), seen=seen, share=RATE
        ),
    }


def _by_chain(counter: str, actions: tuple[str, ...]) -> Callable[[Truth], Values]:
    """Return the growth per second of the rules of each chain."""

    def rates(truth: Truth) -> Values:
        chains: dict[str, Rules] = {}
        for table, menu in _TABLES.items():
            for rule in _rules(truth, menu, actions):
                chains.setdefault(f"chain:{table}:{rule[1]['chain']}", []).append(rule)
        return {chain: _grown(truth, rules, counter) for chain, rules in chains.items()}

    return rates


def _by_rule(counter: str) -> Callable[[Truth], Values]:
    """Return the growth per second of each rule that drops and has a comment."""

    def rates(truth: Truth) -> Values:
        found: dict[str, float] = {}
        seen: Counter[str] = Counter()
        for table, menu in _TABLES.items():
            for rule in _rules(truth, menu, _DROPS):
                if comment := rule[1].get("comment"):
                    name = f"rule:{table}:{rule[1]['chain']}:{comment}"
                    seen[name] += 1
                    place = name if seen[name] == 1 else f"{name} ({seen[name]})"
                    found[place] = _grown(truth, [rule], counter)
        return found

    return rates


def _mangling(truth: Truth) -> Rules:
    """Return the configured mangle rules that do more than jump to another chain."""
    menu = "/ip/firewall/mangle"
    leads = {"accept", "jump", "log", "return"}
    rules = truth.grown(menu) if truth.has(menu) else []
    return [
        (old, new)
        for old, new in rules
        if new["action"] not in leads and "dummy rule" not in new.get("comment", "")
    ]


def _mangled(counter: str) -> Callable[[Truth], float | None]:
    def rate(truth: Truth) -> float | None:
        rules = _mangling(truth)
        return _grown(truth, rules, counter) if rules else None

    return rate


def _by_mangle_rule(counter: str) -> Callable[[Truth], Values]:
    return lambda truth: {
        f"rule:mangle:{rule[1]['chain']}:{rule[1]['comment']}": _grown(truth, [rule], counter)
        for rule in _mangling(truth)
        if "comment" in rule[1]
    }


def _fasttracked(truth: Truth) -> float | None:
    """Return the bytes counted by the dummy rule that shows FastTrack."""
    rules = [
        int(row["bytes"])
        for row in truth.rows(_TABLES["filter"], truth.first)
        if row["action"] == "passthrough" and "fasttrack" in row.get("comment", "")
    ]
    return sum(rules) / 1e9 if rules else None


class _Queue:
    """A configured queue that is not disabled, at three times."""

    def __init__(self, truth: Truth, first: Row, before: Row, now: Row) -> None:
        """Keep its rows."""
        self.truth, self.rows, self.now = truth, (first, before, now), now

    def counted(self, field: str, way: int) -> list[int]:
        """Return a counter at the three times; upload is way 0, download is way 1."""
        return [int(row[field].split("/")[way]) for row in self.rows]

    def rate(self, field: str, way: int) -> float:
        """Return a counter's growth per second."""
        _, before, now = self.counted(field, way)
        return (now - before) / self.truth.seconds

    def limit(self, way: int) -> int:
        """Return its limit in bit/s, 0 for none."""
        return int(self.now["max-limit"].split("/")[way])


def _queues(truth: Truth, menu: str = "/queue/simple") -> dict[str, _Queue]:
    """Return the queues of a menu by their names, which are all different."""
    times = (truth.rows(menu, at) for at in (truth.first, truth.before, truth.now))
    return {
        now["name"]: _Queue(truth, first, before, now)
        for first, before, now in zip(*times, strict=True)
        if now.get("dynamic") != "true" and now["disabled"] == "false"
    }


def _each(
    value: Callable[[_Queue], float | None], menu: str = "/queue/simple"
) -> Callable[[Truth], Values]:
    return lambda truth: told({name: value(one) for name, one in _queues(truth, menu).items()})


def _all(
    value: Callable[[list[_Queue]], float], menu: str = "/queue/simple"
) -> Callable[[Truth], Values]:
    """Return the total of all queues of a menu, where there are any."""

    def together(truth: Truth) -> float | None:
        queues = list(_queues(truth, menu).values())
        return value(queues) if queues else None

    return once(together)


def _drops(queue: _Queue) -> float:
    ways = range(len(queue.now["dropped"].split("/")))
    return 60 * sum(queue.rate("dropped", way) for way in ways)


def _passed(way: int) -> Callable[[list[_Queue]], float]:
    """Return the sum of the top-level queues: traffic of a child is in its parent's already."""

    def rate(queues: list[_Queue]) -> float:
        names = {queue.now["name"] for queue in queues}
        tops = (queue for queue in queues if queue.now["parent"] not in names)
        return sum(queue.rate("bytes", way) for queue in tops) * 8 / 1e6

    return rate


def _way(number: int) -> dict[str, Expected]:
    """Expect the traffic of all queues in one direction."""
    name = ("upload", "download")[number]

    def utilisation(queue: _Queue) -> float | None:
        limit = queue.limit(number)
        return 100 * queue.rate("bytes", number) * 8 / limit if limit else None

    return {
        f"queue.simple.{name}": Expected(
            unit="Mbit/s",
            values=_each(lambda queue: queue.rate("bytes", number) * 8 / 1e6),
            seen=EVERYWHERE,
            share=RATE,
        ),
        f"queue.simple.packets.{name}": Expected(
            unit="packets/s",
            values=_each(lambda queue: queue.rate("packets", number)),
            seen=EVERYWHERE,
            share=RATE,
            half_step=0.5,
        ),
        f"queue.simple.queued.{name}": Expected(
            unit="KiB",
            values=_each(lambda queue: queue.counted("queued-bytes", number)[2] / 1024),
            seen=EVERYWHERE,
        ),
        f"queue.simple.utilisation.{name}": Expected(
            unit="%", values=_each(utilisation), seen=EVERYWHERE, share=RATE
        ),
        f"queue.simple.total.{name}": Expected(
            unit="GB",
            values=_each(lambda queue: queue.counted("bytes", number)[0] / 1e9),
            seen=EVERYWHERE,
        ),
        f"queue.all.{name}": Expected(
            unit="Mbit/s", values=_all(_passed(number)), seen=EVERYWHERE, share=RATE
        ),
        f"queue.dynamic.{name}": Expected(
            unit="Mbit/s",
            values=_dynamic(
                lambda rows: sum(int(row["rate"].split("/")[number]) for row in rows) / 1e6
            ),
            seen=EDGE,
        ),
    }


def _dynamic(value: Callable[[list[Row]], float]) -> Callable[[Truth], Values]:
    """Return a value of the subscribers' queues, where there are any."""

    def of_all(truth: Truth) -> float | None:
        rows = [row for row in truth.rows("/queue/simple") if row.get("dynamic") == "true"]
        return value(rows) if rows else None

    return once(of_all)


FLOWS: Final[Mapping[str, Expected]] = {
    "connection.total": Expected(unit="connections", values=once(_tracked), seen=EVERYWHERE),
    "connection.saturation": Expected(unit="%", values=once(_saturation), seen=EVERYWHERE),
    "connection.tcp": _connections("/ip/firewall/connection", lambda name: name == "tcp"),
    "connection.udp": _connections("/ip/firewall/connection", lambda name: name == "udp"),
    "connection.other": _connections(
        "/ip/firewall/connection", lambda name: name not in {"tcp", "udp"}
    ),
    "connection.ipv6": _connections(
        "/ipv6/firewall/connection", lambda _: True, "rb5009", "ccr_v6"
    ),
    "connection.ipv4": Expected(
        unit="connections",
        values=once(lambda truth: number(truth.row(_TRACKING).get("total-ip4-entries"))),
        seen=("rb5009",),
        share=0.02,
        half_step=2,
    ),
    **_dropped("dropped", EVERYWHERE, *_TABLES),
    **_dropped("filter", EVERYWHERE, "filter"),
    **_dropped("raw", EDGE, "raw"),
    **_dropped("ipv6_filter", ("rb5009", "ccr_v6"), "ipv6_filter"),
    **_dropped("ipv6_raw", ("rb5009", "ccr_v6"), "ipv6_raw"),
    **_packets_and_bytes("chain", EVERYWHERE, lambda counter: _by_chain(counter, _DROPS)),
    **_packets_and_bytes("rule", EVERYWHERE, _by_rule),
    **_packets_and_bytes("mangle", EVERYWHERE, lambda counter: once(_mangled(counter))),
    **_packets_and_bytes("mangle.rule", EVERYWHERE, _by_mangle_rule),
    "firewall.chain.accepted": Expected(
        unit="packets/s",
        values=_by_chain("packets", ("accept",)),
        seen=EVERYWHERE,
        share=RATE,
        half_step=0.005,
    ),
    "firewall.nat.connections": Expected(
        unit="connections/s",
        values=_sum_of("packets", (_NAT,), _TRANSLATES),
        seen=EVERYWHERE,
        share=RATE,
        half_step=0.005,
    ),
    "firewall.fasttrack.bytes": Expected(unit="GB", values=once(_fasttracked), seen=EVERYWHERE),
    **_way(0),
    **_way(1),
    "queue.simple.drops": Expected(
        unit="drops/min", values=_each(_drops), seen=EVERYWHERE, share=RATE, half_step=0.05
    ),
    "queue.all.drops": Expected(
        unit="drops/min",
        values=_all(lambda queues: sum(map(_drops, queues))),
        seen=EVERYWHERE,
        share=RATE,
        half_step=0.05,
    ),
    "queue.all.count": Expected(unit="queues", values=_all(len), seen=EVERYWHERE),
    "queue.tree.rate": Expected(
        unit="Mbit/s",
        values=_each(lambda queue: queue.rate("bytes", 0) * 8 / 1e6, "/queue/tree"),
        seen=EDGE,
        share=RATE,
    ),
    "queue.tree.drops": Expected(
        unit="drops/min", values=_each(_drops, "/queue/tree"), seen=EDGE, share=RATE, half_step=0.05
    ),
    "queue.tree.all.rate": Expected(
        unit="Mbit/s", values=_all(_passed(0), "/queue/tree"), seen=EDGE, share=RATE
    ),
    "queue.tree.all.drops": Expected(
        unit="drops/min",
        values=_all(lambda queues: sum(map(_drops, queues)), "/queue/tree"),
        seen=EDGE,
        share=RATE,
        half_step=0.05,
    ),
    "queue.dynamic.count": Expected(unit="queues", values=_dynamic(len), seen=EDGE),
}
