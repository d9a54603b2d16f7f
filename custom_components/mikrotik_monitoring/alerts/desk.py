"""What is kept of one router's alerts: active ones, cleared ones, silences."""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, NamedTuple, Self, TypedDict

from homeassistant.core import CALLBACK_TYPE

from ..const import LOGGER
from .engine import RouterAlerts
from .model import ActiveAlert
from .rule import Rule

# How many cleared alerts are kept at most.
HISTORY_MOST: Final = 2000


class PastAlert(TypedDict):
    """A cleared alert, as it is stored."""

    alert: dict[str, Any]
    cleared: str


class StoredDesk(TypedDict):
    """What is stored for one router."""

    active: list[dict[str, Any]]
    history: list[PastAlert]
    # Ends in ISO format, by ``Silence.text``.
    silences: dict[str, str]


class Absence(NamedTuple):
    """Whether a router is away, and whether that is because it refuses us."""

    is_lost: bool
    is_refused: bool

    @classmethod
    def none(cls) -> Absence:
        """Return that it is reachable, or not expected to be."""
        return cls(is_lost=False, is_refused=False)


@dataclass(kw_only=True, slots=True)
class Desk:
    """What is kept for one router."""

    alerts: RouterAlerts
    history: deque[PastAlert] = field(default_factory=lambda: deque(maxlen=HISTORY_MOST))
    silences: dict[str, datetime] = field(default_factory=dict)
    absence: Absence = Absence(is_lost=False, is_refused=False)  # noqa: RUF009 - it is immutable.
    # Cancels the timer for when the router has been away long enough.
    end_wait: CALLBACK_TYPE | None = None

    def stop_waiting(self) -> None:
        """Cancel the timer of an absence."""
        if self.end_wait is not None:
            self.end_wait()
            self.end_wait = None

    @classmethod
    def restored(cls, title: str, rules: Iterable[Rule], stored: Mapping[str, Any]) -> Self:
        """Restore what was stored for a router; what cannot be read is left out."""
        watched = tuple(rules)
        active: list[ActiveAlert] = []
        desk = cls(alerts=RouterAlerts(watched))
        try:
            active = [ActiveAlert.from_dict(one) for one in stored["active"]]
            desk.history.extend(stored["history"])
            for text, until in stored["silences"].items():
                desk.silences[text] = datetime.fromisoformat(until)
        except (KeyError, TypeError, ValueError) as err:
            LOGGER.warning("Stored alerts of %s cannot be read: %r", title, err)
        desk.alerts = RouterAlerts(watched, active)
        return desk

    def as_stored(self) -> StoredDesk:
        """Return it as stored."""
        return StoredDesk(
            active=[alert.as_dict() for alert in self.alerts.active],
            history=list(self.history),
            silences={text: until.isoformat() for text, until in self.silences.items()},
        )
