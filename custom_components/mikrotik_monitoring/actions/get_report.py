"""Return the report of a router for a day, a week, a month or any other period."""

from datetime import datetime
from typing import Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, ServiceCall, SupportsResponse
from homeassistant.helpers import config_validation as cv
from homeassistant.util import dt as dt_util
from homeassistant.util.json import JsonObjectType
import voluptuous as vol

from ..dashboard.report.subject import report_subject
from ..reporting.report import async_report
from ..reporting.span import ReportPeriod, ReportSpan
from .action import RouterAction
from .errors import invalid
from .readable import async_caller

_PERIOD: Final = "period"
_FROM: Final = "from"
_TO: Final = "to"


async def _async_report(
    hass: HomeAssistant, entry: ConfigEntry, call: ServiceCall
) -> JsonObjectType:
    """Return a router's report, as far as the caller may read it."""
    subject = report_subject(hass, entry, await async_caller(hass, call))
    return await async_report(hass, subject, _span(call))


def _check(hass: HomeAssistant, call: ServiceCall) -> None:
    """Raise ServiceValidationError for an invalid period."""
    del hass
    _span(call)


def _span(call: ServiceCall) -> ReportSpan:
    """Return the requested period, yesterday by default."""
    now = dt_util.utcnow()
    start: datetime | None = call.data.get(_FROM)
    end: datetime | None = call.data.get(_TO)
    if start is None:
        if end is not None:
            raise invalid("report_without_start")
        return ReportSpan.of(call.data.get(_PERIOD, ReportPeriod.DAY), now)
    if _PERIOD in call.data:
        raise invalid("report_twice")
    span = ReportSpan.between(dt_util.as_utc(start), dt_util.as_utc(end or now), now)
    if span is None:
        raise invalid("no_time", start=_local(start), end=_local(end or now))
    return span


def _local(moment: datetime) -> str:
    return dt_util.as_local(dt_util.as_utc(moment)).isoformat(sep=" ", timespec="seconds")


GET_REPORT = RouterAction(
    name="get_report",
    run=_async_report,
    fields={
        vol.Optional(_PERIOD): vol.Coerce(ReportPeriod),
        vol.Optional(_FROM): cv.datetime,
        vol.Optional(_TO): cv.datetime,
    },
    needs_admin=False,
    needs_loaded=False,
    in_turn=True,
    check=_check,
    response=SupportsResponse.ONLY,
)
