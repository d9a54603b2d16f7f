"""Which series share a chart, where a router has more of them than can be read."""

from collections.abc import Callable, Iterable
from itertools import batched
import math
import re
from typing import Final

from homeassistant.const import STATE_OFF
from homeassistant.core import HomeAssistant, callback

from .graphs import MAX_CHARTS, MAX_SERIES, Chart, GraphLook
from .inventory import Shown


@callback
def async_select(
    hass: HomeAssistant, chart: Chart, look: GraphLook, inventory: Iterable[Shown]
) -> list[list[Shown]]:
    """Return the series for each chart: the busiest instances first, then the next ones.

    Instances are never torn apart, and stand by name. What does not run is left out, unless
    nothing runs; so is what would need a further chart.
    """
    inventory = tuple(inventory)
    by_instance: dict[str, list[Shown]] = {}
    for item in inventory:
        if item.metric in chart.metrics:
            by_instance.setdefault(item.instance, []).append(item)
    idle = {
        item.instance
        for item in inventory
        if item.metric == look.running and hass.states.is_state(item.entity_id, STATE_OFF)
    }
    busiest_first = _busiest_first(hass, look, inventory)
    instances = [name for name in by_instance if name not in idle] or list(by_instance)
    at_most = max(1, MAX_SERIES // max(map(len, by_instance.values()), default=1))
    drawn = sorted(instances, key=busiest_first)[: MAX_CHARTS * at_most]
    per_chart = math.ceil(len(drawn) / max(1, math.ceil(len(drawn) / at_most)))
    parts = batched(drawn, max(1, per_chart), strict=False)
    return [_series(by_instance, part, chart) for part in parts]


def _busiest_first(
    hass: HomeAssistant, look: GraphLook, inventory: Iterable[Shown]
) -> Callable[[str], tuple[float, int]]:
    """Return a key that sorts instances by what went through them, else as they are listed."""
    volumes: dict[str, float] = {}
    order: dict[str, int] = {}
    for item in inventory:
        order.setdefault(item.instance, len(order))
        if item.metric in look.volume:
            volumes[item.instance] = volumes.get(item.instance, 0) + _number(hass, item.entity_id)
    return lambda instance: (-volumes.get(instance, 0), order[instance])


def _number(hass: HomeAssistant, entity_id: str) -> float:
    """Return a state as a number, 0 for a router that is away."""
    state = hass.states.get(entity_id)
    try:
        number = float(state.state) if state else 0.0
    except ValueError:
        return 0.0
    return number if math.isfinite(number) else 0.0


def _series(
    by_instance: dict[str, list[Shown]], instances: Iterable[str], chart: Chart
) -> list[Shown]:
    """Return the series of some instances, ordered by name and as the catalogue has them."""
    series = [item for name in instances for item in by_instance[name]]
    return sorted(
        series,
        key=lambda item: (natural(item.owner), item.instance, chart.metrics.index(item.metric)),
    )


_DIGITS: Final = re.compile(r"(\d+)")


def natural(name: str) -> tuple[tuple[int, str], ...]:
    """Return a key that sorts ether2 before ether10."""
    parts = _DIGITS.split(name.casefold())
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in parts)
