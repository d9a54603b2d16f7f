"""Many routers added at once: each by a flow of its own, a few at a time."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from homeassistant.config_entries import SOURCE_IMPORT
from homeassistant.const import CONF_HOST, CONF_PORT
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType

from ..connection_test.words import Words
from ..const import CONF_TLS_MODE, DOMAIN, LOGGER
from ..routeros.text import markdown
from .hosts import HostLine
from .link import default_port

# How many routers are queried at a time.
AT_ONCE: Final = 10

# The keys of the data that each import flow receives.
LINK: Final = "link"
NAME: Final = "name"
OPTIONS: Final = "options"
# The placeholder of a created entry that names the policies its user lacks.
LACKING: Final = "lacking"

_ALREADY: Final = "already_configured"
_ELSEWHERE: Final = "already_in_progress"


class End(StrEnum):
    """Result of adding a router."""

    ADDED = "added"
    # Another entry for it exists.
    ALREADY = "already"
    # Another line, or another dialogue, adds it at the same time.
    ELSEWHERE = "elsewhere"
    FAILED = "failed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """Result of a line: ``name`` is the router's, ``error`` the key of why it failed."""

    line: HostLine
    end: End
    name: str = ""
    lacking: str = ""
    error: str = ""
    values: Mapping[str, str]


async def async_add_all(
    hass: HomeAssistant,
    lines: Iterable[HostLine],
    shared: Mapping[str, Any],
    options: Mapping[str, Any],
    progressed: Callable[[float], None],
) -> list[Outcome]:
    """Add the routers of some lines with the link settings they share; return a result for each.

    ``progressed`` is called with the share that is done, from 0 to 1.
    """
    lines, room, done = tuple(lines), asyncio.Semaphore(AT_ONCE), 0

    async def add(line: HostLine) -> Outcome:
        nonlocal done
        async with room:
            outcome = await _add(hass, line, shared, options)
        done += 1
        progressed(done / len(lines))
        return outcome

    return await asyncio.gather(*(add(line) for line in lines))


async def _add(
    hass: HomeAssistant, line: HostLine, shared: Mapping[str, Any], options: Mapping[str, Any]
) -> Outcome:
    """Add one router; whatever goes wrong is its outcome."""
    port = line.port or shared.get(CONF_PORT) or default_port(shared[CONF_TLS_MODE])
    link = {**shared, CONF_HOST: line.host, CONF_PORT: port}
    try:
        result = await hass.config_entries.flow.async_init(
            DOMAIN,
            context={"source": SOURCE_IMPORT},
            data={LINK: link, NAME: line.name, OPTIONS: dict(options)},
        )
    except Exception:  # noqa: BLE001 - the other routers are added all the same.
        LOGGER.exception("Unexpected error while adding %s", line.address)
        return Outcome(line=line, end=End.FAILED, error="unknown", values={})
    values = dict(result.get("description_placeholders") or {})
    if result["type"] is FlowResultType.CREATE_ENTRY:
        lacking = values.get(LACKING, "")
        return Outcome(
            line=line, end=End.ADDED, name=result["title"], lacking=lacking, values=values
        )
    reason = str(result.get("reason"))
    ends = {_ALREADY: End.ALREADY, _ELSEWHERE: End.ELSEWHERE}
    return Outcome(
        line=line,
        end=ends.get(reason, End.FAILED),
        name=values.get("name", ""),
        error=reason,
        values=values,
    )


async def async_report(hass: HomeAssistant, outcomes: Iterable[Outcome]) -> str:
    """Return the result of each router as Markdown, a line for each; failures come first."""
    words = await Words.load(hass, "adding_outcome")

    def said(one: Outcome) -> str:
        text = words.said(
            one.end,
            name=markdown(one.name),
            reason=markdown(words.error(one.error, one.values)) if one.end is End.FAILED else "",
        )
        lacking = f" {words.said(LACKING, policies=one.lacking)}" if one.lacking else ""
        return f"- **{markdown(one.line.address)}**: {text}{lacking}"

    return "\n".join(said(one) for one in sorted(outcomes, key=lambda one: one.end != End.FAILED))
