"""Every metric of the catalogue, compared with what the simulated routers hold.

Each router is asked by the real integration; what its entities show is compared with what the
simulator says, by formulas of this test's own.
"""

from collections.abc import Mapping
from typing import Final

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest

from custom_components.mikrotik_monitoring.metrics import METRICS

from .expected import Expected
from .flows import FLOWS
from .polls import POLLS
from .ports import PORTS
from .score import SCORE
from .services import SERVICES
from .system import SYSTEM
from .watched import Watch, Watched

WALK: Final[Mapping[str, Expected]] = {**PORTS, **SYSTEM, **FLOWS, **SERVICES, **POLLS, **SCORE}

# A profile, and another version of it where that has what no profile of its own has.
ROUTERS: Final = (
    "rb5009",
    "hap_v6",
    "ccr_isp",
    "rb2011_v6",
    "ccr_v6",
    "crs_poe",
    "crs_poe 6.49.20",
    "ltap",
    "ltap 6.49.18",
    "hap_ax",
    "chr",
)

# What one of the two does not have, and why.
ONLY_ON_7: Final = {
    "bgp.peer.messages": "RouterOS 6 counts updates instead",
    "netwatch.rtt": "RouterOS 6 tells up and down alone",
    "netwatch.loss": "as above",
    "system.licence.deadline": "the licence of a virtual machine",
}
ONLY_ON_6: Final = {"bgp.peer.updates": "RouterOS 7 counts messages instead"}


def test_every_metric_has_its_place_in_the_walk() -> None:
    """A metric that is declared and not compared with anything is not tested."""
    assert WALK.keys() == METRICS.keys()


def test_every_metric_is_seen_on_both_versions() -> None:
    """Each is to have a known value on a router of RouterOS 6 and on one of 7."""
    for metric, expected in WALK.items():
        assert set(expected.seen) <= set(ROUTERS), metric
        versions = {Watch.parse(name).is_old for name in expected.seen}
        if metric in ONLY_ON_7:
            assert versions == {False}, metric
        elif metric in ONLY_ON_6:
            assert versions == {True}, metric
        else:
            assert versions == {True, False}, metric


@pytest.mark.parametrize("router", ROUTERS)
async def test_walk(
    hass: HomeAssistant, watched: Watched, subtests: pytest.Subtests, router: str
) -> None:
    """Each metric has an entity for just those instances that tell it, and shows what they do."""
    truth = await watched(Watch.parse(router))
    shown = _shown(hass)
    for metric, expected in WALK.items():
        with subtests.test(metric):
            values = dict(expected.values(truth))
            states = shown.pop(metric, {})
            assert states.keys() == values.keys()
            wrong = {
                instance: (state, values[instance])
                for instance, (state, unit) in states.items()
                if not expected.fits(state, values[instance]) or unit != expected.unit
            }
            assert not wrong, "what is shown, and what is expected"
            if router in expected.seen:
                assert any(value is not None for value in values.values())
                assert expected.unit in {unit for _, unit in states.values()}
    assert not shown


def _shown(hass: HomeAssistant) -> dict[str, dict[str, tuple[str, str | None]]]:
    """Return state and unit of every entity, by its metric and its instance."""
    shown: dict[str, dict[str, tuple[str, str | None]]] = {}
    for entity in er.async_get(hass).entities.values():
        _, known_by = entity.unique_id.split("_", 1)
        metric = max((key for key in METRICS if _is_of(known_by, key)), key=len)
        state = hass.states.get(entity.entity_id)
        assert state is not None, entity.entity_id
        unit = state.attributes.get("unit_of_measurement")
        instance = known_by.removeprefix(metric).removeprefix("_")
        shown.setdefault(metric, {})[instance] = state.state, unit
    return shown


def _is_of(known_by: str, metric: str) -> bool:
    return known_by == metric or known_by.startswith(f"{metric}_")
