"""A day of three routers: each fault is reported, once, and nothing else is."""

from collections.abc import Sequence

import pytest

from benchmarks.alert_month import DAY_MINUTES, Life
from benchmarks.alerts import live, report

# What differs most: a home's router, one on a radio link, one with the last RouterOS 6.
_ROUTERS = ("rb5009", "wap60g", "hap_v6")


@pytest.mark.parametrize("profile", _ROUTERS)
def test_a_day_with_faults(profile: str) -> None:
    """Each fault is found within its duration and two readings, none twice, none is invented."""
    life = live(profile, DAY_MINUTES, 6)
    assert len(life.faults) >= 5
    assert [(one.rule, one.begin) for one in life.missed] == []
    assert [one.rule for one in life.twice] == []
    assert life.false == []


def test_what_is_wrong_is_named() -> None:
    """A run with a missed or invented fault says so in its report."""
    lives: Sequence[Life] = [Life(profile="rb5009", minutes=DAY_MINUTES, false=["rb5009 01 cpu"])]
    told = report(lives)
    assert "| rb5009 " in told
    assert "* false: rb5009 01 cpu" in told
