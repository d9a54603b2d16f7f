"""The results of pinging a target, over some time."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import fmean
from typing import Final

from ..routeros import CommandRefusedError, Row
from .asking import Ask
from .gateway import Gateway
from .ping_command import PING_COMMAND, Arguments, send_packets
from .ping_reply import packets

# Three packets per minute, for ten minutes.
_WINDOW: Final = 30


@dataclass(frozen=True, kw_only=True, slots=True)
class PingRow:
    """The results of pinging a target in the last ten minutes.

    ``gateway`` is the target: a default route's, or any that an owner added. ``round_trips`` are
    in seconds, the latest last, None for a lost packet, and at most ``window`` of them;
    ``command`` is the one that the router supports; ``refusal`` is its message if it refuses to
    ping, ``obstacle`` why it is not asked to. A gateway whose route no longer exists ``is_gone``;
    ``seen_at`` is when the route last existed, in monotonic seconds.
    """

    gateway: Gateway
    command: str = PING_COMMAND
    round_trips: tuple[float | None, ...] = ()
    window: int = _WINDOW
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
        """Return the round-trip times of the answered packets, in ms."""
        if self.refusal is not None:
            return ()
        return tuple(1000 * trip for trip in self.round_trips if trip is not None)

    @property
    def latency(self) -> float | None:
        """Return the mean round-trip time, in ms."""
        return fmean(self.answered) if self.answered else None

    @property
    def jitter(self) -> float | None:
        """Return the mean difference of successive round-trip times, in ms."""
        differences = [abs(later - earlier) for earlier, later in pairwise(self.answered)]
        return fmean(differences) if differences else None

    @property
    def loss(self) -> float | None:
        """Return the share of packets without a reply, in percent."""
        if self.refusal is not None or not self.round_trips:
            return None
        return 100 * self.round_trips.count(None) / len(self.round_trips)

    @property
    def remarks(self) -> tuple[str, ...]:
        """Return why it is not pinged, or why the ping was refused."""
        name = self.gateway.name
        if self.obstacle is not None:
            return (f"{name}: not pinged: {self.obstacle}",)
        return () if self.refusal is None else (f"{name}: {self.refusal}",)

    def with_packets(self, rows: list[Row], command: str) -> PingRow:
        """Return the row with the packets of one more reading added."""
        round_trips = (*self.round_trips, *_round_trips(rows))[-self.window :]
        return replace(self, round_trips=round_trips, command=command, refusal=None)


def _round_trips(rows: list[Row]) -> Iterator[float | None]:
    """Yield the seconds of each packet, None for one that the router counts as lost.

    A reply whose time cannot be parsed is skipped.
    """
    for packet in packets(rows):
        if packet.round_trip is not None or not packet.is_answered:
            yield packet.round_trip


async def pinged(ask: Ask, row: PingRow, series: Arguments) -> PingRow:
    """Ping one target; return its row with the results.

    If the router refuses to ping it, other targets are not affected. Raises any other
    RouterOSError.
    """
    if not row.is_pinged:
        return row
    arguments = (*row.gateway.arguments, *series)
    try:
        rows, command = await send_packets(ask, arguments, command=row.command)
    except CommandRefusedError as err:
        return replace(row, refusal=str(err))
    return row.with_packets(rows, command)
