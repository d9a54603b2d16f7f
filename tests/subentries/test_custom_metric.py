"""A metric of an owner's own, from its dialogue to its states: as exact as a built-in one."""

import re
from types import MappingProxyType
from typing import Any

from homeassistant.config_entries import ConfigSubentry
from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.mikrotik_monitoring.catalogue import catalogue_of
from custom_components.mikrotik_monitoring.const import DOMAIN, OPTION_GRAPHS
from custom_components.mikrotik_monitoring.dashboard.layout import Layout
from custom_components.mikrotik_monitoring.dashboard.ranges import Range
from custom_components.mikrotik_monitoring.dashboard.router.view import router_view
from custom_components.mikrotik_monitoring.diagnostics import async_get_config_entry_diagnostics
from custom_components.mikrotik_monitoring.polling import Outcome
from simulator import Fault, SimulatedRouter
from tests.conftest import (
    Clock,
    StartRouter,
    add_router,
    compared,
    latest,
    logins,
    outcome_of,
    poll,
    request_full_read,
    wait_for,
)

from ..repository.files import INTEGRATION, read_json
from .dialogue import SHOWN, add, sensors, shown

FILTER = "/ip/firewall/filter"
ICONS = read_json(INTEGRATION / "icons.json")
SUM = {"how": "sum", "field": "bytes", "rate": False}
RATE = {"device_class": "data_rate"}
BITS = {"unit": "bit/s"}


def group_of(entry: MockConfigEntry) -> str:
    """Return the key of the only metric's group."""
    (subentry_id,) = entry.subentries
    return f"custom_metric.{subentry_id}"


async def test_it_is_read_without_a_login(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """At once, over the sessions there are, and then at its tier's pace."""
    entry = await add_router(hass, router)
    before = logins(entry)
    await add(hass, entry, {"menu": FILTER}, SUM)
    await clock.settle()
    octets = sum(int(row["bytes"]) for row in router.rows(FILTER))
    assert float(shown(hass, entry)) == pytest.approx(octets, rel=0.001)
    await clock.advance(120)
    later = sum(int(row["bytes"]) for row in router.rows(FILTER))
    assert later > octets
    assert float(shown(hass, entry)) == pytest.approx(later, rel=0.02)
    assert logins(entry) == before


@pytest.mark.parametrize("profile", ["rb5009", "hap_v6", "rb2011_v6"])
async def test_a_rate_is_true(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock, profile: str
) -> None:
    """On RouterOS 6 and 7: what the port counted between the last two readings."""
    router: SimulatedRouter = await start_router(profile)
    entry = await add_router(hass, router)
    value = {"how": "rows", "field": "rx-byte", "name_field": "name", "rate": True}
    menu = {"menu": "/interface", "query": ["type=ether", "running=yes"]}
    await add(hass, entry, menu, value, RATE, BITS)
    await clock.advance(65)
    port = next(iter(sensors(hass, entry)))
    await next_reading(entry, clock)
    true = 8 * router.rate(port, "rx-byte", *compared(entry, group_of(entry)))
    assert true > 0
    assert float(shown(hass, entry, port)) == pytest.approx(true, rel=0.1)


async def next_reading(entry: MockConfigEntry, clock: Clock) -> float:
    """Let time pass until the only metric is read again; return when that was."""
    before = latest(entry, group_of(entry))
    while (now := latest(entry, group_of(entry))) is before:
        await clock.advance(5)
    assert now is not None
    return now.at


async def test_each_row_has_its_own(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """Named by the metric and the row, on the router's page, removed when the row is gone."""
    router.add_row("/queue/simple", {"name": "Büro 家", "target": "192.0.2.0/24", "bytes": "5/7"})
    entry = await add_router(hass, router)
    value = {"how": "rows", "field": "bytes/2", "name_field": "name"}
    await add(hass, entry, {"menu": "/queue/simple", "query": ["dynamic=no"]}, value)
    await clock.settle()
    assert shown(hass, entry, "Büro 家") == "7"
    sensor = sensors(hass, entry)["Büro 家"]
    assert sensor.original_name == "Mine Büro 家"
    assert sensor.translation_key in ICONS["entity"]["sensor"]
    assert sensor.config_subentry_id in entry.subentries
    router.remove_row("/queue/simple", {"name": "Büro 家"})
    await poll(entry, clock, "short")
    assert shown(hass, entry, "Büro 家") == STATE_UNAVAILABLE
    await clock.advance(16 * 60, step=30)
    assert "Büro 家" not in sensors(hass, entry)
    assert len(sensors(hass, entry)) > 1


async def test_more_rows_than_may_have_a_sensor(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """Those that have one keep it; the additional ones get none."""
    lists = "/ip/firewall/address-list"
    for number in range(10):
        router.add_row(lists, {"list": "mine", "address": f"192.0.2.{number}", "timeout": "1h"})
    entry = await add_router(hass, router)
    value = {"how": "rows", "field": "timeout", "name_field": "address"}
    await add(hass, entry, {"menu": lists, "query": ["list=mine"]}, value)
    await clock.settle()
    assert len(sensors(hass, entry)) == 10
    for number in range(10, 60):
        router.add_row(lists, {"list": "mine", "address": f"192.0.2.{number}", "timeout": "1h"})
    request_full_read(entry, "short")
    await poll(entry, clock, "short")
    assert len(sensors(hass, entry)) == 10
    assert shown(hass, entry, "192.0.2.0") == "3600.0"


async def test_a_menu_that_grows_too_long(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """It is no longer read, but its sensors are kept; when it is short again they have values."""
    lists = "/ip/firewall/address-list"
    router.add_row(lists, {"list": "mine", "address": "192.0.2.1", "timeout": "1h"})
    entry = await add_router(hass, router)
    value = {"how": "rows", "field": "timeout", "name_field": "address"}
    await add(hass, entry, {"menu": lists, "query": ["list=mine"]}, value)
    await clock.settle()
    assert shown(hass, entry, "192.0.2.1") == "3600.0"
    for number in range(201):
        row = {"list": "mine", "address": f"198.51.100.{number}", "timeout": "1h", "comment": "x"}
        router.add_row(lists, row)
    request_full_read(entry, "short")
    await poll(entry, clock, "short")
    router.journal.clear()
    await clock.advance(15 * 60, step=30)
    asked = [one.words for one in router.journal.commands(f"{lists}/print")]
    assert all("=count-only=" in words for words in asked)
    assert shown(hass, entry, "192.0.2.1") == STATE_UNAVAILABLE
    report = await async_get_config_entry_diagnostics(hass, entry)
    assert report["tiers"]["short"]["groups"][group_of(entry)]["remarks"] == ["more than 200 rows"]
    router.remove_row(lists, {"comment": "x"})
    request_full_read(entry, "short")
    await poll(entry, clock, "short")
    assert shown(hass, entry, "192.0.2.1") == "3600.0"


@pytest.mark.parametrize(
    ("message", "outcome"),
    [("no such command prefix", Outcome.FAILING), ("not enough permissions (9)", Outcome.FAILING)],
)
async def test_a_menu_that_vanishes(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock, message: str, outcome: Outcome
) -> None:
    """Only this metric is affected, as with any group; it comes back by itself."""
    entry = await add_router(hass, router)
    await add(hass, entry, {"menu": "/ip/arp"}, {"how": "count"})
    await clock.settle()
    expected = shown(hass, entry)
    router.faults.set(Fault.REFUSE, command="/ip/arp/print", message=message)
    await poll(entry, clock, "short")
    assert outcome_of(entry, group_of(entry)) is outcome
    assert shown(hass, entry) == STATE_UNAVAILABLE
    assert outcome_of(entry, "system.resource") is Outcome.ANSWERED
    router.faults.clear()
    await clock.advance(125)
    assert shown(hass, entry) == expected


async def test_a_menu_that_was_never_there(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """It is remembered as absent, and not queried again until the hour."""
    router = await start_router()
    entry = await add_router(hass, router)
    command = "/interface/list/print"
    router.faults.set(Fault.REFUSE, command=command, message="no such command prefix")
    data = {"menu": "/interface/list", "how": "count", "state_class": "measurement"}
    store(hass, entry, {**data, "tier": "short", "graph": "own"})
    await clock.settle()
    assert outcome_of(entry, group_of(entry)) is Outcome.ABSENT
    assert not sensors(hass, entry)
    router.journal.clear()
    await clock.advance(300, step=30)
    assert not router.journal.commands(command)


def store(hass: HomeAssistant, entry: MockConfigEntry, data: dict[str, Any]) -> None:
    """Store a metric without the dialogue."""
    hass.config_entries.async_add_subentry(
        entry,
        ConfigSubentry(
            data=MappingProxyType(data),
            subentry_type="custom_metric",
            title="Mine",
            unique_id=None,
        ),
    )


async def test_what_is_denied_is_not_asked(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """A stored metric for a secret field creates no group: nothing reaches the router."""
    entry = await add_router(hass, router)
    router.journal.clear()
    data = {"menu": "/ppp secret", "how": "rows", "field": "password", "name_field": "name"}
    store(hass, entry, {**data, "state_class": "measurement", "tier": "short", "graph": "own"})
    await clock.advance(120)
    asked = router.journal.commands()
    fields = {name for one in asked for name in re.split(r"[=,]", " ".join(one.words))}
    assert len(fields) > 100
    assert "password" not in fields
    assert not any("?password" in str(one.words) for one in asked)
    assert not sensors(hass, entry)


async def test_it_goes_without_residue(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """No entity, state or query is left; it can be added again."""
    entry = await add_router(hass, router)
    await add(hass, entry, {"menu": FILTER}, SUM)
    await clock.settle()
    (sensor,) = sensors(hass, entry).values()
    (subentry_id,) = entry.subentries
    hass.config_entries.async_remove_subentry(entry, subentry_id)
    await clock.settle()
    registry = er.async_get(hass)
    assert registry.async_get(sensor.entity_id) is None
    assert hass.states.get(sensor.entity_id) is None
    assert f"custom_metric.{subentry_id}" not in catalogue_of(entry).groups
    await add(hass, entry, {"menu": FILTER}, SUM)
    await clock.settle()
    assert shown(hass, entry) not in {STATE_UNAVAILABLE, STATE_UNKNOWN}


async def test_it_is_there_after_a_restart(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """The same sensor, even while the router is away."""
    entry = await add_router(hass, router)
    await add(hass, entry, {"menu": FILTER}, SUM)
    await clock.settle()
    before = sensors(hass, entry)
    await hass.config_entries.async_reload(entry.entry_id)
    await clock.settle()
    assert sensors(hass, entry) == before
    await wait_for(lambda: shown(hass, entry) != STATE_UNAVAILABLE)


def headings(hass: HomeAssistant, entry: MockConfigEntry, **wishes: Any) -> dict[str, list[str]]:
    """Return the entities that the router's view draws, by the heading above them."""
    view = router_view(hass, entry, Layout.of(entry, wishes), Range.LIVE)
    found: dict[str, list[str]] = {}
    for section in view["sections"]:
        title, *cards = section["cards"]
        drawn = [
            one["entity"]
            for card in cards
            for one in card.get("entities", ())
            if isinstance(one, dict) and "entity" in one
        ]
        found.setdefault(title.get("heading", ""), []).extend(drawn)
    return found


async def test_a_graph_of_its_own(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """Titled by the metric, below the others, whichever of those a person left out."""
    entry = await add_router(hass, router)
    await add(hass, entry, {"menu": FILTER}, SUM, {"name": "Правила"})
    await clock.settle()
    (sensor,) = sensors(hass, entry).values()
    assert headings(hass, entry)["Правила"] == [sensor.entity_id]
    hass.config_entries.async_update_entry(entry, options={**entry.options, OPTION_GRAPHS: ["cpu"]})
    await clock.settle()
    assert list(headings(hass, entry))[-1] == "Правила"
    assert "Правила" not in headings(hass, entry, graphs=["cpu"])


async def test_a_graph_of_rows_names_the_rows(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """The common heading is not repeated at each."""
    entry = await add_router(hass, router)
    value = {"how": "rows", "field": "mtu", "name_field": "name"}
    await add(hass, entry, {"menu": "/interface", "query": ["type=ether"]}, value)
    await clock.settle()
    view = router_view(hass, entry, Layout.of(entry), Range.LIVE)
    (section,) = [one for one in view["sections"] if one["cards"][0].get("heading") == "Mine"]
    _, chart = section["cards"]
    assert {line["name"] for line in chart["entities"]} == set(sensors(hass, entry))


async def test_a_graph_that_there_is(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """It is in the built-in graph, in a chart of its unit; the axis allows values below zero."""
    entry = await add_router(hass, router)
    value = {"how": "value", "field": "cpu-load"}
    shown_as = {"graph": "cpu", "name": "Load again"}
    await add(hass, entry, {"menu": "/system/resource"}, value, shown_as, {"unit": "%"})
    await clock.settle()
    (sensor,) = sensors(hass, entry).values()
    assert sensor.entity_id in headings(hass, entry)["CPU usage"]
    assert len(headings(hass, entry)["CPU usage"]) > 1
    view = router_view(hass, entry, Layout.of(entry), Range.LIVE)
    charts = [
        card
        for section in view["sections"]
        for card in section["cards"]
        if sensor.entity_id in str(card.get("entities"))
    ]
    assert charts[0]["fit_y_data"] is True


async def test_in_the_table(
    hass: HomeAssistant,
    router: SimulatedRouter,
    clock: Clock,
    hass_ws_client: WebSocketGenerator,
) -> None:
    """Under its own name, and each row by the row's."""
    entry = await add_router(hass, router)
    value = {"how": "rows", "field": "mtu", "name_field": "name"}
    menu = {"menu": "/interface", "query": ["type=ether"]}
    await add(hass, entry, menu, value, {"name": "größte Rahmen"}, {"unit": "B"})
    await clock.settle()
    client = await hass_ws_client(hass)
    await client.send_json_auto_id({"type": f"{DOMAIN}/metrics"})
    answer = (await client.receive_json())["result"]
    place, metric = next(
        (place, one)
        for place, one in enumerate(answer["metrics"])
        if one["name"] == "Größte Rahmen"
    )
    assert answer["categories"][metric["category"]] == {"key": "custom", "name": "Added by you"}
    assert metric["figures"] == "mean"
    rows = [row for row in answer["rows"] if row[2] == place]
    assert {row[3] for row in rows} == set(sensors(hass, entry))
    assert {row[4] for row in rows} == {""}


async def test_diagnostics_say_what_it_is(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """How it is read and the result; a condition's value may be private."""
    entry = await add_router(hass, router)
    menu = {"menu": FILTER, "query": ["comment=of Jane"]}
    await add(hass, entry, menu, SUM, {"name": "Jane"})
    await clock.settle()
    report = await async_get_config_entry_diagnostics(hass, entry)
    (subentry_id,) = entry.subentries
    added = report["added"][subentry_id]
    assert added["type"] == "custom_metric"
    assert added["data"]["menu"] == FILTER
    assert added["data"]["field"] == "bytes"
    assert "Jane" not in str(report)
    group = report["tiers"]["short"]["groups"][group_of(entry)]
    assert group["outcome"] == "answered"


async def test_many_cost_a_command_each(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """A poll sends one command for each metric; the hourly one counts first."""
    entry = await add_router(hass, router)
    for name in ("A", "B", "C"):
        await add(
            hass, entry, {"menu": "/ip/arp"}, {"how": "sum", "field": "dynamic"}, {"name": name}
        )
    await clock.settle()
    await poll(entry, clock, "short")
    router.journal.clear()
    await poll(entry, clock, "short")
    assert len(router.journal.commands("/ip/arp/print")) == 3
    router.journal.clear()
    request_full_read(entry, "short")
    await poll(entry, clock, "short")
    assert len(router.journal.commands("/ip/arp/print")) == 6
    assert SHOWN["tier"] == "short"
