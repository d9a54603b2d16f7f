"""Several alerts combined in one line: twelve links that are down are one thing to read."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Self

from homeassistant.core import HomeAssistant, callback

from .model import ActiveAlert, Severity
from .texts import alert_texts

# From so many alerts of one key on, they are one line.
_MANY: Final = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One alert, or all of one key: ``severity`` is the worst, ``since`` the earliest.

    ``alerts`` has at least one, the worst and then the oldest first.
    """

    key: str
    severity: Severity
    alerts: tuple[ActiveAlert, ...]
    since: datetime

    @classmethod
    def of(cls, alerts: Iterable[ActiveAlert]) -> Self:
        """Return the line of one or more alerts of the same key."""
        ordered = tuple(sorted(alerts, key=_worst_first))
        return cls(
            key=ordered[0].id.key,
            severity=ordered[0].severity,
            alerts=ordered,
            since=min(alert.since for alert in ordered),
        )


def lines_of(alerts: Iterable[ActiveAlert]) -> list[Line]:
    """Return the lines of active alerts, of one or many routers: the worst, then the oldest first.

    Three or more of one key are one line, whatever their instances or routers.
    """
    by_key = defaultdict[str, list[ActiveAlert]](list)
    for alert in alerts:
        by_key[alert.id.key].append(alert)
    lines: list[Line] = []
    for same in by_key.values():
        lines += [Line.of(same)] if len(same) >= _MANY else [Line.of([one]) for one in same]
    return sorted(lines, key=lambda line: (*_urgency(line), line.key, line.alerts[0].id.instance))


@callback
def line_text(hass: HomeAssistant, line: Line) -> str:
    """Return the line in the installation's language: what is wrong, and where or how many."""
    count = len(line.alerts)
    if count > 1:
        many = alert_texts(hass, "alert_many", [line.key])[line.key]
        return many.replace("{count}", str(count))
    name = alert_texts(hass, "alert", [line.key])[line.key]
    alert = line.alerts[0]
    return f"{name}: {alert.label}" if alert.id.instance else name


def _worst_first(alert: ActiveAlert) -> tuple[int, datetime, str]:
    return (*_urgency(alert), alert.id.instance)


def _urgency(one: ActiveAlert | Line) -> tuple[int, datetime]:
    return -one.severity.rank, one.since
