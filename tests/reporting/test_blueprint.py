"""The blueprint that sends reports, imported as a person would import it, and run."""

from datetime import UTC, datetime
from pathlib import Path
import shutil
from typing import Any

from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
    async_mock_service,
)

from custom_components.mikrotik_monitoring.reporting.span import ReportPeriod, ReportSpan
from tests.actions.calls import device_of
from tests.reporting.attic import put_availability, put_growth, put_means, starts

BLUEPRINTS = Path(__file__).parents[2] / "blueprints"
# A Monday, some minutes before the report is due in Riga.
BEFORE = datetime(2026, 11, 2, 5, 10, tzinfo=UTC)
DUE = datetime(2026, 11, 2, 5, 15, 1, tzinfo=UTC)
NEXT = datetime(2026, 11, 3, 5, 15, 1, tzinfo=UTC)


async def test_a_weekly_report(
    hass: HomeAssistant, attic: MockConfigEntry, tmp_path: Path, freezer: Any
) -> None:
    """On Monday, to an entity and by an action, short; on Tuesday there is none."""
    freezer.move_to(BEFORE)
    hours = list(starts(ReportSpan.of(ReportPeriod.WEEK, BEFORE)))
    await put_availability(hass, dict.fromkeys(hours, 100.0) | {hours[5]: 50.0})
    await put_growth(hass, "ether1_received", hours, 10.0)
    await put_means(hass, "cpu", dict.fromkeys(hours, 11.6) | {hours[9]: 80.0})
    hass.config.config_dir = str(tmp_path)
    shutil.copytree(BLUEPRINTS, tmp_path / "blueprints")
    said: list[ServiceCall] = async_mock_service(hass, "notify", "notify")
    sent: list[ServiceCall] = async_mock_service(hass, "notify", "send_message")
    data = {"title": "{{ title }}", "message": "{{ message }}"}
    inputs = {
        "routers": [device_of(hass, attic)],
        "period": "week",
        "weekdays": ["mon"],
        "recipients": ["notify.owner"],
        "actions": [{"action": "notify.notify", "data": data}],
    }
    blueprint = {"path": "mikrotik_monitoring/report.yaml", "input": inputs}
    automation = {"alias": "Report", "use_blueprint": blueprint}
    assert await async_setup_component(hass, "automation", {"automation": [automation]})
    for moment in (DUE, NEXT):
        freezer.move_to(moment)
        async_fire_time_changed(hass, moment)
        await hass.async_block_till_done(wait_background_tasks=True)
    await hass.services.async_call("automation", "turn_off", {"entity_id": "all"}, blocking=True)
    [message] = sent
    assert message.data["entity_id"] == ["notify.owner"]
    assert message.data["title"] == "MikroTik, last 7 days"
    assert message.data["message"] == (
        "Attic: 99.702 % up, 1 outage, 30 min; ether1 · Uplink: 1.68 TB down, ? up; "
        "CPU 12 %, worst hour 80 %."
    )
    assert [one.data["message"] for one in said] == [message.data["message"]]
