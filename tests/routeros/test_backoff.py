"""When to try again."""

import pytest

from custom_components.mikrotik_monitoring.routeros import AuthenticationError
from custom_components.mikrotik_monitoring.routeros.backoff import Backoff, Refusals


def test_bounds_double_up_to_a_minute() -> None:
    """From 1 s to 60 s."""
    backoff = Backoff(lambda: 1.0)
    assert [backoff.next() for _ in range(8)] == [1, 2, 4, 8, 16, 32, 60, 60]


def test_links_that_are_cut_again_and_again() -> None:
    """After six short links in a row the pauses grow to five minutes, until one lasts."""
    backoff = Backoff(lambda: 1.0)
    found = []
    for _ in range(11):
        backoff.link_lost(3.0)
        found.append(backoff.next())
    assert found == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]
    backoff.link_lost(60.0)
    assert [backoff.next() for _ in range(8)] == [1, 2, 4, 8, 16, 32, 60, 60]


def test_a_short_link_between_does_not_count_for_long() -> None:
    """One that lasts proves that the router works."""
    backoff = Backoff(lambda: 1.0)
    for lived in (3.0, 3.0, 3.0, 90.0, 3.0, 3.0, 3.0):
        backoff.link_lost(lived)
    assert [backoff.next() for _ in range(8)] == [1, 2, 4, 8, 16, 32, 60, 60]


def test_full_jitter() -> None:
    """Each delay is a random part of its bound."""
    backoff = Backoff(iter([0.5, 0.0, 0.25]).__next__)
    assert [backoff.next() for _ in range(3)] == [0.5, 0.0, 1.0]


@pytest.mark.parametrize(("lived", "delay"), [(59.9, 4.0), (60.0, 1.0)])
def test_starts_anew_after_a_healthy_link(lived: float, delay: float) -> None:
    """A link that lasts less than a minute proves nothing."""
    backoff = Backoff(lambda: 1.0)
    backoff.next()
    backoff.next()
    backoff.link_lost(lived)
    assert backoff.next() == delay


@pytest.mark.parametrize(
    ("times", "final"),
    [([], False), ([0, 300], False), ([0, 60, 179], False), ([0, 60, 180], True)],
)
def test_refusals(times: list[float], final: bool) -> None:
    """Three refusals over three minutes or more are no accident."""
    refusals = Refusals(iter(times).__next__)
    for _ in times:
        refusals.add("no")
    assert refusals.final is final
    refusals.clear()
    assert not refusals.final


def test_a_refused_login_waits() -> None:
    """15 s after the first, then 60, then 300; a successful login resets it."""
    now = 1000.0
    refusals = Refusals(lambda: now)
    refusals.check()
    for delay in (15, 60, 300, 300):
        refusals.add("invalid user name or password (6)")
        assert refusals.wait == delay
        now += delay - 1
        with pytest.raises(AuthenticationError, match=r"password \(6\); not tried again for 1 s"):
            refusals.check()
        now += 1
        refusals.check()
    refusals.add("no")
    refusals.clear()
    assert refusals.wait == 0
    refusals.check()
