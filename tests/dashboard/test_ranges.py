"""How far back graphs reach."""

from datetime import timedelta

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.mikrotik_monitoring.const import DOMAIN
from custom_components.mikrotik_monitoring.dashboard.ranges import live_hours
from simulator import SimulatedRouter
from tests.conftest import add_router, known_for

from .conftest import cards, views


@pytest.mark.parametrize(
    ("minutes", "shown"),
    [(0, 10), (4, 10), (9, 10), (11, 15), (29, 30), (56, 60), (61, 60), (60 * 24 * 400, 60)],
)
def test_a_young_router_is_shown_as_long_as_it_is_known(minutes: float, shown: int) -> None:
    """An hour-long graph that is mostly empty says nothing about the ten minutes recorded."""
    entry = MockConfigEntry(domain=DOMAIN)
    known_for(entry, timedelta(minutes=minutes))
    assert live_hours(entry) == pytest.approx(shown / 60, abs=0.001)


def test_what_a_person_wishes_is_the_most() -> None:
    """Three hours of a router added two hours ago are two; of an old one, three."""
    entry = MockConfigEntry(domain=DOMAIN)
    known_for(entry, timedelta(hours=2, minutes=-1))
    assert live_hours(entry, 3) == pytest.approx(2, abs=0.001)
    known_for(entry, timedelta(days=2))
    assert live_hours(entry, 3) == 3


async def test_the_graphs_of_a_young_router(hass: HomeAssistant, router: SimulatedRouter) -> None:
    """Charts and the small trends below them begin where the router was added."""
    entry = await add_router(hass, router)
    known_for(entry, timedelta(minutes=12))
    (view,) = views(hass)
    chart, tile = cards(view, "Memory usage")
    assert chart["hours_to_show"] == 0.25
    assert tile["features"][0]["hours_to_show"] == 0.25
