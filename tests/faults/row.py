"""What is said of a kind of fault, for the test and for an owner."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final

from .world import LONG_STEP, STEP, World

type Act = Callable[[World], Awaitable[None]]
type Check = Callable[[World], None]

HOUR: Final = 3600
# Seconds between two looks where logins are counted: that of the tries, or less.
TRY_PACE: Final = 15.0


async def nothing(_: World) -> None:
    """Leave all as it is."""


@dataclass(frozen=True, kw_only=True)
class FaultRow:
    """One kind of fault; its times are bounds in seconds of the simulated clocks.

    ``states`` are what *API connection* shows meanwhile, the last one for good. Where the link
    stays up, ``costs`` are the metrics that may be unavailable: a key stands for all that begin
    with it. ``says`` are parts of the lines in the log, each written once, and ``logins`` what the
    router sees in an hour of it at most.
    """

    key: str
    world: str
    seen: str
    begin: Act = field(repr=False)
    end: Act = field(repr=False, default=nothing)
    says: tuple[str, ...] = ()
    seen_within: float
    back_within: float
    logins: int = 0
    states: tuple[str, ...] = ("connected",)
    costs: tuple[str, ...] = ()
    # What the log says when it is over; nothing where a person's settings begin anew.
    over: tuple[str, ...] = ("",)
    # What the router is like before.
    prepare: Act = field(repr=False, default=nothing)
    # Whether it is over by itself, and how often in a row it happens then.
    passes: bool = False
    times: int = 1
    # Whether what it costs is unknown instead of unavailable, and is back with a value.
    is_unknown: bool = False
    # What Home Assistant asks a person to repair meanwhile.
    repair: str | None = None
    # Whether that stays until the person has done it, although all is well again.
    repair_stays: bool = False
    # What is so at each look, meanwhile and when it is over.
    always: Check | None = field(repr=False, default=None)
    # Seconds between two looks while something is expected.
    step: float = STEP
    # Seconds that it lasts, and between two looks meanwhile.
    lasts: float = HOUR / 4
    pace: float = LONG_STEP

    @property
    def costs_the_link(self) -> bool:
        """Return whether nothing of the router is known meanwhile."""
        return "connected" not in self.states

    @property
    def costs_nothing(self) -> bool:
        """Return whether all stays as it is."""
        return not self.costs and not self.costs_the_link
