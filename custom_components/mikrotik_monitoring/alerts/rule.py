"""What an alert is declared as."""

from collections.abc import Callable
from dataclasses import dataclass

from .conditions import AnyCondition


def is_any(instance: str) -> bool:
    """Return that an instance is one that is watched."""
    del instance
    return True


@dataclass(frozen=True, kw_only=True, slots=True)
class Beside:
    """Another metric of the same group that has to be so much at least, beside a rule's own.

    ``name`` is what its bound is called in what an owner sets.
    """

    metric: str
    name: str
    least: float


@dataclass(frozen=True, kw_only=True)
class Rule:
    """An alert: which metric it watches, when that is wrong, and for how long it has to be.

    Each instance of the metric that ``watches`` names has an alert of its own. ``hold`` is in
    seconds. It waits while one of ``after`` is on, for the same instance or for the router, or one
    of ``after_carrier`` for what the instance runs over: these are the cause.
    """

    key: str
    metric: str
    condition: AnyCondition
    hold: float = 0.0
    # What ``hold`` is at least, for what is not seen sooner.
    least_hold: float = 0.0
    beside: Beside | None = None
    after: tuple[str, ...] = ()
    after_carrier: tuple[str, ...] = ()
    watches: Callable[[str], bool] = is_any
    # The part of contracted bandwidth of which it is: only interfaces that have it are watched.
    contract: str | None = None
    # Whether it is on unless its owner says so.
    is_default: bool = True
