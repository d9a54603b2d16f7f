"""Who may do what asks a router, or changes how it is asked."""

from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import Unauthorized, UnknownUser


async def async_demand_admin(hass: HomeAssistant, context: Context | None) -> None:
    """Raise Unauthorized where a call has a user who is no administrator; an automation has none.

    The category of an entity restrains nobody who calls its service.
    """
    if context is None or context.user_id is None:
        return
    user = await hass.auth.async_get_user(context.user_id)
    if user is None:
        raise UnknownUser(context=context)
    if not user.is_admin:
        raise Unauthorized(context=context)
