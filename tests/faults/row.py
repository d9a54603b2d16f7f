"""The description of a kind of fault, for the test and for an owner."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final

from .world import LONG_STEP, STEP, World

type Act = Callable[[World], Awaitable[None]]
type Check = Callable[[World], None]

HOUR: Final = 3600
# Seconds between two checks where logins are counted: at most the time between two tries.
TRY_PACE: Final = 15.0


async def nothing(_: World) -> None:
    """Change nothing."""


@dataclass(frozen=True, kw_only=True)
class FaultRow:
    """One kind of fault; its times are bounds in seconds of the simulated clocks.

    ``states`` are what *API connection* shows meanwhile; the last one stays. Where the link
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
    # What the log says when it is over; nothing where the config entry was reloaded.
    over: tuple[str, ...] = ("",)
    # How the router is prepared.
    prepare: Act = field(repr=False, default=nothing)
    # Whether it ends by itself, and how many times in a row it happens then.
    passes: bool = False
    times: int = 1
    # Whether the affected states are unknown instead of unavailable, until they have a value.
    is_unknown: bool = False
    # The repair that Home Assistant shows meanwhile.
    repair: str | None = None
    # Whether it stays until the user has fixed it, although the fault is over.
    repair_stays: bool = False
    # What must hold at each check, during the fault and after it.
    always: Check | None = field(repr=False, default=None)
    # Seconds between two checks while something is expected.
    step: float = STEP
    # Seconds that it lasts, and between two checks meanwhile.
    lasts: float = HOUR / 4
    pace: float = LONG_STEP

    @property
    def costs_the_link(self) -> bool:
        """Return whether all values of the router are unavailable meanwhile."""
        return "connected" not in self.states

    @property
    def costs_nothing(self) -> bool:
        """Return whether no value is affected."""
        return not self.costs and not self.costs_the_link
