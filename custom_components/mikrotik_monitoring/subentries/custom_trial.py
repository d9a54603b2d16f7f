"""Reading a custom metric once before it is saved, and measuring what that costs."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from ..metrics.custom_metric import CustomGroup
from ..metrics.custom_rows import name_of, proplist
from ..metrics.custom_spec import CustomSpec, How, SpecError, kind_in_list
from ..metrics.model import MetricValue, Query, Reading
from ..routeros import (
    BulkLinkError,
    Client,
    Command,
    NoSuchCommandError,
    PermissionDeniedError,
    RouterOSError,
    Row,
    TimedOutError,
    TrapError,
    values,
)
from ..routeros.menus import MENUS, FieldKind
from ..routeros.numbers import Field, kind_of, number

# Seconds until one command times out: a person is waiting.
PATIENCE: Final = 30.0
# Seconds between the two readings of a rate.
PAUSE: Final = 2.0

_ERRORS: Final[tuple[tuple[type[RouterOSError], str], ...]] = (
    (BulkLinkError, "refused"),
    (PermissionDeniedError, "not_permitted"),
    (NoSuchCommandError, "no_such_menu"),
    (TrapError, "refused"),
    (TimedOutError, "too_slow"),
)
_AWAY: Final = "router_away"


def error_key(error: RouterOSError) -> str:
    """Return the key of the text that explains why a command failed."""
    return next((key for kind, key in _ERRORS if isinstance(error, kind)), _AWAY)


@dataclass(slots=True)
class Trial:
    """Sends commands to a router, and stores the rows and the seconds of the last one."""

    client: Client
    rows: int = 0
    seconds: float = 0.0

    async def __call__(
        self,
        command: Command,
        *,
        bulk: bool = False,
        on_row: Callable[[Row], None] | None = None,
        on_turn: Callable[[], None] | None = None,
    ) -> list[Row]:
        """Return the rows of a command; raises RouterOSError."""
        clock = asyncio.get_running_loop().time
        begun = [clock()]

        def turn() -> None:
            begun.append(clock())
            if on_turn is not None:
                on_turn()

        rows = await self.client.call(
            command, timeout=PATIENCE, bulk=bulk, on_row=on_row, on_turn=turn
        )
        self.seconds = clock() - begun[-1]
        # A count is returned in a row of its own.
        self.rows = sum("ret" not in row for row in rows)
        return rows


async def count_rows(trial: Trial, group: CustomGroup) -> int | None:
    """Return how many rows a menu has, None for a menu of one row; raises RouterOSError."""
    menu = group.spec.menu
    if (facts := MENUS.get(menu)) is None or not facts.is_single:
        try:
            rows = await trial(group.counts, bulk=True)
        except TrapError as err:
            # A menu of one row does not support the count argument.
            if not err.message.startswith("unknown parameter"):
                raise
        else:
            return next((values.count(row["ret"]) or 0 for row in rows if "ret" in row), 0)
    await trial(Command(f"{menu}/print", proplist=(".id",)))
    return None


async def kind_of_field(trial: Trial, spec: CustomSpec) -> FieldKind:
    """Return what kind of number a field holds, according to the list of menus or the router.

    Raises SpecError where the rows are not suitable for a metric, RouterOSError where the
    command fails.
    """
    path = f"{spec.menu}/print"
    rows = await trial(Command(path, proplist=proplist(spec), queries=spec.words))
    if spec.how is How.VALUE and len(rows) != 1:
        raise SpecError("not_one_row")
    if spec.how is How.ROWS:
        _check_names(spec, rows)
    return _kind(spec, rows)


def _check_names(spec: CustomSpec, rows: list[Row]) -> None:
    """Raise SpecError unless rows have names, each a different one."""
    names = [name for row in rows if (name := name_of(spec, row))]
    if not names:
        raise SpecError("no_names")
    if len(set(names)) != len(names):
        raise SpecError("same_names")


def _kind(spec: CustomSpec, rows: list[Row]) -> FieldKind:
    """Return the kind of a field, from the list or else from the first value."""
    listed = kind_in_list(spec.menu, spec.field)
    texts = [text for row in rows if (text := Field.of(spec.field).text(row)) is not None]
    if listed is FieldKind.FLAG and not spec.is_rate:
        return listed
    if rows and not texts:
        raise SpecError("no_such_field")
    if listed in {None, FieldKind.TEXT}:
        listed = next((kind for text in texts if (kind := kind_of(text)) is not None), None)
    kind = listed or FieldKind.NUMBER
    numbers = [value for text in texts if (value := number(text, kind)) is not None]
    if texts and not numbers:
        raise SpecError("not_a_number")
    if spec.is_rate and not all(isinstance(value, int) for value in numbers):
        raise SpecError("not_counted")
    return kind


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """What a metric would show: its value by instance, with the cost of one reading."""

    values: dict[str, MetricValue]
    rows: int
    seconds: float


async def try_once(trial: Trial, group: CustomGroup) -> Result:
    """Read a metric as it will be read, a rate twice; raises RouterOSError."""
    (metric,) = group.metrics
    before = await _read(trial, group) if metric.compares else None
    if before is not None:
        await pause()
    now = await _read(trial, group)
    values = {
        name: metric.value(name, now, before)
        for name in now.rows
        if bool(name) is group.has_instances
    }
    return Result(values=values, rows=trial.rows, seconds=trial.seconds)


async def pause() -> None:
    """Wait between the two readings of a rate."""
    await asyncio.sleep(PAUSE)


async def _read(trial: Trial, group: CustomGroup) -> Reading:
    """Return a regular reading of a group, without the row count that is made once an hour."""
    clock = asyncio.get_running_loop().time
    asked_at = clock()
    rows = await group.read(Query(ask=trial, keys=group.keys))
    return Reading(
        at=clock(),
        asked_at=asked_at,
        rows={name: row for name, row in rows.items() if row is not None},
    )
