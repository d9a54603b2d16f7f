"""Export the recorded history of sensors as CSV: in the response, or to a file."""

from collections import Counter
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Final, NamedTuple

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, ServiceCall, callback
from homeassistant.exceptions import Unauthorized
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.target import TargetSelection, async_extract_referenced_entity_ids
from homeassistant.util import dt as dt_util
from homeassistant.util.json import JsonObjectType
import voluptuous as vol

from ..dashboard.entries import router_device, router_name
from ..dashboard.texts import text
from ..recording.history import Record, Resolution, Span, async_history
from ..recording.recorded import NoRecorderError
from .action import TargetAction, targeted
from .csv_file import CsvFile, allowed_path
from .csv_text import header, lines
from .errors import failed, invalid
from .readable import (
    CUSTOM,
    SYSTEM,
    Readable,
    async_caller,
    async_readable,
    async_unit,
)

# Rows in a response: about a megabyte. A file may have any number.
MOST_ROWS: Final = 10_000

_DEFAULT_SPAN: Final = timedelta(days=1)

_START: Final = "start"
_END: Final = "end"
_RESOLUTION: Final = "resolution"
_PATH: Final = "path"
_OVERWRITE: Final = "overwrite"


class _Part(NamedTuple):
    """Some lines, and how many of them belong to each router."""

    text: str
    rows: Counter[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Export:
    """What to export: the texts of each entity by its id, and its router's device."""

    hass: HomeAssistant
    names: dict[str, tuple[str, ...]]
    routers: dict[str, str]
    span: Span

    def parts(self, router: str | None = None) -> AsyncIterator[_Part]:
        """Return an iterator over the lines of one or all routers."""
        ids = [one for one in self.names if router in {None, self.routers[one]}]
        return async_history(self.hass, ids, self.span, self._part)

    def _part(self, records: list[Record]) -> _Part:
        rows = Counter(self.routers[record.entity_id] for record in records)
        return _Part(lines(records, self.names, self.span.resolution), rows)


async def _async_export(hass: HomeAssistant, call: ServiceCall) -> JsonObjectType:
    """Export what is requested, as far as the caller may read it."""
    user = await async_caller(hass, call)
    path: str | None = call.data.get(_PATH)
    if path is None and not call.return_response:
        raise invalid("no_destination")
    if path is not None and user is not None and not user.is_admin:
        raise Unauthorized(context=call.context)
    entries = targeted(hass, call)
    wanted = {
        device_id: [one async for one in async_readable(hass, entry, user)]
        for device_id, entry in entries.items()
    }
    chosen = _chosen(hass, call, wanted)
    export = _Export(
        hass=hass,
        names={
            one.entity_id: _names(hass, entries[device_id], one)
            for device_id, readable in chosen.items()
            for one in readable
        },
        routers={one.entity_id: router for router, every in chosen.items() for one in every},
        span=_span(call),
    )
    try:
        if path is None:
            return await _async_answer(export, entries)
        return await _async_write(export, entries, path, overwrite=call.data[_OVERWRITE])
    except NoRecorderError as err:
        raise failed("no_recorder", error=str(err)) from err


@callback
def _chosen(
    hass: HomeAssistant, call: ServiceCall, wanted: dict[str, list[Readable]]
) -> dict[str, list[Readable]]:
    """Return the entities that are targeted directly, or by device or area.

    Raises ServiceValidationError for one that is not ours, or that the caller may not read.
    """
    target = TargetSelection(call.data)
    found = async_extract_referenced_entity_ids(hass, target)
    chosen = {
        device_id: [
            one
            for one in every
            if one.entity_id in found.referenced or one.entity.device_id in found.referenced_devices
        ]
        for device_id, every in wanted.items()
    }
    known = {one.entity_id for every in chosen.values() for one in every}
    for entity_id in sorted(target.entity_ids & found.referenced - known):
        raise invalid("no_such_sensor", entity=entity_id)
    return chosen


def _span(call: ServiceCall) -> Span:
    """Return the start, end and resolution."""
    now = dt_util.utcnow()
    end = min(now, dt_util.as_utc(call.data.get(_END, now)))
    start = dt_util.as_utc(call.data.get(_START, end - _DEFAULT_SPAN))
    if start >= end:
        raise invalid("no_time", start=_local(start), end=_local(end))
    return Span(start=start, end=end, resolution=call.data[_RESOLUTION])


def _local(moment: datetime) -> str:
    return dt_util.as_local(moment).isoformat(sep=" ", timespec="seconds")


@callback
def _names(hass: HomeAssistant, entry: ConfigEntry, one: Readable) -> tuple[str, ...]:
    """Return an entity's texts, as exported by the dashboard's table."""
    return (
        router_name(entry, router_device(hass, entry)),
        text(hass, f"{_page(one)}.{one.category}"),
        one.owner or one.instance.partition(":")[2] or one.instance,
        one.label,
        text(hass, f"table.tier.{one.group.tier.key}"),
        one.entity_id,
        async_unit(hass, one) or "",
    )


def _page(one: Readable) -> str:
    """Return where the category's name is translated: for graphs, or for the table alone."""
    return "table" if one.category in {SYSTEM, CUSTOM} else "graph"


async def _async_answer(export: _Export, routers: Iterable[str]) -> JsonObjectType:
    """Return the CSV of each router; raises ServiceValidationError if it would be too long."""
    answer: JsonObjectType = {}
    total = 0
    for router in routers:
        found = [header(export.span.resolution)]
        rows = 0
        async for part in export.parts(router):
            found.append(part.text)
            rows += part.rows.total()
            if total + rows > MOST_ROWS:
                raise invalid("too_many_rows", most=f"{MOST_ROWS:,}")
        total += rows
        answer[router] = {"rows": rows, "csv": "".join(found)}
    return answer


async def _async_write(
    export: _Export, routers: Iterable[str], path: str, *, overwrite: bool
) -> JsonObjectType:
    """Write one file for all routers; return the number of rows of each."""
    in_executor = export.hass.async_add_executor_job
    target = await in_executor(allowed_path, export.hass, path)
    try:
        file = await in_executor(partial(CsvFile, target, overwrite=overwrite))
        try:
            rows = await _async_fill(export, file)
        finally:
            await in_executor(file.discard)
    except FileExistsError as err:
        raise invalid("path_exists", path=str(target)) from err
    except OSError as err:
        raise failed("not_written", path=str(target), error=err.strerror or str(err)) from err
    return {router: {"rows": rows[router], "path": str(target)} for router in routers}


async def _async_fill(export: _Export, file: CsvFile) -> Counter[str]:
    """Write slice after slice."""
    in_executor = export.hass.async_add_executor_job
    rows: Counter[str] = Counter()
    await in_executor(file.write, header(export.span.resolution))
    async for part in export.parts():
        await in_executor(file.write, part.text)
        rows += part.rows
    await in_executor(file.finish)
    return rows


EXPORT_HISTORY = TargetAction(
    name="export_history",
    run=_async_export,
    fields={
        vol.Optional(_START): cv.datetime,
        vol.Optional(_END): cv.datetime,
        vol.Optional(_RESOLUTION, default=Resolution.HOUR.value): vol.Coerce(Resolution),
        vol.Optional(_PATH): cv.string,
        vol.Optional(_OVERWRITE, default=False): cv.boolean,
    },
)
