"""The declaration of an alert."""

from collections.abc import Callable
from dataclasses import dataclass

from .conditions import AnyCondition


def is_any(instance: str) -> bool:
    """Return True: every instance is watched."""
    del instance
    return True


@dataclass(frozen=True, kw_only=True, slots=True)
class Beside:
    """Another metric of the same group that must reach a minimum as well.

    ``name`` is the name of its bound in the user's settings.
    """

    metric: str
    name: str
    least: float


@dataclass(frozen=True, kw_only=True)
class Rule:
    """An alert: which metric it watches, when its value is bad, and for how long it must be.

    Each instance that ``watches`` accepts has its own alert. ``hold`` is in seconds. It is not
    raised while one of ``after`` is active for the same instance or the router, or one of
    ``after_carrier`` for what the instance runs over: these are the cause.
    """

    key: str
    metric: str
    condition: AnyCondition
    hold: float = 0.0
    # The minimum of ``hold``, for what cannot be detected sooner.
    least_hold: float = 0.0
    beside: Beside | None = None
    after: tuple[str, ...] = ()
    after_carrier: tuple[str, ...] = ()
    watches: Callable[[str], bool] = is_any
    # The part of contracted bandwidth it needs: only interfaces that have it are watched.
    contract: str | None = None
    # Whether it is enabled by default.
    is_default: bool = True
