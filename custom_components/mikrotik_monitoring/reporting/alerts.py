"""Which alerts there were, how often and for how long."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..alerts.center import HISTORY_DAYS, alert_center
from ..alerts.model import Severity
from ..alerts.texts import alert_texts
from .span import ReportSpan


@dataclass(kw_only=True, slots=True)
class _Sum:
    """The totals of the alerts of one kind."""

    severity: Severity = Severity.INFORMATION
    count: int = 0
    seconds: float = 0.0
    active: int = 0


@callback
def alert_figures(hass: HomeAssistant, entry_id: str, span: ReportSpan) -> dict[str, Any]:
    """Return the alerts by kind, the worst first; an alert counts for its part of the time.

    ``is_complete`` is whether the history of alerts reaches back to the start.
    """
    sums: dict[str, _Sum] = {}
    for key, severity, since, until in _alerts(hass, entry_id):
        begin, end = max(since, span.start), min(until or span.end, span.end)
        if since >= span.end or end < span.start:
            continue
        one = sums.setdefault(key, _Sum())
        one.severity = max(one.severity, severity, key=lambda each: each.rank)
        one.count += 1
        one.seconds += max(0.0, end.timestamp() - begin.timestamp())
        one.active += until is None
    names = alert_texts(hass, "alert", list(sums))
    worst = sorted(sums.items(), key=lambda pair: (-pair[1].severity.rank, -pair[1].seconds))
    return {
        "is_complete": span.start >= span.now - timedelta(days=HISTORY_DAYS),
        "kinds": [
            {
                "key": key,
                "name": names[key],
                "severity": one.severity.value,
                "count": one.count,
                "duration": round(one.seconds),
                "active": one.active,
            }
            for key, one in worst
        ],
    }


def _alerts(
    hass: HomeAssistant, entry_id: str
) -> Iterator[tuple[str, Severity, datetime, datetime | None]]:
    """Yield past and active alerts: their key, severity, start, and end if they have one."""
    center = alert_center(hass)
    for past in center.history(entry_id):
        alert = past["alert"]
        yield (
            str(alert["key"]),
            Severity(alert["severity"]),
            datetime.fromisoformat(alert["since"]),
            datetime.fromisoformat(past["cleared"]),
        )
    for one in center.active(entry_id):
        yield one.id.key, one.severity, dt_util.as_utc(one.since), None
