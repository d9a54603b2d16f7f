"""The health of a client."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Condition:
    """The health of a client: the problems that it cannot fix itself.

    `is_kept` is whether a task keeps the main link up. `heard_at` is when the last byte came
    over it, by the event loop's clock, None while it is down. `is_jammed` is whether commands have
    waited in vain while none before them ended; `waiting` is how many wait.
    """

    is_kept: bool
    heard_at: float | None
    is_jammed: bool
    waiting: int
