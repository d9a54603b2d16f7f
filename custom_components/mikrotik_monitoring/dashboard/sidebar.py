"""When the dashboard is in the sidebar, and when open pages must fetch it again."""

from datetime import datetime
from functools import partial
from typing import Final

from homeassistant.config_entries import (
    SIGNAL_CONFIG_ENTRY_CHANGED,
    ConfigEntry,
    ConfigEntryChange,
    ConfigEntryState,
)
from homeassistant.core import CALLBACK_TYPE, Event, HassJob, HomeAssistant, callback
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.event import async_call_later
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN, LOGGER
from ..issue import async_report, async_withdraw
from .assets import Modules
from .commands import async_register_commands
from .entries import enabled_entries, shown_entries
from .generator import build_dashboard
from .panel import (
    PanelError,
    async_add_panel,
    async_drop_panel,
    async_path_is_taken,
    async_tell_pages,
)
from .paths import URL_PATH, view_url, webfig_url
from .router.busiest import async_follow_volumes
from .texts import async_load_texts, text

# Seconds. For two seconds after a fetch, open pages ignore news of another change.
SETTLING_TIME: Final = 3.5

ISSUE_FAILED: Final = "dashboard_failed"
ISSUE_PATH_TAKEN: Final = "dashboard_path_taken"


class Sidebar:
    """Keeps the dashboard in the sidebar while a router wants it there."""

    def __init__(self, hass: HomeAssistant, modules: Modules) -> None:
        """Show nothing yet."""
        self.hass = hass
        self._modules = modules
        self.is_shown = False
        self._reported: str | None = None
        # Our entities: the event of a removed one has only its id.
        self._entities: set[str] = set()
        # What open pages may show of each entry.
        self._seen: dict[str, tuple[object, ...]] = {}
        self._timer: CALLBACK_TYPE | None = None

    @callback
    def async_watch(self) -> None:
        """Listen for new routers, and for entities and devices that change."""
        async_dispatcher_connect(self.hass, SIGNAL_CONFIG_ENTRY_CHANGED, self._entry_changed)
        registry = er.async_get(self.hass)
        for entry in self.hass.config_entries.async_entries(DOMAIN):
            entities = er.async_entries_for_config_entry(registry, entry.entry_id)
            self._entities.update(entity.entity_id for entity in entities)
        self.hass.bus.async_listen(er.EVENT_ENTITY_REGISTRY_UPDATED, self._entity_changed)
        self.hass.bus.async_listen(dr.EVENT_DEVICE_REGISTRY_UPDATED, self._device_changed)

    @callback
    def async_sync(self) -> None:
        """Show the dashboard if a router wants it, else remove it.

        Cards on a person's own dashboards stay as long as there is a router at all.
        """
        self._modules.async_load(is_wanted=bool(enabled_entries(self.hass)))
        if not shown_entries(self.hass):
            self._hide()
        elif not self.is_shown:
            self._show()

    @callback
    def async_changed(self) -> None:
        """Have open pages fetch the dashboard again, once for many changes."""
        if self._timer is None:
            self._timer = async_call_later(
                self.hass, SETTLING_TIME, HassJob(self._settled, cancel_on_shutdown=True)
            )

    @callback
    def _settled(self, _: datetime) -> None:
        """Apply what has changed."""
        self._timer = None
        self.async_sync()
        if self.is_shown:
            async_tell_pages(self.hass)

    def _hide(self) -> None:
        """Remove the dashboard, and the issue about it."""
        if self.is_shown:
            async_drop_panel(self.hass)
            self.is_shown = False
        self._withdraw()

    def _show(self) -> None:
        """Add the dashboard to the sidebar, or report once why not."""
        if async_path_is_taken(self.hass):
            self._report(ISSUE_PATH_TAKEN, f"/{URL_PATH} is the address of another one")
            return
        build = partial(build_dashboard, self.hass)
        try:
            async_add_panel(self.hass, text(self.hass, "title"), build)
        except PanelError as err:
            self._report(ISSUE_FAILED, str(err))
            return
        self.is_shown = True
        self._withdraw()

    @property
    def state(self) -> str:
        """Return in a word whether the dashboard is shown, and why not."""
        if self._reported is not None:
            return self._reported.removeprefix("dashboard_")
        return "shown" if self.is_shown else "not_wanted"

    def _report(self, issue: str, reason: str) -> None:
        """Create the issue that says why there is no dashboard."""
        if self._reported == issue:
            return
        self._withdraw()
        self._reported = issue
        LOGGER.warning("The dashboard could not be put into the sidebar: %s", reason)
        async_report(self.hass, issue, {"reason": reason, "path": URL_PATH})

    def _withdraw(self) -> None:
        """Withdraw the issue."""
        if self._reported is not None:
            async_withdraw(self.hass, self._reported)
            self._reported = None

    @callback
    def _entry_changed(self, change: ConfigEntryChange, entry: ConfigEntry) -> None:
        """Appear with the first router, before it responds, and disappear with the last."""
        if entry.domain != DOMAIN:
            return
        self.async_sync()
        if change is ConfigEntryChange.REMOVED:
            self._seen.pop(entry.entry_id, None)
            return
        # The setup of an unavailable router is retried again and again, for the same reason.
        if entry.state is ConfigEntryState.SETUP_IN_PROGRESS:
            return
        is_loaded = entry.state is ConfigEntryState.LOADED
        seen = (entry.title, is_loaded, entry.reason, dict(entry.options))
        if self._seen.get(entry.entry_id) != seen:
            self._seen[entry.entry_id] = seen
            self.async_changed()

    @callback
    def _entity_changed(self, event: Event[er.EventEntityRegistryUpdatedData]) -> None:
        """React to entities that are added, removed, renamed, enabled or disabled."""
        entity_id = event.data["entity_id"]
        entity = er.async_get(self.hass).async_get(entity_id)
        if entity is not None and entity.platform == DOMAIN:
            self._entities.add(entity_id)
        elif entity is not None or entity_id not in self._entities:
            return
        else:
            self._entities.discard(entity_id)
        self.async_changed()

    @callback
    def _device_changed(self, event: Event[dr.EventDeviceRegistryUpdatedData]) -> None:
        """React to routers and interfaces that are renamed."""
        device = dr.async_get(self.hass).async_get(event.data["device_id"])
        entry_id = device and device.config_entry_id
        entry = self.hass.config_entries.async_get_entry(entry_id) if entry_id else None
        if entry is not None and entry.domain == DOMAIN:
            self.async_changed()


_SIDEBAR: HassKey[Sidebar] = HassKey(f"{DOMAIN}_sidebar")


async def async_setup_dashboard(hass: HomeAssistant) -> None:
    """Show the dashboard if a router wants it, else remove it."""
    if _SIDEBAR not in hass.data:
        sidebar = hass.data[_SIDEBAR] = Sidebar(hass, await Modules.async_serve(hass))
        await async_load_texts(hass)
        async_register_commands(hass)
        sidebar.async_watch()
        async_follow_volumes(hass)
    hass.data[_SIDEBAR].async_sync()


@callback
def async_dashboard_state(hass: HomeAssistant) -> str:
    """Return in a word whether the dashboard is shown, and why not."""
    return hass.data[_SIDEBAR].state


@callback
def async_remove_dashboard(hass: HomeAssistant) -> None:
    """Remove the dashboard when no router is left that wants it."""
    if sidebar := hass.data.get(_SIDEBAR):
        sidebar.async_sync()
        sidebar.async_changed()


@callback
def async_dashboard_changed(hass: HomeAssistant) -> None:
    """Have open pages fetch the dashboard again."""
    if sidebar := hass.data.get(_SIDEBAR):
        sidebar.async_changed()


@callback
def configuration_url(hass: HomeAssistant, entry: ConfigEntry) -> str:
    """Return where a router's device page leads: to its view, else to its own web page."""
    sidebar = hass.data.get(_SIDEBAR)
    if sidebar is not None and sidebar.is_shown and entry in shown_entries(hass):
        return view_url(entry)
    return webfig_url(entry)
