"""A scripted router, for groups that are read without a real or simulated one."""

from collections.abc import Mapping
from typing import Any

from custom_components.mikrotik_monitoring.metrics.model import Group, Query, Reading
from custom_components.mikrotik_monitoring.routeros import Command, NoSuchCommandError, Row

type Answer = str | list[Row] | Exception


class Asked:
    """Replies: a text to a count, rows to a print, a missing menu to anything else.

    The key of a reply is a path with query words behind it: "/ip/pool/used/print ?pool=a".
    """

    def __init__(self, answers: Mapping[str, Answer]) -> None:
        """Store the reply to each command."""
        self.answers = dict(answers)
        self.asked: list[str] = []
        self.commands: list[Command] = []

    async def ask(self, command: Command, **_: Any) -> list[Row]:
        """Reply to a command; without a reply, a count is 0 if the menu has other replies."""
        words = " ".join((command.path, *command.queries))
        self.asked.append(words)
        self.commands.append(command)
        answer = self.answers.get(words)
        if answer is None and any(one.split()[0] == command.path for one in self.answers):
            answer = "0" if ("count-only", "") in command.arguments else []
        match answer:
            case None:
                raise NoSuchCommandError("no such command")
            case Exception():
                raise answer
            case str():
                return [{"ret": answer}]
            case _:
                return answer

    async def read[RowT](
        self,
        group: Group[RowT],
        *keys: str,
        before: Mapping[str, RowT | None] | None = None,
        is_full: bool = False,
    ) -> dict[str, RowT | None]:
        """Let a group read what some metrics need, or all; ``before`` is the last reading."""
        self.asked.clear()
        self.commands.clear()
        last = None if before is None else reading(before)
        query = Query[RowT](
            ask=self.ask,
            keys=frozenset(keys) or group.keys,
            before=last,
            last=last,
            is_full=is_full or before is None,
        )
        return await group.read(query)


def reading[RowT](rows: Mapping[str, RowT | None]) -> Reading[RowT]:
    """Return a reading of rows."""
    kept = {name: row for name, row in rows.items() if row is not None}
    return Reading(at=0, rows=kept, listed=frozenset(rows))


def shown[RowT](group: Group[RowT], row: RowT | None, instance: str = "") -> dict[str, object]:
    """Return the values of a row, by the metrics of an instance that it supports."""
    assert row is not None
    return {
        metric.key: metric.source(row)
        for metric in group.metrics_of(instance)
        if metric.is_supported(row)
    }
