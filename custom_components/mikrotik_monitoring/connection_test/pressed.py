"""The test button: a line in the logbook when it is pressed, an error if a step fails."""

from typing import Final

from homeassistant.const import EVENT_LOGBOOK_ENTRY, Platform
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er

from ..const import DOMAIN
from ..polling import MonitoredRouter
from .entry import async_test_connection, async_wording

# The key of the button's entity.
TEST_BUTTON: Final = "test_connection"


async def async_press_test(router: MonitoredRouter) -> None:
    """Test the connection and write the result to the logbook, at the button.

    Raises HomeAssistantError if a step fails: the user who pressed it sees it at once. A success
    needs no attention, so there is no notification.
    """
    hass, entry = router.hass, router.entry
    report = await async_test_connection(hass, entry)
    wording = await async_wording(hass, entry)
    unique_id = router.catalogue.unique_id(TEST_BUTTON)
    hass.bus.async_fire(
        EVENT_LOGBOOK_ENTRY,
        {
            "name": entry.title,
            "message": wording.summary(report),
            "domain": DOMAIN,
            "entity_id": er.async_get(hass).async_get_entity_id(Platform.BUTTON, DOMAIN, unique_id),
        },
    )
    if (failure := report.failure) is not None:
        raise HomeAssistantError(
            translation_domain=DOMAIN,
            translation_key="connection_test_failed",
            translation_placeholders={
                "name": entry.title,
                "step": wording.step(failure.step),
                "reason": wording.outcome(failure),
            },
        )
