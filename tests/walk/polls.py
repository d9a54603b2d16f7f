"""What the entities of the polling itself are to show."""

from collections.abc import Callable, Mapping
from typing import Final

from .expected import EVERYWHERE, Expected, once
from .truth import Told, Truth

_TIERS: Final = ("realtime", "short", "medium", "long")


def _expected(unit: str, value: Callable[[Truth], Told], *, half_step: float = 0) -> Expected:
    return Expected(unit=unit, values=once(value), seen=EVERYWHERE, half_step=half_step)


def _logins(truth: Truth) -> int:
    """Return how many sessions were opened since the first poll."""
    logins = truth.router.journal.commands("/login")
    return len({asked.session for asked in logins if asked.time >= truth.first})


def _per_minute(counts: tuple[int, int], truth: Truth) -> float:
    before, now = counts
    return 60 * (now - before) / truth.seconds


POLLS: Final[Mapping[str, Expected]] = {
    # The clocks stand still while the router answers.
    **{f"poll.{tier}.duration": _expected("s", lambda _: 0) for tier in _TIERS},
    "poll.logins": _expected("logins", _logins),
    "poll.commands": _expected(
        "commands/min", lambda truth: _per_minute(truth.asked, truth), half_step=0.5
    ),
    "poll.bytes": _expected(
        "B/min", lambda truth: _per_minute(truth.answered, truth), half_step=0.5
    ),
    "poll.skipped": _expected("polls", lambda _: 0),
}
