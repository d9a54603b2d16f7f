"""The buttons to poll a router now, to reconnect to it, or to test the connection."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Final, override

from homeassistant.components.button import ButtonEntity, ButtonEntityDescription
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .connection_test.pressed import TEST_BUTTON, async_press_test
from .const import DOMAIN
from .entity import OperationEntity
from .polling import MikrotikConfigEntry, MonitoredRouter
from .polling.link import error_key, error_placeholders
from .routeros import RouterOSError

# A press joins the same operation if it is running; tests of a router run one after the other.
PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class RouterButton(ButtonEntityDescription):
    """What a button does with a router, and when it is available."""

    press: Callable[[MonitoredRouter], Coroutine[Any, Any, None]]
    is_available: Callable[[MonitoredRouter], bool]


BUTTONS: Final = (
    RouterButton(
        key="poll_now",
        translation_key="poll_now",
        entity_category=EntityCategory.CONFIG,
        press=lambda router: router.operation.async_poll(),
        is_available=lambda router: router.client.connected,
    ),
    RouterButton(
        key="reconnect",
        translation_key="reconnect",
        entity_category=EntityCategory.CONFIG,
        press=lambda router: router.operation.async_reconnect(),
        is_available=lambda router: router.operation.is_collecting,
    ),
    RouterButton(
        key=TEST_BUTTON,
        translation_key=TEST_BUTTON,
        entity_category=EntityCategory.DIAGNOSTIC,
        press=async_press_test,
        # Finding out why a router is unreachable is what it is for.
        is_available=lambda _: True,
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: MikrotikConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the buttons of a router."""
    async_add_entities(RouterButtonEntity(entry.runtime_data, button) for button in BUTTONS)


class RouterButtonEntity(OperationEntity, ButtonEntity):
    """A button of a router; errors are shown to the user who pressed it."""

    entity_description: RouterButton

    def __init__(self, router: MonitoredRouter, description: RouterButton) -> None:
        """Describe the button."""
        super().__init__(router, description.key)
        self.entity_description = description

    @property
    @override
    def available(self) -> bool:
        """Return whether the button can be used now."""
        return self.entity_description.is_available(self._router)

    @override
    async def async_press(self) -> None:
        """Run the operation and wait until it has finished."""
        await self._async_demand_admin()
        try:
            await self.entity_description.press(self._router)
        except RouterOSError as err:
            raise HomeAssistantError(
                translation_domain=DOMAIN,
                translation_key=error_key(err),
                translation_placeholders=error_placeholders(self._router.entry.data, err),
            ) from err
