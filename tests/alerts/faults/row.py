"""How the fault of an alert is declared."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from .scene import Scene

# Polls, and the seconds between them, until the usual level of a number is learned: the first
# is that of the set-up, one is spare.
LEARNS: Final = 6
LEARNS_EVERY: Final = 1800.0

type Act = Callable[[Scene], None]
type Deed = Callable[[Scene], Awaitable[None] | None]
"""An act that may need Home Assistant too."""


def nothing(_: Scene) -> None:
    """Do nothing to a router."""


@dataclass(frozen=True, kw_only=True)
class FaultOf:
    """How a simulated router is made to raise an alert, and repaired.

    ``begin`` makes the fault and ``end`` repairs it; ``band`` sets a value at which the alert
    neither begins nor ends. ``before`` is done before the router is watched. ``learns`` are the
    polls that the alert needs to know what is usual, ``learns_every`` so many seconds; ``lasts``
    are the seconds after which it ends by itself. ``each`` is done before each poll while the fault
    lasts, as for a counter that grows, and so is ``band``. ``bounds`` are an owner's.
    """

    alert: str
    profile: str
    begin: Deed
    end: Deed
    instance: str = ""
    band: Act | None = None
    before: Act = nothing
    each: Act | None = None
    learns: int = 2
    learns_every: float = 0.0
    lasts: float = 0.0
    # How many polls the fault itself needs until it meets the alert's condition.
    takes: int = 0
    # How many polls it takes until the alert's condition is no longer met after the repair.
    fades: int = 0
    # Groups that the metric needs, besides its own.
    groups: tuple[str, ...] = ()
    changes: Mapping[str, Any] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)
    bounds: Mapping[str, float] = field(default_factory=dict)


def field_of(menu: str, where: Mapping[str, str], **values: str | None) -> Act:
    """Return an act that writes fields of a router's row; hyphens are written as underscores."""
    texts = {name.replace("_", "-"): value for name, value in values.items()}

    def act(scene: Scene) -> None:
        scene.router.set_field(menu, where, texts)

    return act


def remove(menu: str, **where: str) -> Act:
    """Return an act that takes rows out of a menu."""

    def act(scene: Scene) -> None:
        scene.take_out(menu, where)

    return act


def put_back(menu: str) -> Act:
    """Return an act that puts back the rows that were taken out of a menu."""

    def act(scene: Scene) -> None:
        scene.put_back(menu)

    return act


def told(menu: str, name: str, **values: str | None) -> Act:
    """Return an act that changes the fields ``monitor`` reports of a row; None removes one."""
    texts = {key.replace("_", "-"): value for key, value in values.items()}

    def act(scene: Scene) -> None:
        scene.tell(menu, name, texts)

    return act
