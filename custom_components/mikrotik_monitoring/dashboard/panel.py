"""Home Assistant's own dashboards: the only module that uses private parts of Home Assistant.

These are imported where they are used: if a release moves them, only the dashboard fails, and an
issue says so.
"""

from collections.abc import Callable
from typing import Any, Final, override

from homeassistant.components import frontend
from homeassistant.const import EVENT_LOVELACE_UPDATED
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.json import cached_json_fragment, json_fragment

from .paths import URL_PATH

type Build = Callable[[], dict[str, Any]]

_ICON: Final = "mdi:router-network"
# The mode of dashboards from files: it offers no editor whose saving would fail.
_MODE: Final = "yaml"

# What a changed or moved private part raises.
_BROKEN: Final = (ImportError, AttributeError, KeyError, TypeError, ValueError)


class PanelError(Exception):
    """Home Assistant's dashboards work in a way that this version does not support."""


@callback
def async_path_is_taken(hass: HomeAssistant) -> bool:
    """Return whether there is a dashboard or panel at our path already."""
    return frontend.async_panel_exists(hass, URL_PATH)


@callback
def async_add_panel(hass: HomeAssistant, title: str, build: Build) -> None:
    """Put a dashboard into the sidebar whose content is built each time a page asks for it.

    Raises PanelError; nothing is left behind then.
    """
    try:
        _add_board(hass, title, build)
        frontend.async_register_built_in_panel(
            hass,
            "lovelace",
            frontend_url_path=URL_PATH,
            sidebar_title=title,
            sidebar_icon=_ICON,
            config={"mode": _MODE},
        )
    except _BROKEN as err:
        _drop_board(hass)
        raise PanelError(f"{type(err).__name__}: {err}") from err


@callback
def async_drop_panel(hass: HomeAssistant) -> None:
    """Take the dashboard out of the sidebar; nothing of it stays."""
    frontend.async_remove_panel(hass, URL_PATH, warn_if_unknown=False)
    _drop_board(hass)


@callback
def async_tell_pages(hass: HomeAssistant) -> None:
    """Have open pages fetch the dashboard again."""
    hass.bus.async_fire(EVENT_LOVELACE_UPDATED, {"url_path": URL_PATH})


def _boards(hass: HomeAssistant) -> dict[str | None, Any]:
    """Return Home Assistant's dashboards by path."""
    # Private to Home Assistant, so it may be gone one day.
    from homeassistant.components.lovelace.const import LOVELACE_DATA  # noqa: PLC0415

    return hass.data[LOVELACE_DATA].dashboards


def _drop_board(hass: HomeAssistant) -> None:
    """Remove the dashboard, if it was added."""
    try:
        _boards(hass).pop(URL_PATH, None)
    except _BROKEN:
        return


def _add_board(hass: HomeAssistant, title: str, build: Build) -> None:
    """Add a dashboard that has neither a file nor a store."""
    # Private to Home Assistant, so it may be gone one day.
    from homeassistant.components.lovelace.dashboard import LovelaceConfig  # noqa: PLC0415

    class GeneratedDashboard(LovelaceConfig):
        """A dashboard that is made when it is requested, and cannot be edited."""

        @property
        @override
        def mode(self) -> str:
            """Return the mode that offers no editor."""
            return _MODE

        @override
        async def async_get_info(self) -> dict[str, Any]:
            """Return how many views there are."""
            return {"mode": _MODE, "views": len(build()["views"])}

        @override
        async def async_load(self, force: bool) -> dict[str, Any]:
            """Return the current dashboard."""
            return build()

        @override
        async def async_json(self, force: bool) -> json_fragment:
            """Return the current dashboard, for a page."""
            return cached_json_fragment(build())

    _boards(hass)[URL_PATH] = GeneratedDashboard(
        hass,
        URL_PATH,
        {
            "id": URL_PATH.replace("-", "_"),
            "mode": _MODE,
            "title": title,
            "icon": _ICON,
            "show_in_sidebar": True,
            "require_admin": False,
        },
    )
