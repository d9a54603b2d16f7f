"""Whether a router writes far more rows than its options were estimated to."""

from datetime import datetime, timedelta
from typing import Final

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.event import async_track_time_interval

from ..const import DOMAIN, LOGGER
from ..issue import async_report, async_withdraw
from ..polling import MikrotikConfigEntry
from ..recording.recorded import NoRecorderError, async_read_recorder
from ..recording.retention import async_recorded
from ..recording.rows import count_rows
from .consequence import Consequence, rounded
from .review import consequence_with

GROWTH: Final = "database_growth"

_DAY: Final = timedelta(days=1)

# For a busy router an estimate may be off by half; twice as much is a problem.
_TIMES: Final = 2.0
# Rows a day that are harmless to any database, whatever the estimate was.
_FEW: Final = 50_000


@callback
def async_watch_growth(hass: HomeAssistant) -> None:
    """Compare once a day the rows that each router has written with the estimate."""

    async def compare(now: datetime) -> None:
        entries: list[MikrotikConfigEntry] = hass.config_entries.async_entries(
            DOMAIN, include_ignore=False, include_disabled=False
        )
        for entry in entries:
            await async_compare(hass, entry, now)

    async_track_time_interval(hass, compare, _DAY, cancel_on_shutdown=True)


async def async_compare(hass: HomeAssistant, entry: MikrotikConfigEntry, now: datetime) -> None:
    """Raise the repair of a router that wrote too much in a day, or withdraw it.

    An entry that was changed within the day is skipped.
    """
    if entry.state is not ConfigEntryState.LOADED or entry.modified_at > now - _DAY:
        return
    expected = consequence_with(entry, entry.options)
    every = [one for part in async_recorded(hass, entry).values() for one in part]
    try:
        rows = await async_read_recorder(hass, count_rows, hass, every, None, now - _DAY)
    except NoRecorderError as err:
        LOGGER.debug("%s: its rows cannot be counted: %s", entry.title, err)
        return
    if rows.number <= max(_FEW, _TIMES * expected.rows):
        async_withdraw(hass, GROWTH, entry=entry)
        return
    _report(hass, entry, Consequence(rows=rows.number), expected)


def _report(
    hass: HomeAssistant, entry: MikrotikConfigEntry, found: Consequence, expected: Consequence
) -> None:
    texts = {
        "router": entry.title,
        "rows": found.texts()["rows"],
        "megabytes": found.texts()["megabytes"],
        "expected": f"{rounded(expected.rows, 2):,}",
    }
    async_report(hass, GROWTH, texts, entry=entry)
