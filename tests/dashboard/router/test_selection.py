"""Which series share a chart."""

from collections.abc import Iterable

from homeassistant.core import HomeAssistant

from custom_components.mikrotik_monitoring.dashboard.graphs import GRAPH_STYLES, Chart, charts
from custom_components.mikrotik_monitoring.dashboard.inventory import Shown, natural
from custom_components.mikrotik_monitoring.dashboard.router.selection import Selection, async_select
from custom_components.mikrotik_monitoring.metrics import GROUPS
from custom_components.mikrotik_monitoring.metrics.catalogue import Catalogue
from custom_components.mikrotik_monitoring.metrics.model import Graph

BUILT_IN = Catalogue("", GROUPS)
TRAFFIC, *_ = charts(BUILT_IN, Graph.INTERFACE_TRAFFIC)
LOOK = GRAPH_STYLES[Graph.INTERFACE_TRAFFIC]


def _ports(hass: HomeAssistant, volumes: Iterable[tuple[str, str, str]]) -> list[Shown]:
    """Return the entities of ports with a volume and a link state."""
    shown = []
    for port, volume, link in volumes:
        for metric, kind, state in (
            ("interface.traffic.rx", "sensor", "1.0"),
            ("interface.traffic.tx", "sensor", "1.0"),
            ("interface.total.rx", "sensor", volume),
            ("interface.running", "binary_sensor", link),
        ):
            entity_id = f"{kind}.{port}_{metric.replace('.', '_')}"
            hass.states.async_set(entity_id, state)
            shown.append(
                Shown(
                    metric=metric,
                    instance=f"port:{port}",
                    entity_id=entity_id,
                    owner=port,
                    label=metric,
                )
            )
    return shown


def _owners(parts: list[list[Shown]]) -> list[list[str]]:
    return [list(dict.fromkeys(item.owner for item in part)) for part in parts]


def _drawn(hass: HomeAssistant, ports: list[Shown], limit: int = 20) -> list[list[str]]:
    return _owners(async_select(hass, TRAFFIC, LOOK, ports, limit).drawn)


async def test_the_busiest_come_first_and_stand_by_name(hass: HomeAssistant) -> None:
    """The first chart has the most traffic; within a chart ports are sorted by name."""
    ports = _ports(hass, [(f"ether{n}", str(100 * n), "on") for n in range(1, 14)])
    assert _drawn(hass, ports) == [
        ["ether9", "ether10", "ether11", "ether12", "ether13"],
        ["ether4", "ether5", "ether6", "ether7", "ether8"],
    ]


async def test_what_traffic_is_compared_with_takes_no_others_place(hass: HomeAssistant) -> None:
    """Contract lines are drawn with the traffic; only traffic lines count towards the limit."""
    ports = _ports(hass, [(f"ether{n}", str(100 * n), "on") for n in range(1, 7)])
    ports += [
        Shown(
            metric=f"interface.bandwidth.{part}",
            instance=f"port:{port}",
            entity_id=f"sensor.{port}_{part}",
            owner=port,
            label=part,
        )
        for port in ("ether1", "ether6")
        for part in ("down", "up", "commit")
    ]
    chosen = async_select(hass, TRAFFIC, LOOK, ports, 10)
    assert _owners(chosen.drawn) == [["ether2", "ether3", "ether4", "ether5", "ether6"]]
    assert len(chosen.drawn[0]) == 13
    assert _owners(chosen.rest) == [["ether1"]]
    alone = [item for item in ports if "bandwidth" in item.metric]
    assert _owners(async_select(hass, TRAFFIC, LOOK, alone, 10).drawn) == [["ether1", "ether6"]]


async def test_what_has_no_room_is_left_for_another_view(hass: HomeAssistant) -> None:
    """The limit is one of lines: a port has two. The rest is sorted by name, idle ports too."""
    ports = _ports(hass, [(f"ether{n}", str(100 * n), "on") for n in range(1, 13)])
    ports += _ports(hass, [("ether0", "1", "off")])
    chosen = async_select(hass, TRAFFIC, LOOK, ports, 10)
    assert _owners(chosen.drawn) == [["ether8", "ether9", "ether10", "ether11", "ether12"]]
    assert _owners(chosen.rest) == [
        ["ether0", "ether1", "ether2", "ether3", "ether4"],
        ["ether5", "ether6", "ether7"],
    ]


async def test_sums_come_first_and_take_no_others_place(hass: HomeAssistant) -> None:
    """Instances may differ in how many lines they have: the limit is of lines."""
    chart = Chart(graph=Graph.QUEUES, unit="bit/s", metrics=("up", "down", "sum1", "sum2", "sum3"))
    queues = [
        Shown(metric=metric, instance=name, entity_id=f"sensor.{name}{metric}", owner="", label="")
        for name in ("a", "b", "c", "d")
        for metric in ("up", "down")
    ] + [
        Shown(metric=metric, instance="", entity_id=f"sensor.{metric}", owner="", label="")
        for metric in ("sum1", "sum2", "sum3")
    ]
    chosen = async_select(hass, chart, GRAPH_STYLES[Graph.QUEUES], queues, 10)
    ((*drawn,),) = [[item.instance for item in part] for part in chosen.drawn]
    assert drawn == ["", "", "", "a", "a", "b", "b", "c", "c"]
    assert [[item.instance for item in part] for part in chosen.rest] == [["d", "d"]]


async def test_uplinks_come_before_the_busiest(hass: HomeAssistant) -> None:
    """The router reports which they are; if it does not, or while it is away, traffic decides."""
    ports = _ports(hass, [(f"ether{n}", str(100 * n), "on") for n in range(1, 14)])
    named = Shown(
        metric="uplink.interfaces", instance="", entity_id="sensor.up", owner="", label="Uplinks"
    )
    hass.states.async_set("sensor.up", "ether1, ether3")
    assert _drawn(hass, [*ports, named], 10) == [
        ["ether1", "ether3", "ether11", "ether12", "ether13"]
    ]
    hass.states.async_set("sensor.up", "unavailable")
    assert _drawn(hass, [*ports, named], 10)[0][0] == "ether9"


async def test_charts_are_filled_alike(hass: HomeAssistant) -> None:
    """Six ports are three and three, not five and one."""
    ports = _ports(hass, [(f"ether{n}", str(1000 - n), "on") for n in range(1, 7)])
    assert _drawn(hass, ports) == [
        ["ether1", "ether2", "ether3"],
        ["ether4", "ether5", "ether6"],
    ]


async def test_idle_ports_are_shown_only_when_all_are_idle(hass: HomeAssistant) -> None:
    """A port without a link has nothing to show, unless no port has one."""
    ports = _ports(hass, [("ether1", "5", "on"), ("ether2", "9", "off")])
    assert _drawn(hass, ports) == [["ether1"]]
    ports = _ports(hass, [("ether1", "5", "off"), ("ether2", "9", "off")])
    assert _drawn(hass, ports) == [["ether1", "ether2"]]


async def test_a_router_that_is_away_shows_its_first_ports(hass: HomeAssistant) -> None:
    """Without values the order is that of the registry, and nothing fails."""
    ports = _ports(hass, [(f"ether{n}", "unavailable", "unavailable") for n in range(1, 13)])
    ports += _ports(hass, [("wlan1", "nan", "unknown")])
    assert _drawn(hass, ports)[0] == [f"ether{n}" for n in range(1, 6)]


async def test_nothing_gives_nothing(hass: HomeAssistant) -> None:
    """A router without the graph's entities has no chart."""
    assert async_select(hass, TRAFFIC, LOOK, []) == Selection()


def test_names_sort_as_people_count() -> None:
    """Ether2 comes before ether10, in any case and script."""
    assert sorted(["ether10", "Ether2", "ether1"], key=natural) == ["ether1", "Ether2", "ether10"]
    assert sorted(["port²", "port٣", "port1"], key=natural) == ["port1", "port٣", "port²"]
