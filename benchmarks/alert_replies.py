"""Replies of a simulated router to commands that run inside it, without a socket."""

from collections import Counter
from collections.abc import Mapping
from typing import override

from custom_components.mikrotik_monitoring.routeros import (
    Command,
    CommandRefusedError,
    NoSuchCommandError,
    Row,
)
from simulator import SimulatedRouter
from simulator.commands.call import MISSING, Call, TrapError, Words
from simulator.commands.dispatch import carry_out
from simulator.table import read


def segment_of(path: str) -> str:
    """Return the first word of a path: changes below it are read again together."""
    return path.split("/", 2)[1]


async def nothing(*_: object) -> None:
    """Wait for nothing."""


class _Gathered(Call):
    """A command whose rows are collected instead of sent."""

    def __init__(self, command: Command, router: SimulatedRouter) -> None:
        self.found: list[Row] = []
        super().__init__(
            Words.parse(command.words()),
            device=router.device,
            user=next(iter(router.users.values())),
            menus=router.menus,
            write=lambda _: None,
            drain=nothing,
        )

    @override
    async def row(self, fields: Mapping[str, str]) -> None:
        """Keep a row."""
        self.rows += 1
        self.found.append(dict(fields))


class Replies:
    """Replies to commands; what has not changed on the router is cached.

    ``versions`` count the changes by the first word of a menu's path.
    """

    def __init__(self, router: SimulatedRouter) -> None:
        """Reply for a router."""
        self.versions: Counter[str] = Counter()
        self._router = router
        self._kept: dict[Command, tuple[int, list[Row]]] = {}

    async def of(self, command: Command, *, is_live: bool) -> list[Row]:
        """Return the router's reply, from the cache if nothing has changed."""
        version = self.versions[segment_of(command.path)]
        kept = self._kept.get(command)
        if kept is not None and kept[0] == version and not is_live and "clock" not in command.path:
            return kept[1]
        if is_live and command.path.endswith("/print") and not command.queries:
            return self._live(command)
        call = _Gathered(command, self._router)
        try:
            await carry_out(call)
        except TrapError as error:
            message, category = error.messages[0]
            if category == MISSING or message.startswith("no such command"):
                raise NoSuchCommandError(message) from error
            raise CommandRefusedError(message) from error
        if call.ret is not None:
            call.found.append({"ret": call.ret})
        self._kept[command] = version, call.found
        return call.found

    def _live(self, command: Command) -> list[Row]:
        """Return the rows of a menu as they are now."""
        menu, at = command.path.removesuffix("/print"), self._router.device.seconds
        if menu not in self._router.device.tables:
            raise NoSuchCommandError("no such command prefix")
        return [
            {
                name: text
                for name in command.proplist or record
                if (text := read(record, name, at)) is not None
            }
            for record in self._router.device.table(menu).records(at)
        ]
