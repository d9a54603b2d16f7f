"""Which alerts are on, and at which bounds: set per router, effective at once."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest

from custom_components.mikrotik_monitoring.alerts.center import alert_center
from custom_components.mikrotik_monitoring.alerts.conditions import Leveled
from custom_components.mikrotik_monitoring.alerts.figures import Outside
from custom_components.mikrotik_monitoring.alerts.rules import RULES
from custom_components.mikrotik_monitoring.alerts.settings import (
    bounds_of,
    built_in,
    rules_of,
    with_bounds,
    wrong_bounds,
)
from custom_components.mikrotik_monitoring.const import (
    OPTION_ALERTS,
    OPTION_BANDWIDTH,
    OPTION_GROUPS,
    OPTION_INTERFACES,
)
from simulator import SimulatedRouter
from tests.conftest import Clock, add_router
from tests.test_options_flow import open_form, send

# The simulated routers' clocks are not ours: how old their backups are depends on the day.
WITHOUT_BACKUP = {"off": ["backup_old", "polls_skipped", "polls_slow"]}
EVERY = [rule.key for rule in RULES if rule.is_default]
# Alerts that need a value from the owner.
FIGURES = {
    "availability",
    "commit",
    "contract_rx",
    "contract_tx",
    "flash_writes",
    "optical_rx_band",
    "optical_tx_band",
}
WITHOUT_FIGURES = set(EVERY) - FIGURES


async def test_all_are_on_at_first(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """Defaults are not stored."""
    entry = await add_router(hass, router)
    result = await open_form(hass, entry, "alerts")
    assert result["data_schema"] is not None
    shown = {str(one): one.description for one in result["data_schema"].schema}
    assert shown["on"] == {"suggested_value": EVERY}
    [on, change] = result["data_schema"].schema.values()
    assert on.config["options"] == change.config["options"]
    labels = {one["value"]: one["label"] for one in on.config["options"]}
    assert labels["cpu"] == "CPU usage is high (90 / 80, 300 s)"
    assert labels["bgp_down"] == "BGP session down (0 s)"
    result = await send(hass, result, {"on": EVERY})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert OPTION_ALERTS not in entry.options


async def test_what_is_set_is_shown(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """As a table of what differs from the defaults, and of what is not watched."""
    entry = await add_router(hass, router)
    shown = await table(hass, entry)
    assert "| CPU usage" not in shown
    assert "| Optical" not in shown
    assert "| 95th percentile is above the commit | *not watched*: no interface" in shown
    assert "| Monthly availability is below its target | *not watched*: needs" in shown
    alerts = {
        "off": ["memory"],
        "on": ["wireguard_down"],
        "bounds": {"cpu": {"warning_raise_at": 95}, "errors": {"least_share": 1}},
    }
    options = {
        OPTION_ALERTS: alerts,
        "detail": "custom",
        OPTION_GROUPS: {"bgp": "off"},
        OPTION_INTERFACES: {"by": "picked", "picked": ["port:ether1"]},
        OPTION_BANDWIDTH: {"port:ether1": {"down": 1_000_000, "commit": 500_000}},
    }
    hass.config_entries.async_update_entry(entry, options=options)
    await clock.settle()
    shown = await table(hass, entry)
    assert "| Memory usage is high | off |" in shown
    assert "| WireGuard peer down | on |" in shown
    assert "| CPU usage is high | 95 / 80, 300 s (default 90 / 80, 300 s) |" in shown
    assert "| Packets arrive damaged | 60 / 30 / 1, 300 s (default 60 / 30 / 0.1, 300 s) |" in shown
    assert "| BGP session down | *not watched*: left out in Detail |" in shown
    assert "95th percentile" not in shown
    assert shown.endswith("are not watched either.")


async def table(hass: HomeAssistant, entry: Any) -> str:
    """Return the table that the form shows."""
    result = await open_form(hass, entry, "alerts")
    hass.config_entries.options.async_abort(result["flow_id"])
    return str((result["description_placeholders"] or {})["table"])


async def test_one_is_switched_off(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """Its active alerts are cleared at once, and the metrics it needs are no longer read."""
    entry = await add_router(hass, router, alerts=WITHOUT_BACKUP)
    await clock.advance(70, step=10)
    router.set_field("/interface", {"name": "ether5"}, {"running": "false"})
    await clock.advance(30)
    center = alert_center(hass)
    assert [alert.id.key for alert in center.active(entry.entry_id)] == ["link_down"]
    on = [key for key in EVERY if key not in {"link_down", "backup_old", "certificate"}]
    await send(hass, await open_form(hass, entry, "alerts"), {"on": on})
    await clock.settle()
    assert entry.options[OPTION_ALERTS] == {"off": ["backup_old", "certificate", "link_down"]}
    assert center.active(entry.entry_id) == []
    assert "system.certificates.expiry" not in center.alerts(entry.entry_id).metrics
    await send(hass, await open_form(hass, entry, "alerts"), {"on": EVERY})
    await clock.settle()
    assert OPTION_ALERTS not in entry.options
    assert "system.certificates.expiry" in center.alerts(entry.entry_id).metrics
    assert "wireguard.peer.connected" not in center.alerts(entry.entry_id).metrics
    typed = {"on": [*EVERY, "wireguard_down"]}
    await send(hass, await open_form(hass, entry, "alerts"), typed)
    await clock.settle()
    assert entry.options[OPTION_ALERTS] == {"on": ["wireguard_down"]}
    assert "wireguard.peer.connected" in center.alerts(entry.entry_id).metrics


async def test_other_bounds(hass: HomeAssistant, router: SimulatedRouter, clock: Clock) -> None:
    """They apply from the next value on; empty fields are the default."""
    entry = await add_router(hass, router)
    await clock.advance(70, step=10)
    typed: dict[str, Any] = {"on": EVERY, "change": "connections"}
    result = await send(hass, await open_form(hass, entry, "alerts"), typed)
    assert result["step_id"] == "alert_bounds"
    texts = result["description_placeholders"]
    assert texts is not None
    assert texts["alert"] == "Connection table is nearly full"
    wrong = {"warning_raise_at": 80, "warning_clear_at": 90}
    result = await send(hass, result, wrong)
    assert result["errors"] == {"warning_clear_at": "bounds"}
    result = await send(hass, result, {"warning_raise_at": 99, "critical_raise_at": 98})
    assert result["errors"] == {"critical_raise_at": "bounds"}
    low = {"warning_raise_at": 0.0001, "warning_clear_at": 0.0001, "hold": 0}
    result = await send(hass, result, low)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    stored = {"bounds": {"connections": {"warning_raise_at": 0.0001, "warning_clear_at": 0.0001}}}
    assert entry.options[OPTION_ALERTS] == stored
    await clock.advance(15)
    active = alert_center(hass).active(entry.entry_id)
    [alert] = [one for one in active if one.id.key == "connections"]
    assert alert.bound == 0.0001


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.key)
def test_every_bound_can_be_set(rule: Any) -> None:
    """And what another version has stored is ignored."""
    assert list(wrong_bounds(rule)) == []
    bounds = {
        name: (value or 0) + place for place, (name, value) in enumerate(bounds_of(rule).items(), 1)
    }
    set_bounds = {rule.key: {**bounds, "old": 3}, "gone": {"hold": 1}}
    contracts = {"port:ether1": {"down": 1, "up": 1, "commit": 1}}
    stored = {
        OPTION_ALERTS: {"on": [rule.key], "bounds": set_bounds},
        OPTION_BANDWIDTH: contracts,
    }
    [found] = [one for one in rules_of(stored) if one.key == rule.key]
    assert bounds_of(found) == bounds
    assert built_in(rule.key) is rule
    unsound = rule.condition.with_bounds(dict.fromkeys(rule.condition.bounds, -5))
    is_free = not rule.condition.bounds or isinstance(rule.condition, (Leveled, Outside))
    assert is_free or list(unsound.wrong_bounds())


def test_rules_that_are_off() -> None:
    """An unknown one is ignored."""
    found = {rule.key for rule in rules_of({OPTION_ALERTS: {"off": ["cpu", "gone"]}})}
    assert found == WITHOUT_FIGURES - {"cpu"}
    found = {rule.key for rule in rules_of({OPTION_ALERTS: {"on": ["wireguard_down", "gone"]}})}
    assert found == {*WITHOUT_FIGURES, "wireguard_down"}


def test_what_needs_a_figure_of_the_owner() -> None:
    """It is watched once the value is set, and only for the interfaces that it applies to."""
    bounds = {
        "availability": {"low": 99.5},
        "flash_writes": {"high": 5000},
        "optical_rx_band": {"low": -18},
        "optical_tx_band": {"high": 2},
    }
    options = {
        OPTION_ALERTS: {"bounds": bounds},
        OPTION_BANDWIDTH: {"port:ether1": {"down": 5}, "port:ether2": {"up": 5, "commit": 1}},
    }
    found = {rule.key: rule for rule in rules_of(options)}
    assert found.keys() - WITHOUT_FIGURES == FIGURES
    assert found.keys() == {*WITHOUT_FIGURES, *FIGURES}
    for key, interface in (
        ("contract_rx", "ether1"),
        ("contract_tx", "ether2"),
        ("commit", "ether2"),
    ):
        watched = [one for one in ("port:ether1", "port:ether2") if found[key].watches(one)]
        assert watched == [f"port:{interface}"]


def test_bounds_that_cannot_be() -> None:
    """A band must not be empty, a share not negative, and a hold not too short to measure."""
    band, errors, unreachable = map(built_in, ("optical_rx_band", "errors", "unreachable"))
    assert list(wrong_bounds(with_bounds(band, {"low": -5, "high": -20}))) == ["high"]
    assert list(wrong_bounds(with_bounds(band, {"low": -20, "high": -5}))) == []
    assert list(wrong_bounds(with_bounds(errors, {"least_share": -1}))) == ["least_share"]
    assert list(wrong_bounds(with_bounds(unreachable, {"hold": 9}))) == ["hold"]
    assert list(wrong_bounds(with_bounds(unreachable, {"hold": 10}))) == []
    assert list(wrong_bounds(with_bounds(errors, {"hold": -1}))) == ["hold"]
