"""Counts that the router makes, and those that walk a table too slowly."""

from typing import Any

import pytest

from custom_components.mikrotik_monitoring.metrics.counts import (
    POLLS_TO_SKIP,
    GuardedCount,
    count,
    counting,
    guarded_count,
)
from custom_components.mikrotik_monitoring.routeros import Command, Row, TimedOutError

COUNT = "/ip/firewall/connection/print"


@pytest.mark.parametrize(
    ("rows", "number"),
    [
        ([{"ret": "12"}], 12),
        ([{}, {"ret": "0"}], 0),
        ([{"ret": "x"}], None),
        ([{"ret": "-1"}], None),
        ([{"ret": str(2**64)}], None),
        ([], None),
    ],
)
async def test_a_count_is_what_a_reply_ends_with(rows: list[Row], number: int | None) -> None:
    """No rows are sent; a reply without a number says nothing."""
    asked: list[Command] = []

    async def ask(command: Command, **_: Any) -> Any:
        asked.append(command)
        return rows

    answer: Any = ask
    assert await count(answer, counting("/ppp/active", "?service=pppoe")) == number
    assert asked[0].words() == ("/ppp/active/print", "=count-only=", "?service=pppoe")


def answering(rows: list[Row] | None, *, error: Exception | None = None) -> Any:
    """Return a function that replies at once, or fails after its turn has come."""

    async def ask(command: Command, **options: Any) -> list[Row]:
        del command
        assert options["bulk"]
        if rows is not None or isinstance(error, TimedOutError):
            options["on_turn"]()
        if error is not None:
            raise error
        return rows or []

    return ask


async def test_a_quick_count() -> None:
    """The number ends the reply; a reply without any says nothing."""
    command = Command(COUNT)
    assert await guarded_count(answering([{"ret": "12"}]), command, None) == GuardedCount(value=12)
    assert await guarded_count(answering([]), command, None) == GuardedCount()


async def test_a_deadline_and_the_turns_after_it() -> None:
    """It skips nine polls, is made in the tenth, and has a value again when it is quick."""
    command = Command(COUNT)
    late = await guarded_count(answering(None, error=TimedOutError("late")), command, None)
    assert late.value is None
    assert late.turns == POLLS_TO_SKIP
    for _ in range(POLLS_TO_SKIP):
        late = await guarded_count(answering(None, error=AssertionError()), command, late)
        assert late.value is None
        assert late.seconds
    assert await guarded_count(answering([{"ret": "7"}]), command, late) == GuardedCount(value=7)


async def test_no_link_says_nothing_of_the_table() -> None:
    """A deadline before the command had its turn is the link's."""

    async def ask(*_: Any, **__: Any) -> list[Row]:
        raise TimedOutError("no connection")

    with pytest.raises(TimedOutError):
        await guarded_count(ask, Command(COUNT), None)
