"""What the tests of the notifications share: routers with alerts, and a phone."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_mock_service

from custom_components.mikrotik_monitoring.alerts.center import alert_center
from custom_components.mikrotik_monitoring.alerts.engine import Observation
from custom_components.mikrotik_monitoring.alerts.model import Value
from custom_components.mikrotik_monitoring.const import DOMAIN
from custom_components.mikrotik_monitoring.notifications.notifier import notifier
from custom_components.mikrotik_monitoring.notifications.settings import Settings
from tests.conftest import Clock
from tests.dashboard.conftest import absent_router

PHONE = "action.mobile_app_phone"
# Seconds after which a link that is down is an alert, and its message has been sent.
LASTING = 20.0
SENT = 20.0


@dataclass
class House:
    """A Home Assistant with routers whose links go down and up, and a phone."""

    hass: HomeAssistant
    clock: Clock
    phone: list[ServiceCall]

    async def choose(self, **chosen: Any) -> None:
        """Change the settings of the notifications."""
        settings = Settings.of({"targets": [PHONE], **chosen})
        await notifier(self.hass).async_choose(settings)
        await self.clock.advance(SENT)

    def router(self, number: int = 0) -> MockConfigEntry:
        """Return a router that is not loaded: it has only the readings that a test makes."""
        entry = absent_router(
            f"192.0.2.{number + 1}", title=f"sw-{number}", unique_id=f"SW{number}"
        )
        entry.add_to_hass(self.hass)
        return entry

    def say(
        self, entry: ConfigEntry, metric: str, values: dict[str, Value], label: str = "{}"
    ) -> None:
        """Evaluate a reading."""
        observation = Observation(
            metric=metric,
            values=values,
            label=label.format,
            at=self.clock(),
            wall=self.clock.now,
            interval=60,
        )
        alert_center(self.hass).observe(entry, observation)

    async def links(self, entry: ConfigEntry, *, up: bool, names: Iterable[str]) -> None:
        """Set links up or down, for as long as it takes to become an alert."""
        values: dict[str, Value] = dict.fromkeys(names, up)
        for _ in range(2):
            self.say(entry, "interface.running", values)
            await self.clock.advance(LASTING)

    async def fail(self, entry: ConfigEntry, *names: str) -> None:
        """Make links go down that were up, and wait for the message."""
        await self.links(entry, up=True, names=names or ["ether1"])
        await self.links(entry, up=False, names=names or ["ether1"])
        await self.clock.advance(SENT)

    async def mend(self, entry: ConfigEntry, *names: str) -> None:
        """Make links come up again, and wait for the message."""
        await self.links(entry, up=True, names=names or ["ether1"])
        await self.clock.advance(SENT)

    def texts(self) -> list[tuple[str, str]]:
        """Return title and first line of each message so far."""
        return [(one.data["title"], one.data["message"].splitlines()[0]) for one in self.phone]


@pytest.fixture
async def house(hass: HomeAssistant, clock: Clock) -> House:
    """Return a Home Assistant with a phone that receives warnings."""
    phone = async_mock_service(hass, "notify", "mobile_app_phone")
    assert await async_setup_component(hass, DOMAIN, {})
    found = House(hass, clock, phone)
    await found.choose()
    return found
