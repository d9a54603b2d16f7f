"""Removing a router leaves nothing behind; the last one also removes what all shared."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import (
    device_registry as dr,
    entity_registry as er,
    issue_registry as ir,
)
from pytest_homeassistant_custom_component.common import async_mock_service

from custom_components.mikrotik_monitoring.alerts.center import alert_center
from custom_components.mikrotik_monitoring.const import DOMAIN
from custom_components.mikrotik_monitoring.dashboard import panel
from custom_components.mikrotik_monitoring.notifications.notifier import notifier
from custom_components.mikrotik_monitoring.notifications.settings import Settings
from simulator import Fault

from .conftest import Clock, StartRouter, add_router

TRACKING = "/ip/firewall/connection/tracking/print"


def ours(storage: dict[str, Any], *needles: str) -> list[str]:
    """Return the stored files that contain one of some texts."""
    found = []
    for key, content in storage.items():
        # What has been removed is remembered by Home Assistant itself, for when it comes back.
        data = {name: part for name, part in content["data"].items() if "deleted" not in name}
        if any(needle in str(data) for needle in needles):
            found.append(key)
    return found


async def test_nothing_is_left(
    hass: HomeAssistant,
    start_router: StartRouter,
    clock: Clock,
    hass_storage: dict[str, dict[str, Any]],
) -> None:
    """Entities, devices, repairs, alerts, stored files, connections, the dashboard."""
    async_mock_service(hass, "notify", "mobile_app_phone")
    routers = [await start_router("rb5009"), await start_router("chr")]
    routers[0].faults.set(Fault.REFUSE, command=TRACKING, message="not enough permissions (9)")
    entries = [await add_router(hass, router) for router in routers]
    await notifier(hass).async_choose(Settings(targets=("action.mobile_app_phone",)))
    await clock.advance(120, step=10)
    for router in routers:
        router.set_field("/interface", {"name": "ether1"}, {"running": "false"})
    await clock.advance(60, step=5)
    center = alert_center(hass)
    center.silence(entries[0], "", "", clock.now.replace(year=clock.now.year + 1))
    assert center.active(entries[0].entry_id)
    assert ir.async_get(hass).issues

    first, last = entries
    await hass.config_entries.async_remove(first.entry_id)
    await clock.advance(60, step=10)
    assert not er.async_entries_for_config_entry(er.async_get(hass), first.entry_id)
    assert not dr.async_entries_for_config_entry(dr.async_get(hass), first.entry_id)
    assert not [key for _, key in ir.async_get(hass).issues if first.entry_id in key]
    assert not center.active(first.entry_id)
    assert not routers[0].sessions
    assert panel.async_path_is_taken(hass)
    assert notifier(hass).settings.targets
    assert er.async_entries_for_config_entry(er.async_get(hass), last.entry_id)

    await hass.config_entries.async_remove(last.entry_id)
    await clock.advance(120, step=10)
    assert not routers[1].sessions
    assert not ir.async_get(hass).issues
    assert not panel.async_path_is_taken(hass)
    assert not notifier(hass).settings.targets
    names = [name for entry in entries for name in (entry.entry_id, str(entry.unique_id))]
    assert ours(hass_storage, *names) == []
    for name in ("alerts", "notifications"):
        assert f"{DOMAIN}.{name}" not in hass_storage
