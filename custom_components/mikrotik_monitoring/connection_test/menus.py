"""How long each menu that monitoring reads takes: to count its rows, or to read a single one."""

from collections.abc import Awaitable, Callable, Iterable
from typing import Final

from ..metrics.catalogue import Catalogue
from ..routeros import (
    Command,
    CommandRefusedError,
    NoSuchCommandError,
    PermissionDeniedError,
    RouterOSError,
    Row,
    TimedOutError,
    TrapError,
    values,
)
from ..routeros.secrets import is_secret
from .report import Answer, MenuTime

type AskWithin = Callable[[Command, float], Awaitable[list[Row]]]

# Seconds for one menu, and for all of them: the user is waiting.
MENU_DEADLINE: Final = 5.0
BUDGET: Final = 30.0

# Commands that the catalogue lists as menus, and that have no rows to count.
_COMMANDS: Final = ("/ping", "/monitor", "/info")
# RouterOS's error for counting a menu that is a single row.
_NO_COUNT: Final = "unknown parameter"
# A harmless field; if a menu lacks it, its row is returned without any.
_LEAST: Final = ("name",)


def menus_of(catalogue: Catalogue, major: int) -> dict[str, tuple[str, ...]]:
    """Return the menus that are read from a router of a major version, with their fields.

    Personal data is only measured, and is not part of a test.
    """
    found: dict[str, dict[str, None]] = {}
    for group in catalogue.groups.values():
        for metric in group.metrics if group.is_tested else ():
            for menu in group.menus_of(metric):
                if major in menu.versions and not menu.path.endswith(_COMMANDS):
                    fields = (name for name in metric.fields if not is_secret(menu.path, name))
                    found.setdefault(menu.path, {}).update(dict.fromkeys(fields))
    return {path: tuple(fields) for path, fields in found.items()}


async def time_menus(
    ask: AskWithin, menus: Iterable[tuple[str, tuple[str, ...]]], clock: Callable[[], float]
) -> tuple[MenuTime, ...]:
    """Query one menu after the other; a refusal affects that menu only.

    Raises RouterOSError when the connection is over.
    """
    until = clock() + BUDGET
    return tuple(
        [
            await _time(ask, path, fields, clock)
            if clock() < until
            else MenuTime(path=path, answer=Answer.NOT_TRIED)
            for path, fields in menus
        ]
    )


async def _time(
    ask: AskWithin, path: str, fields: tuple[str, ...], clock: Callable[[], float]
) -> MenuTime:
    began = clock()
    try:
        rows = await _count(ask, path)
        if rows is None:
            began = clock()
            await ask(Command(f"{path}/print", proplist=fields or _LEAST), MENU_DEADLINE)
    except (TrapError, TimedOutError) as err:
        return MenuTime(path=path, answer=_answer(err), error=err)
    return MenuTime(path=path, answer=Answer.ANSWERED, rows=rows, seconds=clock() - began)


async def _count(ask: AskWithin, path: str) -> int | None:
    """Return how many rows a menu has, None if it is a single row and cannot be counted."""
    command = Command(f"{path}/print", arguments=(("count-only", ""),))
    try:
        rows = await ask(command, MENU_DEADLINE)
    except CommandRefusedError as err:
        if _NO_COUNT not in err.message:
            raise
        return None
    return values.integer(rows[-1].get("ret")) if rows else None


def _answer(error: RouterOSError) -> Answer:
    match error:
        case NoSuchCommandError():
            return Answer.ABSENT
        case PermissionDeniedError():
            return Answer.FORBIDDEN
        case TimedOutError():
            return Answer.TIMED_OUT
        case _:
            return Answer.REFUSED
