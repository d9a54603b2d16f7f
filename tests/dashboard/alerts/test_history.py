"""Past alerts: in pages, with their last value, and marked on their graph."""

from datetime import datetime, timedelta
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.mikrotik_monitoring.alerts.center import alert_center
from custom_components.mikrotik_monitoring.alerts.model import Value
from custom_components.mikrotik_monitoring.dashboard.alerts.shown import shown_past
from tests.dashboard.conftest import absent_router

from .conftest import HEAT, STORAGE, Page, goes_by, read


async def test_it_comes_in_parts(hass: HomeAssistant, entry: MockConfigEntry, page: Page) -> None:
    """The newest first, of all routers together; can be filtered by severity."""
    other = absent_router(title="Barn", unique_id="HE0000BARN")
    other.add_to_hass(hass)
    for hours in range(60, 3, -1):
        goes_by(hass, entry if hours % 2 else other, hours=hours)
    goes_by(hass, entry, used=97, hours=2)
    history = await page.get("alert_history")
    assert (history["total"], len(history["alerts"]), history["days"]) == (58, 50, 30)
    assert history["routers"][other.entry_id]["name"] == "Barn"
    newest = history["alerts"][0]
    assert (newest["router"], newest["severity"]) == (entry.entry_id, "critical")
    assert (newest["name"], newest["bound"], newest["unit"]) == ("Storage is nearly full", 95, "%")
    lasted = datetime.fromisoformat(newest["until"]) - datetime.fromisoformat(newest["since"])
    assert lasted == timedelta(minutes=30)
    rest = await page.get("alert_history", offset=50)
    assert (rest["total"], len(rest["alerts"])) == (58, 8)
    ends = [one["until"] for one in (*history["alerts"], *rest["alerts"])]
    assert ends == sorted(ends, reverse=True)
    critical = await page.get("alert_history", severity="critical")
    assert (critical["total"], len(critical["alerts"])) == (1, 1)
    alone = await page.get("alert_history", routers=[other.entry_id])
    assert {one["router"] for one in alone["alerts"]} == {other.entry_id}


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, {}),
        (
            {"detail": "custom", "groups": {"ntp": "off"}},
            {"Clock is not synchronised": "option Detail"},
        ),
        ({"detail": "custom", "groups": {"ntp": "off"}, "alerts": {"off": ["clock"]}}, {}),
        (
            {"ping_gateways": False},
            {"Packet loss": "gateways is off", "Latency is high": "gateways is off"},
        ),
    ],
)
async def test_what_is_not_watched(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    page: Page,
    options: dict[str, Any],
    expected: dict[str, str],
) -> None:
    """An enabled alert says why nothing can raise it; a disabled one is not listed."""
    hass.config_entries.async_update_entry(entry, options=options)
    missing = (await page.get("alert_history"))["not_watched"]
    told = {one["name"]: one["reason"] for one in missing}
    assert expected.keys() <= told.keys()
    assert all(expected[name] in told[name] for name in expected)
    if not expected:
        assert told == {}
    assert {one["router"] for one in missing} <= {entry.entry_id}


async def test_when_it_was_on(hass: HomeAssistant, entry: MockConfigEntry, page: Page) -> None:
    """Alerts that overlap the range or are still active, the oldest first; none of other graphs."""
    goes_by(hass, entry, hours=30)
    goes_by(hass, entry, hours=20)
    read(hass, entry, STORAGE, 90.0)
    read(hass, entry, "interface.sfp.tx_fault", False, "port:sfp1", lambda _: "sfp1")
    read(hass, entry, "interface.sfp.tx_fault", True, "port:sfp1", lambda _: "sfp1")
    router = {"router": entry.entry_id, "alerts": ["storage", "cpu"]}
    day = await page.get("alert_marks", **router, hours=24)
    assert [mark["until"] is None for mark in day["marks"]] == [False, True]
    assert day["marks"][0]["since"] < day["marks"][1]["since"]
    assert datetime.fromisoformat(day["known_since"]) < dt_util.utcnow() - timedelta(hours=23)
    year = await page.get("alert_marks", **router, hours=24 * 365)
    assert len(year["marks"]) == 3
    remembered = dt_util.utcnow() - datetime.fromisoformat(year["known_since"])
    assert remembered.days in {29, 30}
    optics = {"router": entry.entry_id, "alerts": ["optical_fault"], "hours": 1}
    [mark] = (await page.get("alert_marks", **optics, instance="port:sfp1"))["marks"]
    assert (mark["name"], mark["label"], mark["severity"]) == (
        "Module's transmitter fails",
        "sfp1",
        "critical",
    )
    assert (await page.get("alert_marks", **optics, instance="port:sfp2"))["marks"] == []


TIME = "2026-01-02T03:04:05+00:00"


@pytest.mark.parametrize(
    ("key", "value", "bound", "expected"),
    [
        ("link_down", False, None, {"value": None, "bound": None}),
        ("link_flapping", True, 4, {"value": None, "bound": None}),
        ("backup_old", TIME, 30, {"value": TIME, "is_time": True, "bound": 30, "bound_unit": "d"}),
        ("licence", TIME, 14, {"is_time": True, "bound_unit": "d"}),
        ("storage_full_soon", 80.0, 24.0, {"unit": "%", "bound": 24.0, "bound_unit": "h"}),
        ("rebooted", TIME, TIME, {"is_time": True, "is_before": True, "bound": TIME}),
        ("uplink_changed", "lte1", "ether1", {"value": "lte1", "bound": "ether1"}),
        ("pppoe_fell", 20, 100, {"is_before": True, "bound": 100}),
        ("latency", 400.0, 150.0, {"unit": "ms", "bound_unit": "ms", "is_before": False}),
        ("errors", 90.0, 60.0, {"unit": "packets/min", "bound_unit": "packets/min"}),
        ("unreachable", True, None, {"value": None, "unit": None}),
        ("gone_with_an_old_version", 3, 2, {"value": None, "name": "gone_with_an_old_version"}),
    ],
)
async def test_a_value_and_its_bound(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    key: str,
    value: Value,
    bound: Value,
    expected: dict[str, Any],
) -> None:
    """Each is what its condition compares: a limit in its own unit, or the previous value."""
    del entry
    alert = {"key": key, "instance": "", "value": value, "bound": bound}
    shown = shown_past(hass, {"alert": alert, "cleared": TIME})
    assert {name: shown[name] for name in expected} == expected
    assert shown["until"] == TIME


async def test_what_was_stored_of_a_metric_that_is_left_out(
    hass: HomeAssistant, entry: MockConfigEntry, page: Page
) -> None:
    """Alerts of what was left out are cleared."""
    for _ in range(2):
        read(hass, entry, HEAT, 80.0, "name:cpu-temperature")
    read(hass, entry, STORAGE, 90.0)
    hass.config_entries.async_update_entry(
        entry, options={"detail": "custom", "groups": {"system.storage": "off"}}
    )
    assert not [one for one in alert_center(hass).active(entry.entry_id) if one.id.key == "storage"]
    assert "storage" not in str(await page.listen())
