"""What the tests of the repairs share: a person who opens a repair and presses its button."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.mikrotik_monitoring.const import DOMAIN

_FIX = "/api/repairs/issues/fix"


class Person:
    """A person who opens repairs over the API that the page uses."""

    def __init__(self, hass: HomeAssistant, client: Any) -> None:
        """Use a client that is logged in."""
        self.hass = hass
        self._client = client

    async def open(self, issue: str) -> dict[str, Any]:
        """Open a repair; return its form."""
        return await self._post(_FIX, {"handler": DOMAIN, "issue_id": issue})

    async def submit(self, form: dict[str, Any], **typed: Any) -> dict[str, Any]:
        """Submit a form; return what follows."""
        return await self._post(f"{_FIX}/{form['flow_id']}", typed)

    async def _post(self, address: str, content: dict[str, Any]) -> dict[str, Any]:
        answer = await self._client.post(address, json=content)
        result: dict[str, Any] = await answer.json()
        assert answer.status == 200, result
        return result


@pytest.fixture
async def person(hass: HomeAssistant, hass_client: ClientSessionGenerator) -> Person:
    """Return a person who opens repairs; all views are registered before the first request."""
    assert await async_setup_component(hass, "repairs", {})
    assert await async_setup_component(hass, DOMAIN, {})
    return Person(hass, await hass_client())
