"""The router's log: how often something fails in an hour, counted since the last entry seen.

Neither entries nor their texts are stored: the topics say what an entry is about.
"""

import asyncio
from dataclasses import dataclass, replace
from functools import partial
from typing import Final, override

from homeassistant.components.sensor import SensorStateClass
from homeassistant.const import EntityCategory

from .counts import GuardedCount, counting
from .log_entries import LOG, UNREAD, Entries, Entry, is_unexpected_start, read_entries, texts_of
from .model import SHORT, Ask, Graph, Group, Menu, Query, SensorMetric
from .tables import TableGroup

# RouterOS's messages for a failed login, and for a start without a proper shutdown.
_ALARMING: Final = "system,error,critical"
_LOGIN_FAILURE: Final = "login failure"
# The texts of at most this many suspects are read at once; any more count as failed logins.
_MOST_JUDGED: Final = 200
_HOUR: Final = 3600.0
_RECENT: Final = 300.0
_TITLE: Final = "Log and users"
_FAMILY: Final = "log"
_ERRORS: Final = "log.errors"
_CRITICALS: Final = "log.criticals"
_EVENTS: Final = frozenset({_ERRORS, _CRITICALS})

type Hour = tuple[tuple[float, int], ...]
"""When something was logged in the last hour, by the loop's clock, and how often."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LogRow:
    """What was logged in the last hour, and up to where the log was read.

    The few entries that may be about a login are read without the others, as long as no metric
    needs these: then ``entries`` is unread.
    """

    alarming: Entries = UNREAD
    entries: Entries = UNREAD
    failed_logins: Hour = ()
    recent_logins: int = 0
    restarts: Hour = ()
    errors: Hour = ()
    criticals: Hour = ()


def _with(hour: Hour, seen: int, now: float) -> Hour:
    """Return the last hour, including what was seen now."""
    recent = tuple(one for one in hour if one[0] > now - _HOUR)
    return (*recent, (now, seen)) if seen else recent


def _total(hour: Hour, since: float = 0.0) -> int:
    """Return how often something was seen, since a time of the loop's clock."""
    return sum(seen for at, seen in hour if at > since)


@dataclass(frozen=True, kw_only=True)
class LogGroup(Group[LogRow]):
    """New log entries: the topics of most of them, the text of those that may be logins."""

    @override
    async def read(self, query: Query[LogRow]) -> dict[str, LogRow | None]:
        """Read what is new; all of it only where a metric needs more than logins."""
        before = _before(query)
        has_begun = before.entries.last is not None
        # The hourly pass requests every metric: that alone does not mean that one is enabled.
        wants_all = has_begun if query.is_full else bool(query.keys & _EVENTS)
        entries, new = UNREAD, list[Entry]()
        if wants_all:
            entries, new = await read_entries(query, before.entries)
        if has_begun and entries.last is not None:
            alarming = replace(before.alarming, last=entries.last)
            suspects = [entry for entry in new if entry.topics == _ALARMING]
        else:
            alarming, suspects = await read_entries(query, before.alarming, topics=_ALARMING)
        failed = await _failed_logins(query.ask, suspects)
        # It is unknown when a router that was already running at the first reading was started.
        restarts = query.has_booted and await is_unexpected_start(query.ask)
        now = asyncio.get_running_loop().time()
        logins = _with(before.failed_logins, failed, now)
        return {
            "": LogRow(
                alarming=alarming,
                entries=entries,
                failed_logins=logins,
                recent_logins=_total(logins, now - _RECENT),
                restarts=_with(before.restarts, int(restarts), now),
                errors=_with(before.errors, _of(new, "error"), now),
                criticals=_with(before.criticals, _of(new, "critical"), now),
            )
        }


def _before(query: Query[LogRow]) -> LogRow:
    """Return the previous row; a router that was started since numbers its entries again."""
    if query.earlier is not None:
        return query.earlier.rows[""]
    if query.last is not None:
        return replace(query.last.rows[""], alarming=UNREAD, entries=UNREAD)
    return LogRow()


async def _failed_logins(ask: Ask, suspects: list[Entry]) -> int:
    """Return how many entries report a failed login."""
    if not suspects:
        return 0
    texts = await texts_of(ask, suspects[-_MOST_JUDGED:])
    failed = sum(text.startswith(_LOGIN_FAILURE) for text in texts)
    return failed + max(0, len(suspects) - _MOST_JUDGED)


def _of(entries: list[Entry], topic: str) -> int:
    """Return how many entries have a topic."""
    return sum(topic in entry.topics.split(",") for entry in entries)


def _has_begun(row: LogRow) -> bool:
    """Return whether the log was read in full before, so that its end at that time is known."""
    return row.entries.last is not None


def _always(_: object) -> bool:
    """Return True: every router has a log."""
    return True


_per_hour = partial(
    SensorMetric[LogRow], supported=_always, state_class=SensorStateClass.MEASUREMENT
)

ENTRIES = LogGroup(
    key="log",
    title=_TITLE,
    about=(
        "Counted from the log in the router's memory, without what was logged before the first "
        "reading or is not logged to memory."
    ),
    menus=(Menu(LOG),),
    tier=SHORT,
    reads_twice=False,
    family=_FAMILY,
    metrics=(
        _per_hour(
            key="log.logins.failed",
            about=(
                "Failed logins to the router within the last hour, through any service; user "
                "names are not stored."
            ),
            source=lambda row: _total(row.failed_logins),
            graph=Graph.SECURITY,
        ),
        _per_hour(
            key="log.logins.recent",
            about="Failed logins to the router within the last five minutes.",
            source=lambda row: row.recent_logins,
            kind="events",
            entity_registry_enabled_default=False,
        ),
        _per_hour(
            key="log.restarts.unexpected",
            about=(
                "Starts of the router within the last hour that its log reports as unexpected: "
                "after a power failure, by its watchdog or after a kernel failure."
            ),
            source=lambda row: _total(row.restarts),
            kind="events",
            entity_registry_enabled_default=False,
        ),
        _per_hour(
            key=_ERRORS,
            about=(
                "Entries with the topic error within the last hour, including those that are "
                "also critical."
            ),
            source=lambda row: _total(row.errors) if _has_begun(row) else None,
            kind="events",
            entity_registry_enabled_default=False,
        ),
        _per_hour(
            key=_CRITICALS,
            about="Entries with the topic critical within the last hour.",
            source=lambda row: _total(row.criticals) if _has_begun(row) else None,
            kind="events",
            entity_registry_enabled_default=False,
        ),
    ),
)
USERS = TableGroup(
    key="log.users",
    title=_TITLE,
    menus=(Menu("/user/active"),),
    tier=SHORT,
    command=counting("/user/active", "?via=api", "?#!"),
    family=_FAMILY,
    metrics=(
        SensorMetric[GuardedCount](
            key="log.users.active",
            about=(
                "Sessions of users who are logged in to the router other than through its API: "
                "WinBox, SSH, web and others."
            ),
            source=lambda row: row.value,
            supported=_always,
            state_class=SensorStateClass.MEASUREMENT,
            entity_category=EntityCategory.DIAGNOSTIC,
            kind="users",
            entity_registry_enabled_default=False,
        ),
    ),
)
