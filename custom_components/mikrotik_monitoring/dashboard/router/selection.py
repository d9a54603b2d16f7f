"""Which series share a chart, where a router has more of them than can be read."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
import math

from homeassistant.const import STATE_OFF
from homeassistant.core import HomeAssistant, callback

from ..graphs import MAX_SERIES, Chart, GraphStyle
from ..inventory import Shown, natural
from .busiest import async_volumes

type Charts = list[list[Shown]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Selection:
    """The charts that are drawn, and those of the rest, which are in a view of their own."""

    drawn: Charts = field(default_factory=list)
    rest: Charts = field(default_factory=list)


@callback
def async_select(
    hass: HomeAssistant,
    chart: Chart,
    style: GraphStyle,
    inventory: Iterable[Shown],
    limit: int = MAX_SERIES,
) -> Selection:
    """Return the charts of the busiest instances, ``limit`` series in all, and of the rest.

    Instances are never split, and are sorted by name. Those that do not run are among the rest,
    unless none runs. Reference lines do not count towards the limit.
    """
    inventory = tuple(inventory)
    by_instance: dict[str, list[Shown]] = {}
    for item in inventory:
        if item.metric in chart.metrics:
            by_instance.setdefault(item.instance, []).append(item)
    if not by_instance:
        return Selection()
    idle = {
        item.instance
        for item in inventory
        if item.metric == style.running and hass.states.is_state(item.entity_id, STATE_OFF)
    }
    running = [name for name in by_instance if name not in idle] or list(by_instance)
    busiest = sorted(running, key=_busiest_first(hass, style, inventory))
    lines = {
        name: sum(item.metric not in chart.references for item in items)
        for name, items in by_instance.items()
    }
    drawn = next(_filled(lines, busiest, limit))
    rest = _by_name(by_instance, by_instance.keys() - set(drawn))
    count = max(1, sum(lines[name] for name in drawn))
    evenly = math.ceil(count / math.ceil(count / MAX_SERIES))
    return Selection(
        drawn=[_series(by_instance, part, chart) for part in _filled(lines, drawn, evenly)],
        rest=[_series(by_instance, part, chart) for part in _filled(lines, rest, MAX_SERIES)],
    )


def _filled(lines: Mapping[str, int], instances: Iterable[str], limit: int) -> Iterator[list[str]]:
    """Yield parts of the instances, each with as many of their lines as the limit allows.

    A part has at least one instance.
    """
    part: list[str] = []
    count = 0
    for name in instances:
        if part and count + lines[name] > limit:
            yield part
            part, count = [], 0
        part.append(name)
        count += lines[name]
    if part:
        yield part


def _busiest_first(
    hass: HomeAssistant, style: GraphStyle, inventory: Iterable[Shown]
) -> Callable[[str], tuple[bool, bool, float, int]]:
    """Return a key that sorts instances by their traffic, else as they are listed.

    The one that stands for all of them comes first, then the uplinks.
    """
    counted = [item for item in inventory if item.metric in style.volume]
    volume = async_volumes(hass, [item.entity_id for item in counted])
    uplinks = _uplinks(hass, style, inventory)
    volumes: dict[str, float] = {}
    order: dict[str, int] = {}
    for item in inventory:
        order.setdefault(item.instance, len(order))
    for item in counted:
        volumes[item.instance] = volumes.get(item.instance, 0) + volume[item.entity_id]
    return lambda instance: (
        instance != "",
        instance not in uplinks,
        -volumes.get(instance, 0),
        order[instance],
    )


def _uplinks(hass: HomeAssistant, style: GraphStyle, inventory: Iterable[Shown]) -> set[str]:
    """Return the interfaces that the router names as its uplinks, found by their devices' names.

    A device's name is the port's name alone, or followed by its comment.
    """
    states = (hass.states.get(item.entity_id) for item in inventory if item.metric == style.uplinks)
    names = {name for state in states if state is not None for name in state.state.split(", ")}
    return {item.instance for item in inventory if item.owner.split(" · ")[0] in names}


def _by_name(by_instance: dict[str, list[Shown]], instances: Iterable[str]) -> list[str]:
    """Return instances in natural order of their names."""
    return sorted(instances, key=lambda name: (natural(by_instance[name][0].owner), natural(name)))


def _series(
    by_instance: dict[str, list[Shown]], instances: Iterable[str], chart: Chart
) -> list[Shown]:
    """Return the series of some instances, ordered by name and as the catalogue has them."""
    series = [item for name in instances for item in by_instance[name]]
    return sorted(
        series,
        key=lambda item: (natural(item.owner), item.instance, chart.metrics.index(item.metric)),
    )
