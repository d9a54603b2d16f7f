"""Whether a router is still there: deadlines that pass in silence."""

from custom_components.mikrotik_monitoring.routeros.watched import Liveness


def test_two_silent_deadlines() -> None:
    """One after the other, without a byte."""
    liveness = Liveness()
    assert not liveness.expired(0, 100, 100, 4)
    assert liveness.doubtful
    assert liveness.expired(5, 100, 100, 9)


def test_deadlines_side_by_side_count_once() -> None:
    """Commands in flight together watch the same silence."""
    liveness = Liveness()
    assert not any(liveness.expired(0, 100, 100, 4) for _ in range(4))
    assert liveness.expired(4, 100, 100, 8)


def test_bytes_between_two_deadlines() -> None:
    """Any byte proves that the router is there."""
    liveness = Liveness()
    liveness.expired(0, 100, 100, 4)
    assert not liveness.expired(5, 100, 101, 9)
    assert not liveness.doubtful
    liveness.expired(10, 101, 101, 14)
    assert not liveness.expired(15, 102, 102, 19)
    assert liveness.expired(20, 102, 102, 24)


def test_an_answer_clears_the_doubt() -> None:
    """A router that replies is there."""
    liveness = Liveness()
    liveness.expired(0, 100, 100, 4)
    liveness.answered()
    assert not liveness.doubtful
    assert not liveness.expired(5, 200, 200, 9)
