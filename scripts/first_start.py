"""Complete the onboarding of a new Home Assistant, so that it opens without questions.

Usage: python -m scripts.first_start CONFIGURATION_FOLDER PORT
Prints a long-lived access token of the owner, whose name and password are both "demo".
"""

import asyncio
from datetime import timedelta
from pathlib import Path
import sys
from typing import Any, cast

from homeassistant import runner
from homeassistant.auth import auth_manager_from_config, models
from homeassistant.auth.const import GROUP_ID_ADMIN
from homeassistant.auth.providers.homeassistant import HassAuthProvider
from homeassistant.components.onboarding.const import STEPS
from homeassistant.config_entries import ConfigEntries
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.storage import Store
from homeassistant.util import dt as dt_util

USER = "demo"
TOKEN_LIFE = timedelta(days=3650)


async def first_start(directory: Path, port: int) -> str:
    """Create the owner, finish the onboarding, set the address; return an access token."""
    hass = await _bare_home_assistant(directory)
    try:
        token = await _create_owner(hass)
        await Store[dict[str, Any]](hass, 4, "onboarding", private=True).async_save(
            {"done": list(STEPS)}
        )
        await Store[dict[str, Any]](hass, 2, "http", minor_version=2).async_save(_address(port))
    finally:
        # Only a forced stop writes the stores of a Home Assistant that was never started.
        await hass.async_stop(force=True)
    return token


async def _bare_home_assistant(directory: Path) -> HomeAssistant:
    hass = HomeAssistant(str(directory))
    hass.config_entries = ConfigEntries(hass, {})
    await hass.config_entries.async_initialize()
    dr.async_setup(hass)
    await asyncio.gather(dr.async_load(hass), er.async_load(hass))
    hass.auth = await auth_manager_from_config(hass, [{"type": "homeassistant"}], [])
    return hass


async def _create_owner(hass: HomeAssistant) -> str:
    """Return a token of the owner, who is created if there is no user yet."""
    users = [user for user in await hass.auth.async_get_users() if not user.system_generated]
    user = users[0] if users else await _new_owner(hass)
    token = await hass.auth.async_create_refresh_token(
        user,
        client_name=f"scripts {dt_util.utcnow().isoformat()}",
        token_type=models.TOKEN_TYPE_LONG_LIVED_ACCESS_TOKEN,
        access_token_expiration=TOKEN_LIFE,
    )
    return hass.auth.async_create_access_token(token)


async def _new_owner(hass: HomeAssistant) -> models.User:
    provider = cast("HassAuthProvider", hass.auth.auth_providers[0])
    await provider.async_initialize()
    await provider.async_add_auth(USER, USER)
    user = await hass.auth.async_create_user(USER.capitalize(), group_ids=[GROUP_ID_ADMIN])
    credentials = await provider.async_get_or_create_credentials({"username": USER})
    await hass.auth.async_link_user(user, credentials)
    return user


def _address(port: int) -> dict[str, Any]:
    """Return the stored settings of the web server; it listens only on this machine."""
    settings = {
        "server_host": ["127.0.0.1"],
        "server_port": port,
        "cors_allowed_origins": [],
        "login_attempts_threshold": -1,
        "ip_ban_enabled": False,
        "ssl_profile": "modern",
        "use_x_frame_options": True,
        "created_at": dt_util.utcnow().isoformat(),
        "error": None,
        "error_message": None,
    }
    return {"stable": settings, "pending": None, "yaml_migration_done": True}


def main(arguments: list[str]) -> None:
    """Prepare the folder (first argument) for the port (second argument)."""
    directory, port = Path(arguments[0]).resolve(), int(arguments[1])
    print(asyncio.run(first_start(directory, port), loop_factory=runner.create_event_loop))


if __name__ == "__main__":
    main(sys.argv[1:])
