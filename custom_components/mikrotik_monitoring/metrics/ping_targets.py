"""Which gateways are pinged, and what came back from each."""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping, Set as AbstractSet
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import fmean
from typing import Final

from ..routeros import Row, values
from .gateway import Gateway, Gateways, gateway_of
from .group import AWAY_TIME

PING_COMMAND: Final = "/ping"
MOST_TARGETS: Final = 4
# Ten minutes of three packets each minute.
_WINDOW: Final = 30
# What RouterOS 6 and 7 write of an answered packet of IPv6; of IPv4 they write nothing.
_ANSWERED: Final = "echo reply"
_TOO_MANY: Final = f"{MOST_TARGETS} others are"


@dataclass(frozen=True, kw_only=True, slots=True)
class PingRow:
    """What came back from a target in the last ten minutes.

    ``round_trips`` are seconds, the latest last, None for a packet that was lost; ``command`` is
    the one the router knows; ``refusal`` is the router's word where it does not send at all.
    ``obstacle`` is why it is not asked to. A gateway whose route is no longer there ``is_gone``;
    ``seen_at`` is when it last was, in monotonic seconds.
    """

    gateway: Gateway
    command: str = PING_COMMAND
    round_trips: tuple[float | None, ...] = ()
    refusal: str | None = None
    obstacle: str | None = None
    is_gone: bool = False
    seen_at: float = 0

    @property
    def is_pinged(self) -> bool:
        """Return whether the router is asked to ping it."""
        return self.obstacle is None

    @property
    def answered(self) -> tuple[float, ...]:
        """Return the round trips of the packets that came back, in ms."""
        if self.refusal is not None:
            return ()
        return tuple(1000 * trip for trip in self.round_trips if trip is not None)

    @property
    def latency(self) -> float | None:
        """Return the mean round trip, in ms."""
        return fmean(self.answered) if self.answered else None

    @property
    def jitter(self) -> float | None:
        """Return the mean difference of successive round trips, in ms."""
        differences = [abs(later - earlier) for earlier, later in pairwise(self.answered)]
        return fmean(differences) if differences else None

    @property
    def loss(self) -> float | None:
        """Return the share of packets that did not come back, in percent."""
        if self.refusal is not None or not self.round_trips:
            return None
        return 100 * self.round_trips.count(None) / len(self.round_trips)

    def with_packets(self, rows: list[Row], command: str) -> PingRow:
        """Return the row with what the packets of one more reading brought."""
        round_trips = (*self.round_trips, *_round_trips(rows))[-_WINDOW:]
        return replace(self, round_trips=round_trips, command=command, refusal=None)


def _round_trips(rows: list[Row]) -> Iterator[float | None]:
    """Yield the seconds of each packet, None for one that the router counts as lost.

    The words of a row do not say it: an answer of IPv6 is an "echo reply", and what another host
    says of a packet, such as "TTL exceeded", comes with a time.
    """
    received = 0
    for row in rows:
        before, count = received, values.integer(row.get("received"))
        if count is None:
            is_answered = (row.get("status") or _ANSWERED) == _ANSWERED
        else:
            is_answered, received = count > before, count
        if not is_answered:
            yield None
        elif (trip := values.duration(row.get("time"))) is not None:
            yield trip


def choose(
    gateways: Gateways, before: Mapping[str, PingRow], registered: Callable[[], AbstractSet[str]]
) -> list[PingRow]:
    """Return a row of each gateway: those in use first, and then those that are down.

    A bounded number of them is pinged. One that was pinged and is no longer in use stays a target:
    that nothing gets through is the news.
    """
    now = asyncio.get_running_loop().time()
    down = _down(gateways, before, now) if before else _down_before(gateways, registered(), now)
    rows = [_row(one, before, seen_at=now) for one in gateways.active]
    return list(_bounded([*rows, *down]))


def _row(gateway: Gateway, before: Mapping[str, PingRow], *, seen_at: float) -> PingRow:
    """Return the row of a gateway that has a route, with the packets of before."""
    known = before.get(gateway.name) or PingRow(gateway=gateway)
    return replace(known, gateway=gateway, is_gone=False, seen_at=seen_at)


def _down(gateways: Gateways, before: Mapping[str, PingRow], now: float) -> Iterator[PingRow]:
    """Yield the targets of before that are not in use now.

    One with another gateway behind its interface was replaced; one without any route is given up
    after a week.
    """
    active = {one.name for one in gateways.active}
    configured = {one.name for one in gateways.inactive}
    interfaces = {one.interface for one in gateways.active} - {""}
    for name, row in before.items():
        if name in active or not row.gateway.arguments:
            continue
        if name in configured:
            yield replace(row, is_gone=False, seen_at=now)
        elif row.gateway.interface not in interfaces and now - row.seen_at < AWAY_TIME:
            yield replace(row, is_gone=True)


def _down_before(gateways: Gateways, known: AbstractSet[str], now: float) -> Iterator[PingRow]:
    """Yield the gateways that have entities from before, and are not in use now.

    Where any gateway is in use, one without a route may have been replaced by it.
    """
    for gateway in gateways.inactive:
        if gateway.name in known:
            yield PingRow(gateway=gateway, seen_at=now)
    if not gateways.active:
        inactive = {one.name for one in gateways.inactive}
        found = (gateway_of(name) for name in sorted(known - inactive))
        yield from (PingRow(gateway=one, is_gone=True, seen_at=now) for one in found if one)


def _bounded(rows: Iterable[PingRow]) -> Iterator[PingRow]:
    """Yield the rows, with why some of them are not pinged."""
    targets = 0
    for row in rows:
        obstacle = row.gateway.obstacle
        if obstacle is None:
            obstacle = _TOO_MANY if targets >= MOST_TARGETS else None
            targets += obstacle is None
        yield replace(row, obstacle=obstacle)
