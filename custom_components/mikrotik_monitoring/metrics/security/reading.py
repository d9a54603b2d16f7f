"""Reading all that the checks need from a router, one small command after the other."""

import asyncio
from typing import Final

from ...routeros import (
    BulkLinkError,
    CommandRefusedError,
    NoSuchCommandError,
    PermissionDeniedError,
    TimedOutError,
    TrapError,
    values,
)
from ..model import Query
from .facts import Answer, Facts, Silence
from .source import Source
from .sources import SOURCES, version_of

_RET: Final = "ret"
# Timeout in seconds for all commands: a router that takes longer is queried again later.
_PATIENCE: Final = 120.0


async def read_facts(query: Query) -> Facts:
    """Return the router's replies; raises RouterOSError when it refuses all of them.

    Only one command runs at a time, so that other groups' queries are not held up.
    """
    clock = asyncio.get_running_loop().time
    until = clock() + _PATIENCE
    facts = Facts(is_exposed=await _leads_out(query))
    refusals: list[TrapError] = []
    has_answered = False
    for source in SOURCES:
        if source.when is not None and not source.when(facts):
            facts = facts.told(source, Silence.NOT_ASKED)
            continue
        if clock() > until:
            raise TimedOutError("the security checks take too long")
        try:
            answer = await _answer(query, source)
            has_answered = True
        except NoSuchCommandError as err:
            answer = Silence.ABSENT
            refusals.append(err)
        except (PermissionDeniedError, CommandRefusedError) as err:
            answer = Silence.REFUSED
            refusals.append(err)
        facts = facts.told(source, answer)
        if source is SOURCES[0]:
            facts = Facts(
                is_exposed=facts.is_exposed, version=version_of(facts), answers=facts.answers
            )
    if not has_answered:
        raise refusals[0]
    return facts


async def _answer(query: Query, source: Source) -> Answer:
    """Return the rows of a menu, or their number."""
    rows = await query.ask(source.command)
    if source.fields:
        return tuple(rows)
    counted = next((values.count(row[_RET]) for row in rows if _RET in row), None)
    return Silence.REFUSED if counted is None else counted


async def _leads_out(query: Query) -> bool:
    """Return whether a default route is configured; True where that is unknown.

    While the bulk connection is unavailable, the cached routes are used.
    """
    routes = query.default_routes
    try:
        found = await routes.current(query.ask, query.interfaces, anew=query.is_full)
    except BulkLinkError:
        found = await routes.current(query.ask, query.interfaces)
    except TrapError:
        return True
    return bool(found.active or found.inactive)
