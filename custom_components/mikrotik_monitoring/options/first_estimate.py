"""A rough estimate of a router's sensors before it is added: from counts, without its rows."""

import asyncio
from dataclasses import dataclass
from typing import Final, NamedTuple

from ..metrics.choices import Detail
from ..metrics.counts import count, counting
from ..metrics.interface_index import STATIC_INTERFACES
from ..metrics.model import Ask
from ..recording.volume import ROW_BYTES
from ..routeros import Command, NoSuchCommandError, RouterOSError
from .consequence import rounded

# Seconds for a count: a person is waiting, and the estimate is optional.
COUNT_DEADLINE: Final = 5.0

# Above this number, a kind is shown by its totals only.
_LIMIT: Final = 20

# Radios and virtual access points of any stack.
_RADIOS: Final = ("?type=wifi", "?type=wifiwave2", "?type=wlan", "?type=cap", "?#|||")

_COUNTS: Final[dict[str, Command]] = {
    "interfaces": counting("/interface", *STATIC_INTERFACES),
    "ports": counting("/interface", "?type=ether"),
    "links": counting("/interface", "?type=ether", "?running=yes"),
    # Includes the dynamic ones, which are those of a controller's access points.
    "radios": counting("/interface", *_RADIOS),
    "queues": counting("/queue/simple", *STATIC_INTERFACES),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Counts:
    """How many a router has: static interfaces, ethernet ports, those with a link, and so on.

    ``radios`` are also some of its interfaces, as far as these are its own.
    """

    interfaces: int
    ports: int
    links: int
    radios: int
    queues: int

    @property
    def virtual(self) -> int:
        """Return how many interfaces are shown besides the ports; if many, most are alike."""
        others = max(0, self.interfaces - self.ports)
        return others if others <= _LIMIT else _LIMIT // 2

    @property
    def shown_radios(self) -> int:
        """Return how many radios are shown."""
        return self.radios if self.radios <= _LIMIT else 0

    @property
    def shown_queues(self) -> int:
        """Return how many queues are shown."""
        return self.queues if self.queues <= _LIMIT else 0


class Weights(NamedTuple):
    """Sensors per router, port, other interface, radio and queue; rows a day.

    Rows are per router and per port with a link. All were measured on simulated routers.
    """

    router: float
    port: float
    virtual: float
    radio: float
    queue: float
    rows: float
    rows_of_link: float


_WEIGHTS: Final = {
    Detail.ESSENTIAL: Weights(30, 4.5, 0, 0, 0, 10_000, 4_500),
    Detail.STANDARD: Weights(43, 6.5, 4, 2, 3, 15_000, 5_300),
    Detail.EVERYTHING: Weights(111, 24, 14, 9, 11, 30_000, 9_500),
}


class Estimate(NamedTuple):
    """Roughly how many sensors there would be, and rows a day."""

    sensors: float
    rows: float


async def async_count(ask: Ask) -> Counts | None:
    """Have a router count its rows, with five commands; return None where one fails."""
    try:
        found = await asyncio.gather(*(_count(ask, command) for command in _COUNTS.values()))
    except RouterOSError:
        return None
    known = {key: number for key, number in zip(_COUNTS, found, strict=True) if number is not None}
    return Counts(**known) if len(known) == len(_COUNTS) else None


async def _count(ask: Ask, command: Command) -> int | None:
    """Return a count; a menu that the router does not have counts as empty."""
    try:
        return await count(ask, command)
    except NoSuchCommandError:
        return 0


def estimate(counts: Counts, detail: Detail) -> Estimate:
    """Return the estimate for a detail; custom starts out like standard."""
    weights = _WEIGHTS[Detail.STANDARD if detail is Detail.CUSTOM else detail]
    return Estimate(
        sensors=weights.router
        + weights.port * counts.ports
        + weights.virtual * counts.virtual
        + weights.radio * counts.shown_radios
        + weights.queue * counts.shown_queues,
        rows=weights.rows + weights.rows_of_link * counts.links,
    )


def estimate_texts(counts: Counts) -> dict[str, str]:
    """Return the estimates as a form shows them, by the key of the detail."""
    texts = {}
    for detail in _WEIGHTS:
        about = estimate(counts, detail)
        texts[f"{detail}_sensors"] = f"{rounded(about.sensors, 2):,}"
        texts[f"{detail}_rows"] = f"{rounded(about.rows, 2):,}"
        texts[f"{detail}_megabytes"] = f"{about.rows * ROW_BYTES / 1e6:.0f}"
    return texts
