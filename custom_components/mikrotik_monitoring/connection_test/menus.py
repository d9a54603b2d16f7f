"""How long each menu that monitoring reads takes: counted, or of a single row one field."""

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

# Seconds for one menu, and for all of them: a person waits.
MENU_DEADLINE: Final = 5.0
BUDGET: Final = 30.0

# What the catalogue names as menus, and has no rows to count.
_COMMANDS: Final = ("/ping", "/monitor", "/info")
# How RouterOS says that a menu has one row alone.
_NO_COUNT: Final = "unknown parameter"
# A field of no consequence; where a menu lacks it, its row comes without any.
_LEAST: Final = ("name",)


def menus_of(catalogue: Catalogue, major: int) -> dict[str, tuple[str, ...]]:
    """Return the menus that are read of a router of a major version, with their fields.

    What is personal is only measured, and is no part of a test.
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
    """Ask one menu after the other; what the router refuses costs that menu alone.

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
    """Return how many rows a menu has, None where it is of one row and cannot be counted."""
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
