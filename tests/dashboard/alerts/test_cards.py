"""Where the alert cards are placed in the dashboard's views."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers.template import Template
import pytest

from custom_components.mikrotik_monitoring.alerts.rules import RULES
from custom_components.mikrotik_monitoring.catalogue import catalogue_of
from custom_components.mikrotik_monitoring.dashboard.alerts.cards import (
    ALERTS,
    HISTORY,
    MARKS,
    graph_marks,
    interface_marks,
)
from custom_components.mikrotik_monitoring.dashboard.entries import enabled_entries
from custom_components.mikrotik_monitoring.dashboard.generator import build_dashboard
from custom_components.mikrotik_monitoring.dashboard.layout import Layout
from custom_components.mikrotik_monitoring.dashboard.paths import FLEET
from custom_components.mikrotik_monitoring.dashboard.ranges import Range
from custom_components.mikrotik_monitoring.dashboard.router.view import MISSING
from custom_components.mikrotik_monitoring.metrics.model import Graph
from simulator import SimulatedRouter
from tests.actions.calls import call
from tests.conftest import Clock, add_router
from tests.dashboard.conftest import absent_router, views


def _fleet(board: dict[str, Any]) -> dict[str, Any]:
    """Return the view of all routers."""
    [found] = [view for view in board["views"] if view["path"] == FLEET]
    return dict(found)


def test_on_the_fleet(hass: HomeAssistant) -> None:
    """Active alerts are above the rows, past ones below them; of the same routers."""
    entry = absent_router()
    entry.add_to_hass(hass)
    [stack] = _fleet(build_dashboard(hass))["cards"]
    kinds = [card["type"] for card in stack["cards"]]
    assert kinds == [ALERTS, "custom:mikrotik-monitoring-fleet", HISTORY]
    assert stack["cards"][0] == {"type": ALERTS, "routers": [entry.entry_id]}
    own = build_dashboard(hass, enabled_entries(hass), {"base_path": "/my-board"})
    [stack] = _fleet(own)["cards"]
    assert [card.get("base_path") for card in stack["cards"]] == ["/my-board", None, "/my-board"]


def test_on_a_routers_view(hass: HomeAssistant) -> None:
    """Active alerts are at the top, past ones at the end, also if it never responded."""
    entry = absent_router()
    entry.add_to_hass(hass)
    [view] = views(hass)
    cards = [card for section in view["sections"] for card in section["cards"]]
    assert [card["type"] for card in cards if card.get("router") == entry.entry_id] == [
        ALERTS,
        HISTORY,
        MISSING,
    ]
    assert [card["type"] for card in cards[-2:]] == [HISTORY, MISSING]


def test_each_alert_is_marked_on_its_graph(hass: HomeAssistant) -> None:
    """The metric of a rule determines its graph: none appears twice."""
    entry = absent_router(alerts={"on": ["utilisation_rx"], "off": ["memory"]})
    entry.add_to_hass(hass)

    def keys(graph: Graph, span: Range = Range.LIVE) -> list[str]:
        strips = graph_marks(hass, entry, graph, span, Layout.of(entry))
        return [key for strip in strips for key in strip["alerts"]]

    assert keys(Graph.CPU) == ["cpu"]
    assert keys(Graph.MEMORY) == []
    assert keys(Graph.LATENCY) == ["packet_loss", "latency", "netwatch_down"]
    assert {"errors", "drops"} <= set(keys(Graph.INTERFACE_ERRORS))
    assert "utilisation_rx" in keys(Graph.INTERFACE_TRAFFIC)
    assert keys(Graph.CPU, Range.CUSTOM) == []
    marked = [key for graph in Graph for key in keys(graph)]
    assert len(marked) == len(set(marked)) > 20
    assert set(marked) <= {rule.key for rule in RULES}
    drawn = {rule.key for rule in RULES if getattr(_metric(entry, rule.metric), "graph", None)}
    # Those of contracted bandwidth are watched only where a contract is set.
    others = {"memory", "utilisation_tx", "security", "contract_rx", "contract_tx"}
    assert drawn - others <= set(marked)


def test_the_alerts_of_an_interface_are_marked_on_its_page(hass: HomeAssistant) -> None:
    """All rules for interfaces, for this one alone; over the same range as the charts below."""
    entry = absent_router(alerts={"off": ["link_down"]})
    entry.add_to_hass(hass)
    strip = interface_marks(hass, entry, "port:ether1", Range.WEEK)
    assert strip is not None
    assert (strip["type"], strip["instance"], strip["hours"]) == (MARKS, "port:ether1", 168)
    assert {"errors", "drops", "link_flapping"} <= set(strip["alerts"])
    assert not {"cpu", "link_down"} & set(strip["alerts"])
    silent = absent_router(alerts={"off": [rule.key for rule in RULES]})
    assert interface_marks(hass, silent, "port:ether1", Range.WEEK) is None


def _metric(entry: Any, key: str) -> Any:
    return catalogue_of(entry).metrics.get(key)


@pytest.mark.parametrize(("span", "hours"), [(Range.DAY, 24), (Range.YEAR, 24 * 365)])
def test_marks_have_the_range_of_their_graph(
    hass: HomeAssistant, span: Range, hours: float
) -> None:
    """So has the live one, which is no longer than the time since the router was added."""
    entry = absent_router()
    entry.add_to_hass(hass)
    [strip] = graph_marks(hass, entry, Graph.CPU, span, Layout.of(entry))
    assert (strip["type"], strip["hours"], strip["entity"]) == (MARKS, hours, None)
    [live] = graph_marks(hass, entry, Graph.CPU, Range.LIVE, Layout.of(entry))
    assert live["hours"] <= 1


# As the dashboard of earlier versions listed them, and people have copied it.
_COPIED = """\
{%- for one in state_attr('SENSOR', 'alerts') or [] %}
{{ one.severity }} {{ one.key }} {{ one.label | e }} {{ one.since }}
{%- if one.value is number and one.value is not boolean %} {{ one.bound }}{% endif %}
{%- if one.silenced_until %} silenced {{ as_datetime(one.silenced_until).strftime('%H:%M') }}
{%- endif %}
{%- endfor %}"""


async def test_copied_dashboards_go_on(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """The attributes their template uses still exist, and their button silences for an hour."""
    entry = await add_router(
        hass, router, alerts={"off": ["backup_old", "polls_skipped", "polls_slow"]}
    )
    await clock.advance(10)
    [view] = views(hass)
    marks = [card for part in view["sections"] for card in part["cards"] if card["type"] == MARKS]
    assert len({card["entity"] for card in marks}) == 1
    await clock.advance(60, step=10)
    router.set_field("/interface", {"name": "ether5"}, {"running": "false"})
    await clock.advance(30)
    copied = Template(_COPIED.replace("SENSOR", marks[0]["entity"]), hass)
    told = copied.async_render()
    assert "warning link_down ether5" in told
    assert "silenced" not in told
    await call(hass, entry, "silence")
    assert "silenced" in copied.async_render()
