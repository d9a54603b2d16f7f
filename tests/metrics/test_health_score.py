"""The health score: the arithmetic of its factors, and routers in trouble."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.components.diagnostics import (
    get_diagnostics_for_config_entry,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.mikrotik_monitoring.alerts.rules import RULES
from custom_components.mikrotik_monitoring.alerts.settings import OFF
from custom_components.mikrotik_monitoring.const import OPTION_ALERTS
from custom_components.mikrotik_monitoring.diagnostics import async_get_config_entry_diagnostics
from custom_components.mikrotik_monitoring.metrics.bgp import BGP, BgpRow
from custom_components.mikrotik_monitoring.metrics.connection import TRACKING, TrackingRow
from custom_components.mikrotik_monitoring.metrics.gateway import Gateway
from custom_components.mikrotik_monitoring.metrics.health import HEALTH, SensorRow
from custom_components.mikrotik_monitoring.metrics.health_score import (
    FACTORS,
    SCORE,
    Cost,
    Factor,
    ScoreRow,
)
from custom_components.mikrotik_monitoring.metrics.interface_errors import (
    INTERFACE_ERRORS,
    ErrorsRow,
)
from custom_components.mikrotik_monitoring.metrics.model import Query, Reading
from custom_components.mikrotik_monitoring.metrics.ping import PING
from custom_components.mikrotik_monitoring.metrics.ping_row import PingRow
from custom_components.mikrotik_monitoring.metrics.system import RESOURCE, STORAGE, ResourceRow
from custom_components.mikrotik_monitoring.routeros import Command, Row
from simulator import Fault, Host, SimulatedRouter, load_profile
from tests.conftest import (
    Clock,
    StartRouter,
    add_router,
    history,
    is_connected,
    latest,
    poll,
    request_full_read,
    wait_for,
)

from .entities import entity_id, ports, state_of
from .readings import Known

HEALTH_MENU = "/system/health"
RESOURCE_MENU = "/system/resource"
BY_KEY = {factor.key: factor for factor in FACTORS}
EDGE = load_profile("ccr_isp").sensors


async def refuse(command: Command, **_: Any) -> list[Row]:
    """Fail: the score sends no commands."""
    raise AssertionError(command.path)


async def score_of(known: Mapping[str, list[Mapping[str, Any]]]) -> ScoreRow:
    """Return the score of groups' readings, a minute apart, the latest one last."""
    readings = {
        group: tuple(Reading(at=60.0 * at, rows=rows) for at, rows in enumerate(several))
        for group, several in known.items()
    }
    rows = await SCORE.read(
        Query(
            ask=refuse,
            keys=SCORE.keys,
            readings=Known(readings),
        )
    )
    assert rows[""] is not None
    return rows[""]


def resource(**fields: str) -> dict[str, ResourceRow]:
    """Return the row of the resource menu."""
    return {"": ResourceRow.from_row({name.replace("_", "-"): v for name, v in fields.items()})}


def port(errors: int, packets: int, **fields: str) -> ErrorsRow:
    """Return the counters of a port."""
    counters = {"rx-error": str(errors), "rx-packet": str(packets), "tx-packet": "0"}
    return ErrorsRow.from_row({"default-name": "ether1", **counters, **fields})


def pinged(lost: int, of: int) -> PingRow:
    """Return a target that has lost packets."""
    trips = (None,) * lost + (0.01,) * (of - lost)
    return PingRow(gateway=Gateway(name="g", arguments=()), round_trips=trips)


def test_the_table() -> None:
    """Weights and bounds are as decided."""
    assert {f.key: (f.weight, f.ok, f.critical) for f in FACTORS} == {
        "cpu_load": (20, 70, 95),
        "memory_used": (15, 80, 97),
        "storage_used": (5, 85, 98),
        "temperature": (15, 60, 80),
        "hardware_failed": (15, 0, 1),
        "packet_loss": (15, 1, 20),
        "interface_errors": (10, 0.01, 1),
        "connection_table": (10, 70, 95),
        "bgp_peers_down": (15, 0, 100),
        "just_booted": (5, 0, 1),
    }


@pytest.mark.parametrize("factor", FACTORS, ids=lambda factor: factor.key)
def test_severity_rises_linearly(factor: Factor) -> None:
    """Nothing up to the one bound, all from the other, and in proportion between them."""
    width = factor.critical - factor.ok
    for value, severity in ((-1, 0), (0, 0), (0.25, 0.25), (0.5, 0.5), (1, 1), (7, 1)):
        assert factor.severity(factor.ok + value * width) == pytest.approx(severity)


@pytest.mark.parametrize(
    ("key", "known", "value"),
    [
        (
            "cpu_load",
            {RESOURCE.key: [resource(cpu_load="60"), resource(), resource(cpu_load="95")]},
            77.5,
        ),
        (
            "memory_used",
            {RESOURCE.key: [resource(free_memory="10", total_memory="100")]},
            90,
        ),
        (
            "storage_used",
            {STORAGE.key: [resource(free_hdd_space="8", total_hdd_space="100")]},
            92,
        ),
        (
            "temperature",
            {
                HEALTH.key: [
                    {
                        name: SensorRow.from_row({"name": name, "value": value})
                        for name, value in (
                            ("cpu-temperature", "61"),
                            ("sfp-temperature", "72"),
                            ("voltage", "240"),
                            ("fan1-speed", "4800"),
                        )
                    }
                ]
            },
            72,
        ),
        (
            "packet_loss",
            {PING.key: [{"a": pinged(1, 30), "b": pinged(3, 30), "c": pinged(0, 0)}]},
            10,
        ),
        (
            "interface_errors",
            {
                INTERFACE_ERRORS.key: [
                    {"": port(0, 0)},
                    {"a": port(5, 1000), "b": port(0, 0), "new": port(0, 0)},
                    {"a": port(7, 1998), "b": port(3, 997), "again": port(900, 900)},
                ]
            },
            0.25,
        ),
        (
            "connection_table",
            {TRACKING.key: [{"": TrackingRow(total=80, maximum=100)}]},
            80,
        ),
        (
            "bgp_peers_down",
            {BGP.key: [{"": BgpRow(menu="", established=3, configured=4, prefixes=0)}]},
            25,
        ),
    ],
)
async def test_what_a_factor_is_made_of(key: str, known: Any, value: float) -> None:
    """Each is a mean, a maximum or a share of what other groups have read."""
    cost = (await score_of(known)).costs[key]
    assert cost.value == pytest.approx(value)
    assert cost.points == pytest.approx(BY_KEY[key].severity(value) * BY_KEY[key].weight)
    assert 0 < cost.severity < 1


@pytest.mark.parametrize(("state", "points"), [("ok", 0), ("fail", 15)])
async def test_a_failed_power_supply(state: str, points: float) -> None:
    """One that failed is enough."""
    rows = [{"name": "psu1-state", "value": "ok"}, {"name": "psu2-state", "value": state}]
    sensors = {row["name"]: SensorRow.from_row(row) for row in rows}
    assert (await score_of({HEALTH.key: [sensors]})).costs["hardware_failed"].points == points


@pytest.mark.parametrize(("minutes", "points"), [(9.9, 5), (10.1, 0)])
async def test_a_start(minutes: float, points: float) -> None:
    """It counts for ten minutes."""
    row = resource(uptime="1s")[""]
    booted = dt_util.utcnow() - timedelta(minutes=minutes)
    rows = {"": ResourceRow(**{**_fields(row), "booted": booted})}
    assert (await score_of({RESOURCE.key: [rows]})).costs["just_booted"].points == points


def _fields(row: ResourceRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in row.__slots__}


@pytest.mark.parametrize(
    "known",
    [
        {},
        {RESOURCE.key: [resource()], STORAGE.key: [{}], HEALTH.key: [{}], PING.key: [{}]},
        {RESOURCE.key: [{}], TRACKING.key: [{"": TrackingRow(total=5, maximum=None)}]},
        {PING.key: [{"a": PingRow(gateway=Gateway(name="g", arguments=()), refusal="no")}]},
        {BGP.key: [{"": BgpRow(menu="", established=0, configured=0, prefixes=0)}]},
        # One reading, counters that were reset, an idle port, and what is no port.
        {INTERFACE_ERRORS.key: [{"a": port(0, 9)}]},
        {INTERFACE_ERRORS.key: [{"a": port(9, 9)}, {"a": port(0, 99)}]},
        {INTERFACE_ERRORS.key: [{"a": port(9, 9)}, {"a": port(9, 9)}]},
        {INTERFACE_ERRORS.key: [{"a": port(0, 1, **{"default-name": ""})}] * 2},
    ],
)
async def test_what_is_not_told_is_left_out(known: Any) -> None:
    """No factor is guessed, and without any of them the score is unknown."""
    row = await score_of(known)
    assert row.costs == {}
    assert row.score is None
    assert row.factor is None
    assert all(metric.is_supported(row) for metric in SCORE.metrics)


def test_never_below_zero() -> None:
    """The weights are more than there is to lose; the first of equal factors is named."""
    costs = {f.key: Cost(value=f.critical, severity=1, points=f.weight) for f in FACTORS}
    assert sum(cost.points for cost in costs.values()) == 125
    assert ScoreRow(costs=costs).score == 0
    assert ScoreRow(costs=costs).factor == "cpu_load"
    equal = {key: costs[key] for key in ("storage_used", "just_booted", "temperature")}
    assert ScoreRow(costs=equal).factor == "temperature"
    assert ScoreRow(costs=equal).score == 75
    well = {key: Cost(value=0, severity=0, points=0) for key in costs}
    assert (ScoreRow(costs=well).score, ScoreRow(costs=well).factor) == (100, "none")


def shown(hass: HomeAssistant, router: SimulatedRouter) -> tuple[str, str]:
    """Return the states of both sensors."""
    return state_of(hass, router, "score"), state_of(hass, router, "score.factor")


def costs_of(entry: MockConfigEntry) -> Mapping[str, Cost]:
    """Return what the factors cost now."""
    score = latest(entry, SCORE.key)
    assert score is not None
    costs: Mapping[str, Cost] = score.rows[""].costs
    return costs


async def test_a_score_is_whole_from_its_first_value(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """It waits until every tier was read: the values of the slow ones are in it."""
    router = await start_router("ccr_isp", interfaces=ports("ccr_isp", "ether2", "ether3"))
    entry = await add_router(hass, router)
    assert costs_of(entry).keys() == BY_KEY.keys() - {"interface_errors"}
    state = hass.states.get(entity_id(hass, router, "score"))
    assert state is not None
    assert state.attributes["unit_of_measurement"] == "points"
    factor = hass.states.get(entity_id(hass, router, "score.factor"))
    assert factor is not None
    assert factor.attributes["options"] == [*BY_KEY, "none"]
    await clock.advance(60, step=60)
    assert costs_of(entry).keys() == BY_KEY.keys()


@pytest.fixture
async def well(hass: HomeAssistant, start_router: StartRouter) -> SimulatedRouter:
    """Return a healthy router with two power supplies."""
    router: SimulatedRouter = await start_router(
        interfaces=ports("rb5009", "ether1", "ether2"), sensors=EDGE, uptime=90_000
    )
    router.set_field(RESOURCE_MENU, {}, {"cpu-load": "10"})
    return router


async def test_a_router_that_is_well(
    hass: HomeAssistant, well: SimulatedRouter, clock: Clock
) -> None:
    """It has all points, and nothing costs any."""
    await add_router(hass, well)
    assert shown(hass, well) == ("100", "none")


async def test_a_hot_router_with_a_failed_power_supply(
    hass: HomeAssistant, well: SimulatedRouter, clock: Clock
) -> None:
    """Both cost, the factor is the one that costs more, and all is well again."""
    entry = await add_router(hass, well)
    before = next(r["value"] for r in well.rows(HEALTH_MENU) if r["name"] == "cpu-temperature")
    well.set_field(HEALTH_MENU, {"name": "cpu-temperature"}, {"value": "70"})
    await poll(entry, clock, "short")
    assert shown(hass, well) == ("92", "temperature")
    well.set_field(HEALTH_MENU, {"name": "psu2-state"}, {"value": "fail"})
    await poll(entry, clock, "short")
    assert shown(hass, well) == ("78", "hardware_failed")
    well.set_field(HEALTH_MENU, {"name": "psu2-state"}, {"value": "ok"})
    well.set_field(HEALTH_MENU, {"name": "cpu-temperature"}, {"value": before})
    await poll(entry, clock, "short")
    assert shown(hass, well) == ("100", "none")


async def test_a_lossy_gateway(hass: HomeAssistant, well: SimulatedRouter, clock: Clock) -> None:
    """Packets that are lost now count at once; a refused target is no loss."""
    entry = await add_router(hass, well)
    ping = latest(entry, PING.key)
    assert ping is not None
    assert ping.rows
    for target in ping.rows:
        well.hosts[target] = Host(round_trip=0.01, loss=1.0)
    await poll(entry, clock, "short")
    assert costs_of(entry)["packet_loss"].value == 50
    assert shown(hass, well) == ("85", "packet_loss")


async def test_a_reboot(hass: HomeAssistant, well: SimulatedRouter, clock: Clock) -> None:
    """The score goes with the link, is back with it, and remembers the start for ten minutes."""
    entry = await add_router(hass, well)
    well.reboot()
    await wait_for(lambda: not is_connected(entry))
    await wait_for(lambda: shown(hass, well) == ("unavailable", "unavailable"))
    await wait_for(lambda: is_connected(entry))
    await clock.settle()
    assert shown(hass, well) == ("95", "just_booted")
    await clock.advance(660, step=60)
    assert shown(hass, well) == ("100", "none")


async def test_the_load_is_a_mean_of_all_samples(
    hass: HomeAssistant, well: SimulatedRouter, clock: Clock
) -> None:
    """Five minutes of five-second samples count, not the one sample of each minute."""
    entry = await add_router(hass, well)
    await clock.advance(300)
    assert costs_of(entry)["cpu_load"].value == pytest.approx(10)
    well.set_field(RESOURCE_MENU, {}, {"cpu-load": "100"})
    await clock.advance(150)
    await poll(entry, clock, "short")
    assert costs_of(entry)["cpu_load"].value == pytest.approx(55, abs=2)
    assert shown(hass, well) == ("100", "none")
    await clock.advance(300)
    await poll(entry, clock, "short")
    assert costs_of(entry)["cpu_load"].value == pytest.approx(100)
    assert shown(hass, well) == ("80", "cpu_load")


async def test_broken_packets(hass: HomeAssistant, well: SimulatedRouter, clock: Clock) -> None:
    """The share is that of the router's own counters between two readings, over all ports."""
    entry = await add_router(hass, well)
    await clock.advance(60, step=20)
    broken = int(0.006 * (_packets(well, clock()) - _packets(well, clock() - 60)))
    was = well.counter("ether2", "rx-error")
    well.set_field("/interface", {"name": "ether2"}, {"rx-error": str(was + broken)})
    await clock.advance(60, step=20)
    before, now = history(entry, INTERFACE_ERRORS.key)[-2:]
    good = _packets(well, now.at) - _packets(well, before.at)
    cost = costs_of(entry)["interface_errors"]
    assert 0.05 < cost.value < 5
    assert cost.value == pytest.approx(100 * broken / (good + broken), rel=0.02)
    assert shown(hass, well)[1] == "interface_errors"


def _packets(router: SimulatedRouter, at: float) -> int:
    """Return the packets of both ports at a time of the clock."""
    names = ("rx-packet", "tx-packet")
    return sum(router.counter(port, name, at) for port in ("ether1", "ether2") for name in names)


async def test_a_full_connection_table_and_memory(
    hass: HomeAssistant, well: SimulatedRouter, clock: Clock
) -> None:
    """Both come from the realtime tier, as of its last poll."""
    entry = await add_router(hass, well)
    total = int(well.rows(RESOURCE_MENU)[0]["total-memory"])
    well.set_field(RESOURCE_MENU, {}, {"free-memory": str(int(total * 0.03))})
    tracking = "/ip/firewall/connection/tracking"
    most = int(well.rows(tracking)[0]["max-entries"])
    well.set_field(tracking, {}, {"total-entries": str(int(most * 0.9))})
    await poll(entry, clock, "realtime", "short")
    assert costs_of(entry)["memory_used"].points == pytest.approx(15, rel=0.01)
    assert costs_of(entry)["connection_table"].points == pytest.approx(8, rel=0.01)
    assert shown(hass, well) == ("77", "memory_used")


@pytest.mark.parametrize("version", ["6.49.18", "7.20.4"])
async def test_both_versions_have_a_score(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock, version: str
) -> None:
    """Sensors in one wide row count like those in a table."""
    router = await start_router(
        version=version, interfaces=ports("rb5009", "ether1"), sensors=EDGE, uptime=90_000
    )
    entry = await add_router(hass, router)
    assert {"temperature", "hardware_failed", "packet_loss"} <= costs_of(entry).keys()


async def test_without_what_it_had_the_score_is_not_known(
    hass: HomeAssistant, well: SimulatedRouter, clock: Clock
) -> None:
    """A router that stops reporting does not score better; the score is back with the menu."""
    entry = await add_router(hass, well)
    well.set_field(HEALTH_MENU, {"name": "psu2-state"}, {"value": "fail"})
    await poll(entry, clock, "short")
    assert shown(hass, well) == ("85", "hardware_failed")
    well.faults.set(Fault.REFUSE, command=f"{HEALTH_MENU}/print", message="failure: busy")
    await poll(entry, clock, "short")
    assert shown(hass, well) == ("unknown", "unknown")
    assert not {"temperature", "hardware_failed"} & costs_of(entry).keys()
    report = await async_get_config_entry_diagnostics(hass, entry)
    assert report["health_score"]["lost"] == ["hardware_failed", "temperature"]
    request_full_read(entry, "realtime")
    await poll(entry, clock, "realtime", "short")
    assert shown(hass, well) == ("unknown", "unknown")
    well.faults.clear()
    await poll(entry, clock, "short")
    assert shown(hass, well) == ("85", "hardware_failed")


async def test_a_score_of_before_a_lost_link_knows_what_it_had(
    hass: HomeAssistant, well: SimulatedRouter, clock: Clock
) -> None:
    """Then, too, a menu that fails does not improve the score."""
    entry = await add_router(hass, well)
    well.faults.set(Fault.REFUSE, command=f"{HEALTH_MENU}/print", message="failure: busy")
    well.reboot()
    await wait_for(lambda: not is_connected(entry))
    await wait_for(lambda: is_connected(entry))
    await clock.settle()
    assert shown(hass, well) == ("unknown", "unknown")
    well.faults.clear()
    await poll(entry, clock, "short")
    assert shown(hass, well) == ("95", "just_booted")


async def test_what_a_router_has_no_more_is_left_out_after_an_hour(
    hass: HomeAssistant, well: SimulatedRouter, clock: Clock
) -> None:
    """A tracker that was switched off is no fault, once the hourly pass has noticed."""
    entry = await add_router(hass, well)
    tracking = "/ip/firewall/connection/tracking"
    held = well.rows(tracking)[0]["total-entries"]
    well.set_field(tracking, {}, {"total-entries": None})
    await poll(entry, clock, "realtime", "short")
    assert shown(hass, well) == ("unknown", "unknown")
    request_full_read(entry, "short")
    await poll(entry, clock, "short")
    assert shown(hass, well) == ("100", "none")
    well.set_field(tracking, {}, {"total-entries": held})
    await poll(entry, clock, "realtime", "short")
    assert "connection_table" in costs_of(entry)


async def test_what_it_needs_is_read_although_disabled(
    hass: HomeAssistant, well: SimulatedRouter, clock: Clock
) -> None:
    """Disabling those sensors keeps the score; disabling the score saves the reading."""
    # Alerts require their metrics, too.
    alerts = {OFF: [rule.key for rule in RULES]}
    entry = await add_router(hass, well, **{OPTION_ALERTS: alerts})
    registry = er.async_get(hass)
    for key in ("system.cpu.load", "system.memory.percent", "system.memory.used", "system.uptime"):
        _disable(registry, entity_id(hass, well, key))
    _disable(registry, entity_id(hass, well, "interface.errors.rate", "port:ether1"))
    await clock.advance(40, step=40)
    await clock.advance(60)
    assert {"cpu_load", "memory_used", "interface_errors"} <= costs_of(entry).keys()
    well.journal.clear()
    await clock.advance(60)
    asked = [word for entry in well.journal for word in entry.words]
    assert [word for word in asked if "cpu-load" in word]
    assert [word for word in asked if "rx-packet" in word]
    for key in ("score", "score.factor"):
        _disable(registry, entity_id(hass, well, key))
    await clock.advance(40, step=40)
    well.journal.clear()
    await clock.advance(60)
    asked = [word for entry in well.journal for word in entry.words]
    assert not [word for word in asked if "cpu-load" in word or "rx-packet" in word]


def _disable(registry: er.EntityRegistry, known_by: str) -> None:
    registry.async_update_entity(known_by, disabled_by=er.RegistryEntryDisabler.USER)


async def test_diagnostics_list_every_factor(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    well: SimulatedRouter,
    clock: Clock,
) -> None:
    """Value, severity and cost of each; one that the router does not report has none."""
    entry = await add_router(hass, well)
    well.set_field(HEALTH_MENU, {"name": "cpu-temperature"}, {"value": "70"})
    await poll(entry, clock, "short")
    report: Any = await get_diagnostics_for_config_entry(hass, hass_client, entry)
    score = report["health_score"]
    assert list(score["factors"]) == list(BY_KEY)
    assert score["factors"]["temperature"] == {"value": 70.0, "severity": 0.5, "points": 7.5}
    assert score["factors"]["hardware_failed"] == {"value": 0.0, "severity": 0.0, "points": 0.0}
    assert score["factors"]["bgp_peers_down"] is None
    assert score["score"] == 92.5
    await well.stop()
    await wait_for(lambda: not is_connected(entry))
    await clock.settle()
    report = await get_diagnostics_for_config_entry(hass, hass_client, entry)
    assert report["health_score"] == {"score": None, "factors": {}, "lost": []}
