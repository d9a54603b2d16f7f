"""For which share of the time a router and its uplinks were up, and for how long they were not."""

from dataclasses import dataclass
from typing import Any, Final

from homeassistant.core import HomeAssistant

from ..recording.availability import availability_id, observed_id
from ..recording.figures import HOUR, Rows, observed_hours, statistic_rows
from .span import ReportSpan

# Percent.
_ALL: Final = 100.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Uptime:
    """Seconds observed, and those of them down; ``outages`` counts consecutive hours once."""

    observed: float = 0.0
    down: float = 0.0
    outages: int = 0

    @property
    def percent(self) -> float | None:
        """Return the share of the time it was up, None if nothing was observed."""
        return 100 * (1 - self.down / self.observed) if self.observed else None


class Uptimes:
    """The hours of a router and of some of its interfaces, read at once."""

    def __init__(
        self, hass: HomeAssistant, router: str, instances: set[str], span: ReportSpan
    ) -> None:
        """Read them; to be called in the recorder's executor."""
        self._router = router
        self._observed = observed_id(router)
        ids = {availability_id(router, instance) for instance in instances} | {self._observed}
        self._rows: Rows = statistic_rows(hass, span.start, span.end, ids, "hour", "mean", {})

    def of(self, instance: str) -> Uptime:
        """Return the sum of an interface's hours, or of the router's own for ""."""
        statistic = availability_id(self._router, instance)
        observed = down = 0.0
        outages, down_before = 0, 0.0
        for start, weight, up in observed_hours(self._rows, statistic, self._observed):
            seconds = HOUR * weight / _ALL
            observed += seconds
            if up < _ALL:
                down += seconds * (1 - up / _ALL)
                outages += start - HOUR != down_before
                down_before = start
        return Uptime(observed=observed, down=down, outages=outages)


def uptime_figures(uptime: Uptime, span: ReportSpan) -> dict[str, Any]:
    """Return percentages of the time observed and of the whole time; None if nothing was."""
    if not uptime.observed:
        return {"percent": None, "observed": None, "downtime": None}
    # The statistic of an hour is recorded when it is over.
    passed = max(HOUR, span.seconds // HOUR * HOUR)
    return {
        "percent": uptime.percent,
        "observed": min(100.0, 100 * uptime.observed / passed),
        "downtime": round(uptime.down),
    }
