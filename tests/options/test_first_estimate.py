"""Estimates of what a router would have, from six counts."""

from typing import Any

import pytest

from custom_components.mikrotik_monitoring.metrics.choices import Detail
from custom_components.mikrotik_monitoring.options.first_estimate import (
    Counts,
    async_count,
    estimate,
)
from custom_components.mikrotik_monitoring.routeros import (
    Command,
    NoSuchCommandError,
    RouterOSError,
    Row,
    TimedOutError,
)

HOME = Counts(interfaces=13, ports=9, links=6, radios=0, queues=3)


class Menus:
    """A router that responds to counts: a number, no number, or an error for each menu."""

    def __init__(self, **answers: str | RouterOSError | None) -> None:
        """Set the responses; the default is 2."""
        self.answers = answers
        self.asked = 0

    async def __call__(self, command: Command, **_: Any) -> list[Row]:
        """Return the count."""
        self.asked += 1
        answer = self.answers.get(command.path.split("/")[-2].replace("-", "_"), "2")
        if isinstance(answer, RouterOSError):
            raise answer
        return [] if answer is None else [{"ret": answer}]


async def test_counts() -> None:
    """Five commands, one of which may be for an absent menu."""
    ask = Menus(simple="7")
    assert await async_count(ask) == Counts(interfaces=2, ports=2, links=2, radios=2, queues=7)
    assert ask.asked == 5
    ask = Menus(simple=NoSuchCommandError("no such command"))
    assert await async_count(ask) == Counts(interfaces=2, ports=2, links=2, radios=2, queues=0)
    assert ask.asked == 5


@pytest.mark.parametrize("answer", [None, "many", TimedOutError("no answer")])
async def test_what_is_no_count(answer: str | RouterOSError | None) -> None:
    """Then there is no estimate at all, rather than a partial one."""
    assert await async_count(Menus(simple=answer)) is None


def test_more_of_a_router_is_more() -> None:
    """Each count adds to the estimate; custom begins as standard."""
    for detail in Detail:
        least = estimate(Counts(interfaces=0, ports=0, links=0, radios=0, queues=0), detail)
        about = estimate(HOME, detail)
        assert about.sensors > least.sensors > 0
        assert about.rows > least.rows > 0
    assert estimate(HOME, Detail.CUSTOM) == estimate(HOME, Detail.STANDARD)


def test_what_is_too_much_is_not_counted_one_by_one() -> None:
    """A thousand queues are summed up, and so are most of many VLANs."""
    many = Counts(interfaces=1009, ports=9, links=6, radios=0, queues=1000)
    assert many.virtual < 20
    assert (
        estimate(many, Detail.EVERYTHING).sensors < 1.5 * estimate(HOME, Detail.EVERYTHING).sensors
    )
