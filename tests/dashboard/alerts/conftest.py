"""A router that is not loaded but has alerts in the store, and a page that listens."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.mikrotik_monitoring.alerts.center import alert_center
from custom_components.mikrotik_monitoring.alerts.engine import Observation
from custom_components.mikrotik_monitoring.alerts.model import Value
from custom_components.mikrotik_monitoring.const import DOMAIN
from tests.dashboard.conftest import absent_router

LOADS = "system.cpu.load"
HEAT = "health.temperature"
STORAGE = "system.storage.percent"


class Page:
    """A page that sends commands and keeps the alert events it receives."""

    def __init__(self, client: Any) -> None:
        """Use an open WebSocket."""
        self.client = client

    async def get(self, command: str, **arguments: Any) -> Any:
        """Return the result of a command."""
        await self.client.send_json_auto_id({"type": f"{DOMAIN}/{command}", **arguments})
        answer = await self.client.receive_json()
        assert answer["success"], answer
        return answer["result"]

    async def listen(self, **wishes: Any) -> dict[str, Any]:
        """Subscribe; return the active alerts."""
        assert await self.get("alerts", **wishes) is None
        event = await self.event()
        assert event["is_whole"]
        routers: dict[str, Any] = event["routers"]
        return routers

    async def event(self) -> dict[str, Any]:
        """Return the next event."""
        message = await self.client.receive_json()
        assert message["type"] == "event", message
        event: dict[str, Any] = message["event"]
        return event

    async def change(self) -> dict[str, Any]:
        """Return the routers in the next event, which is one of changes."""
        event = await self.event()
        assert not event["is_whole"]
        routers: dict[str, Any] = event["routers"]
        return routers


@pytest.fixture
async def entry(hass: HomeAssistant) -> MockConfigEntry:
    """Return a router that is not loaded."""
    assert await async_setup_component(hass, DOMAIN, {})
    entry = absent_router()
    entry.add_to_hass(hass)
    return entry


@pytest.fixture
async def page(
    hass: HomeAssistant, entry: MockConfigEntry, hass_ws_client: WebSocketGenerator
) -> Page:
    """Return a page of an administrator."""
    return Page(await hass_ws_client(hass))


def read(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    metric: str,
    value: Value,
    instance: str = "",
    label: Callable[[str], str] = str,
) -> None:
    """Have a value of a router judged."""
    observation = Observation(
        metric=metric,
        values={instance: value},
        label=label,
        at=hass.loop.time(),
        wall=dt_util.utcnow(),
        interval=3600,
    )
    alert_center(hass).observe(entry, observation)


def goes_by(hass: HomeAssistant, entry: MockConfigEntry, used: float = 90, **ago: float) -> None:
    """Raise an alert for full storage some time ago, and clear it half an hour later."""
    begun = dt_util.utcnow() - timedelta(**ago)
    for value, wall in ((50, begun), (used, begun), (50, begun + timedelta(minutes=30))):
        observation = Observation(
            metric=STORAGE,
            values={"": float(value)},
            label=str,
            at=wall.timestamp(),
            wall=wall,
            interval=3600,
        )
        alert_center(hass).observe(entry, observation)
