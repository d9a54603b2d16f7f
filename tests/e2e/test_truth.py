"""The check of recorded values itself: it is right even when polls are late."""

from collections.abc import Iterator
from itertools import pairwise
import math

import pytest

from simulator import SimulatedRouter, load_profile
from tests import journals

from .truth import Compared, Point, one_window, polls, whole_time

PORT, COUNTER = "ether1", "rx-byte"
WORDS = ("/interface/print", "=.proplist=name,rx-byte")

# Seconds between polls on a busy machine, and how late the responses were recorded.
PAUSES = (5, 5, 9, 2, 5.5, 4, 11, 5, 5, 3, 6, 5)
DELAYS = (0.1, 0.9, 0.2, 1.5)


@pytest.fixture
def router() -> Iterator[SimulatedRouter]:
    """Return a router that was polled at irregular times."""
    with journals.only_readings() as watch:
        router = watch(SimulatedRouter(load_profile("rb5009"), clock=lambda: 1000.0, tls=None))
        at = 1000.0
        for pause in PAUSES:
            at += pause
            router.journal.write(time=at, session=1, user="monitor", words=WORDS)
            router.journal.write(time=at, session=1, user="monitor", words=("/interface/print",))
        yield router


def points(router: SimulatedRouter, error: float = 1.0) -> list[Point]:
    """Return the recorded value of each poll but the first, multiplied by an error."""
    times = [one.time for one in router.journal if one.words == WORDS]
    return [
        Point(
            at=now + DELAYS[number % len(DELAYS)],
            value=error * 8e-6 * router.rate(PORT, COUNTER, before, now),
        )
        for number, (before, now) in enumerate(pairwise(times))
    ]


def compared(router: SimulatedRouter, shown: list[Point]) -> Compared:
    """Compare the recorded values with the true ones."""
    found = whole_time(router, PORT, COUNTER, shown, polls(router, [shown]))
    assert found is not None
    return found


def test_late_polls_are_weighed_by_the_routers_clock(router: SimulatedRouter) -> None:
    """The mean is the true one, over all but the first and the last poll."""
    found = compared(router, points(router))
    assert found.seconds == sum(PAUSES[2:-1])
    assert found.shown == pytest.approx(found.real, rel=1e-6)


def test_a_wrong_mean_is_seen(router: SimulatedRouter) -> None:
    """Late polls explain a part of the error, not all."""
    found = compared(router, points(router, 1.5))
    assert found.miss > 0.1 * found.real


def test_a_time_without_a_value_does_not_count(router: SimulatedRouter) -> None:
    """A lost link leaves a gap; the rest is right."""
    shown = points(router)
    # The fifth poll has no response, and there is no rate before the seventh.
    shown[3] = Point(at=shown[3].at, value=math.nan, is_answer=False)
    shown[4] = Point(at=shown[4].at, value=math.nan)
    found = compared(router, shown)
    assert found.seconds == sum(PAUSES[2:4]) + sum(PAUSES[6:-1])
    assert found.shown == pytest.approx(found.real, rel=1e-6)
    assert whole_time(router, PORT, COUNTER, shown, []) is None


def test_a_window_begins_with_one_of_the_polls_before(router: SimulatedRouter) -> None:
    """Any of those ten to twenty seconds before is accepted; no other mean is."""
    times = [one.time for one in router.journal if one.words == WORDS]
    right = 8e-6 * router.rate(PORT, COUNTER, times[5], times[8])
    point = Point(at=times[8] + 0.05, value=right)
    assert one_window(router, PORT, COUNTER, point, times).miss == 0
    wrong = Point(at=point.at, value=3 * right)
    assert one_window(router, PORT, COUNTER, wrong, times).miss > 0.1 * right
