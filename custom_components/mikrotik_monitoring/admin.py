"""Who may send requests to a router, or change how it is polled."""

from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import Unauthorized, UnknownUser


async def async_demand_admin(hass: HomeAssistant, context: Context | None) -> None:
    """Raise Unauthorized if a user who is not an admin makes the call; an automation has no user.

    An entity's category does not restrict who may call its actions.
    """
    if context is None or context.user_id is None:
        return
    user = await hass.auth.async_get_user(context.user_id)
    if user is None:
        raise UnknownUser(context=context)
    if not user.is_admin:
        raise Unauthorized(context=context)
