"""How a menu is declared: its kind, path, arguments and commands, its versions and its feature."""

from dataclasses import replace

from ..version import Version
from .menu import ANCIENT, FUTURE, Kind, Menu


def table(
    path: str,
    arguments: str = "",
    commands: str = "",
    *,
    since: Version = ANCIENT,
    until: Version = FUTURE,
    feature: str | None = None,
) -> Menu:
    """Declare a menu of rows."""
    return Menu(
        path=path,
        since=since,
        until=until,
        feature=feature,
        arguments=frozenset(arguments.split()),
        commands=frozenset(commands.split()),
    )


def single(
    path: str,
    commands: str = "",
    *,
    arguments: str = "",
    since: Version = ANCIENT,
    until: Version = FUTURE,
    feature: str | None = None,
) -> Menu:
    """Declare a menu of one row."""
    menu = table(path, arguments, commands, since=since, until=until, feature=feature)
    return replace(menu, kind=Kind.SINGLE)


def folder(path: str, commands: str, *, since: Version = ANCIENT) -> Menu:
    """Declare a menu that only holds commands and other menus."""
    return Menu(path=path, kind=Kind.FOLDER, since=since, commands=frozenset(commands.split()))
