"""The reply of `/ping`: a row per packet."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Final, Self

from ..routeros import Row, values

# The status of an answered IPv6 packet in RouterOS 6 and 7; an IPv4 packet has none.
_ANSWERED: Final = "echo reply"


@dataclass(frozen=True, kw_only=True, slots=True)
class Packet:
    """One packet of a ping and its result.

    ``round_trip`` is in seconds, None for one that is lost or whose time cannot be parsed;
    ``host`` is the one that replied, ``status`` the router's text, empty where it has none.
    """

    number: int
    is_answered: bool
    host: str = ""
    round_trip: float | None = None
    size: int | None = None
    ttl: int | None = None
    status: str = ""


def packets(rows: Iterable[Row]) -> Iterator[Packet]:
    """Yield the packets of a reply; one is answered where the router counts it as received.

    The status does not show it: an IPv6 reply is an "echo reply", and the reply of another host,
    such as "TTL exceeded", has a time too.
    """
    received = 0
    for place, row in enumerate(rows):
        before, count = received, values.integer(row.get("received"))
        if count is None:
            is_answered = (row.get("status") or _ANSWERED) == _ANSWERED
        else:
            is_answered, received = count > before, count
        number = values.integer(row.get("seq"))
        yield Packet(
            number=place if number is None else number,
            is_answered=is_answered,
            host=row.get("host", ""),
            round_trip=values.duration(row.get("time")) if is_answered else None,
            size=values.integer(row.get("size")),
            ttl=values.integer(row.get("ttl")),
            status=row.get("status", ""),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class PingSummary:
    """The result of some packets: times are in ms, None without a reply; loss in percent."""

    sent: int
    received: int
    shortest: float | None
    mean: float | None
    longest: float | None

    @classmethod
    def of(cls, sent: Sequence[Packet]) -> Self:
        """Sum up packets."""
        times = [1000 * one.round_trip for one in sent if one.round_trip is not None]
        return cls(
            sent=len(sent),
            received=sum(packet.is_answered for packet in sent),
            shortest=min(times, default=None),
            mean=fmean(times) if times else None,
            longest=max(times, default=None),
        )

    @property
    def loss(self) -> float | None:
        """Return the share of packets without a reply, None where none was sent."""
        return 100 * (self.sent - self.received) / self.sent if self.sent else None
