"""When an instance is gone for good."""

from custom_components.mikrotik_monitoring.metrics.model import AWAY_TIME
from custom_components.mikrotik_monitoring.polling.presence import (
    MISSING_TIME,
    SETTLING_TIME,
    Presence,
)

BOTH = {"a", "b"}


def listed(presence: Presence, instances: set[str], at: float) -> set[str]:
    """Process a list of instances; the link came up at 0."""
    return presence.listed(instances, at=at, link_up_since=0)


def test_gone_after_ten_minutes() -> None:
    """Ten minutes of good polls that do not list it, not a poll less."""
    presence = Presence(known=set(BOTH))
    start = SETTLING_TIME
    assert not listed(presence, {"a"}, start)
    assert not listed(presence, {"a"}, start + MISSING_TIME - 1)
    assert listed(presence, {"a"}, start + MISSING_TIME) == {"b"}
    assert presence.known == {"a"}
    assert not listed(presence, {"a"}, start + MISSING_TIME + 5)
    assert not listed(presence, {"a", "b"}, start + MISSING_TIME + 10)
    assert presence.known == BOTH


def test_nothing_is_gone_soon_after_the_link_came_up() -> None:
    """Ports and modems appear late after a reboot."""
    presence = Presence(known=set(BOTH))
    for at in range(0, int(SETTLING_TIME), 5):
        assert not listed(presence, {"a"}, at)
    assert not listed(presence, {"a"}, SETTLING_TIME)


def test_seen_again_counts_anew() -> None:
    """An instance that was away for nine minutes twice is not gone."""
    presence = Presence()
    assert not listed(presence, BOTH, SETTLING_TIME)
    assert not listed(presence, {"a"}, SETTLING_TIME + 5)
    assert not listed(presence, BOTH, SETTLING_TIME + 540)
    assert not listed(presence, {"a"}, SETTLING_TIME + 545)
    assert not listed(presence, {"a"}, SETTLING_TIME + 700)


def test_a_router_that_does_not_answer_lacks_nothing() -> None:
    """Silence is not absence."""
    presence = Presence(known=set(BOTH))
    assert not listed(presence, {"a"}, SETTLING_TIME)
    presence.reset_missing()
    assert not listed(presence, {"a"}, SETTLING_TIME + MISSING_TIME)
    assert listed(presence, {"a"}, SETTLING_TIME + 2 * MISSING_TIME) == {"b"}


def test_what_is_listed_only_while_it_works() -> None:
    """A registered one that is not listed counts as away for a week; then it is gone.

    Once it has been listed, its group remembers it; if then it is missing, it is gone as usual.
    """
    presence = Presence(known=set(BOTH), listed_while_up="b".__eq__)
    start = SETTLING_TIME
    for days in range(7):
        assert not listed(presence, {"a"}, start + days * 86_400)
    assert listed(presence, {"a"}, start + AWAY_TIME) == {"b"}
    for at in (0.0, MISSING_TIME / 2):
        assert not listed(presence, BOTH, start + AWAY_TIME + at)
    start += AWAY_TIME + MISSING_TIME
    assert not listed(presence, {"a"}, start)
    assert listed(presence, {"a"}, start + MISSING_TIME) == {"b"}


def test_a_lost_link_makes_it_away_again() -> None:
    """What a group remembered is lost with the link, so a missing instance proves nothing."""
    presence = Presence(known=set(BOTH), listed_while_up=lambda _: True)
    assert not listed(presence, BOTH, SETTLING_TIME)
    presence.reset_missing()
    for at in (0.0, 2 * MISSING_TIME):
        assert not listed(presence, {"a"}, SETTLING_TIME + 5 + at)
