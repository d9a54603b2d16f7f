"""A router's menus as data, read repeatedly by one group."""

from collections.abc import Callable, Mapping, Set as AbstractSet
from dataclasses import replace
from typing import Any

from custom_components.mikrotik_monitoring.metrics.interface_index import InterfaceIndex
from custom_components.mikrotik_monitoring.metrics.model import Group, Query, Reading
from custom_components.mikrotik_monitoring.routeros import Command, NoSuchCommandError, Row

type Answer = list[Row] | Exception


class Asked:
    """Replies by the path of the command; a path without one does not exist on the router."""

    def __init__(self, group: Group[Any], answers: Mapping[str, Answer]) -> None:
        """Let a group read these replies."""
        self.answers = dict(answers)
        self.commands: list[Command] = []
        self.last: Reading[Any] | None = None
        self._group = group
        self._interfaces = InterfaceIndex()

    async def ask(
        self, command: Command, *, on_turn: Callable[[], None] | None = None, **_: Any
    ) -> list[Row]:
        """Return the rows of a reply, or raise its error."""
        self.commands.append(command)
        if on_turn is not None:
            on_turn()
        answer = self.answers.get(command.path)
        if answer is None:
            raise NoSuchCommandError("no such command")
        if isinstance(answer, Exception):
            raise answer
        return answer

    @property
    def paths(self) -> list[str]:
        """Return the paths of the commands, without those of the index of interfaces."""
        return [one.path for one in self.commands if one.path != "/interface/print"]

    async def read(
        self, *keys: str, after: float = 0, registered: AbstractSet[str] = frozenset()
    ) -> Mapping[str, Any]:
        """Read once more, some seconds later by the times stored in rows."""
        if self.last is not None and after:
            aged = {name: _aged(row, after) for name, row in self.last.rows.items()}
            self.last = Reading(at=0, rows=aged, listed=self.last.listed)
        self.commands.clear()
        query = Query[Any](
            ask=self.ask,
            keys=frozenset(keys) or self._group.keys,
            last=self.last,
            interfaces=self._interfaces,
            registered=lambda: registered,
        )
        rows = await self._group.read(query)
        listed = {name: row for name, row in rows.items() if row is not None}
        self.last = Reading(at=0, rows=listed, listed=rows.keys())
        return rows


def _aged(row: Any, seconds: float) -> Any:
    away_at = getattr(row, "away_at", None)
    return row if away_at is None else replace(row, away_at=away_at - seconds)


def interface(name: str, number: int, **more: str) -> Row:
    """Return a row of the interface table."""
    return {".id": f"*{number:X}", "name": name, "type": "x", "disabled": "false"} | more
