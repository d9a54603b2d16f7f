"""A router's menus as plain rows, read repeatedly by a group."""

from collections.abc import Callable, Mapping
from typing import Any

from custom_components.mikrotik_monitoring.metrics.default_routes import DefaultRoutes
from custom_components.mikrotik_monitoring.metrics.interface_index import InterfaceIndex
from custom_components.mikrotik_monitoring.metrics.model import Group, Query, Reading
from custom_components.mikrotik_monitoring.routeros import Command, NoSuchCommandError, Row


def interface(name: str, kind: str = "ether", **more: str) -> Row:
    """Return a row of ``/interface``, of a port that has its default name."""
    port = {"default-name": name} if kind == "ether" else {}
    return {".id": f"*{name}", "name": name, "type": kind, "running": "true"} | port | more


class Menus:
    """The menus of a router, by their paths; a missing one is refused.

    A number in place of rows is the router's count. An error is raised for each command of
    the menu. ``asked`` are the commands, without those of the index of interfaces.
    """

    def __init__(
        self, group: Group[Any], menus: dict[str, list[Row] | int | Exception], *interfaces: Row
    ) -> None:
        """Read a group of these menus, on a router with some interfaces."""
        self.group = group
        self.menus = menus
        self.interfaces = list(interfaces)
        self.asked: list[Command] = []
        self.before: Reading[Any] | None = None
        self.registered: frozenset[str] = frozenset()
        self.is_watched: Callable[[Any], bool] = lambda _: True
        self._routes = DefaultRoutes()

    async def ask(self, command: Command, **options: Any) -> list[Row]:
        """Return the rows of a menu; equality is the only supported query."""
        if "on_turn" in options:
            options["on_turn"]()
        self.asked.append(command)
        menu = command.path.rpartition("/")[0]
        if command.path == "/interface/print":
            wanted = {query.removeprefix("?type=") for query in command.queries}
            return [row for row in self.interfaces if row["type"] in wanted]
        held = self.menus.get(command.path, self.menus.get(menu))
        if held is None:
            raise NoSuchCommandError(f"no such command or directory ({menu})", 0)
        if isinstance(held, Exception):
            raise held
        if isinstance(held, int):
            return [{"ret": str(held)}]
        wanted_by = [query[1:].partition("=") for query in command.queries if "=" in query]
        return [
            row for row in held if all(row.get(key, want) == want for key, _, want in wanted_by)
        ]

    async def read(self, *keys: str, is_full: bool = False) -> Mapping[str, Any]:
        """Read the group once more, in full unless some metrics are named."""
        self.asked.clear()
        index = InterfaceIndex(self.is_watched)
        index.update(self.interfaces)
        query = Query[Any](
            ask=self.ask,
            keys=frozenset(keys) or self.group.keys,
            before=self.before,
            interfaces=index,
            default_routes=self._routes,
            registered=lambda: self.registered,
            is_full=is_full or not keys,
        )
        rows = await self.group.read(query)
        listed = {name: row for name, row in rows.items() if row is not None}
        self.before = Reading(at=0, rows=listed, listed=rows.keys())
        # The next read asks for the routes again.
        self._routes.clear()
        return rows

    @property
    def paths(self) -> list[str]:
        """Return the paths of the last read's commands."""
        return [command.path for command in self.asked]

    def values(self, rows: Mapping[str, Any], instance: str) -> dict[str, object]:
        """Return the values of an instance, by the metric's key."""
        return {
            metric.key: metric.source(rows[instance])
            for metric in self.group.metrics_of(instance)
            if metric.is_supported(rows[instance])
        }
