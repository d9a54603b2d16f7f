"""MikroTik routers as live, recorded graphs in Home Assistant."""

from functools import partial

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import EVENT_HOMEASSISTANT_STOP, Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import ConfigEntryAuthFailed, ConfigEntryNotReady
from homeassistant.helpers import config_validation as cv, device_registry as dr
from homeassistant.helpers.entity_platform import async_get_platforms
from homeassistant.helpers.typing import ConfigType

from .actions import async_setup_actions
from .alerts.center import alert_center, async_setup_alerts
from .automations.alert_events import async_watch_alert_events
from .catalogue import catalogue_of
from .choosing import Following, async_remove_left_out
from .const import CONF_ID_KIND, DOMAIN
from .dashboard import (
    async_dashboard_changed,
    async_remove_dashboard,
    async_setup_dashboard,
    configuration_url,
)
from .dashboard.entries import router_device
from .dashboard.interface.billing import async_watch_billing
from .log_lines import async_keep_lines
from .migration import async_migrate
from .missing.command import async_register as async_let_ask_for_missing
from .notifications.notifier import async_setup_notifications
from .options.growth import async_watch_growth
from .polling import MikrotikConfigEntry, MonitoredRouter
from .polling.collection import is_collected
from .polling.identity_check import IdentityCheck
from .polling.link import (
    error_key,
    error_placeholders,
    forget_refusals,
    link_settings,
    login_refusals,
    make_client,
)
from .polling.watching import async_watch_polling
from .reactions import async_attach_reactions
from .reactions.devices import is_listed
from .reactions.link_history import async_forget_link
from .recording.availability import (
    async_availability,
    async_forget_availability,
    async_load_availability,
)
from .recording.retention import async_setup_retention
from .recording.retention_repair import async_watch_retention
from .routeros import AuthenticationError, Client, RouterOSError

CONFIG_SCHEMA = cv.config_entry_only_config_schema(DOMAIN)

PLATFORMS = (
    Platform.BINARY_SENSOR,
    Platform.BUTTON,
    Platform.DEVICE_TRACKER,
    Platform.EVENT,
    Platform.SENSOR,
    Platform.SWITCH,
    Platform.UPDATE,
)


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Set up actions and dashboard, before any router is reached."""
    async_keep_lines(hass)
    async_setup_actions(hass)
    await async_load_availability(hass)
    await async_setup_alerts(hass)
    await async_setup_notifications(hass)
    async_watch_alert_events(hass)
    await async_setup_dashboard(hass)
    async_let_ask_for_missing(hass)
    async_watch_billing(hass)
    async_watch_growth(hass)
    async_watch_polling(hass)
    async_watch_retention(hass)
    async_setup_retention(hass)
    return True


async def async_migrate_entry(hass: HomeAssistant, entry: MikrotikConfigEntry) -> bool:
    """Migrate an entry of an older version, without losing what the user enabled."""
    return await async_migrate(hass, entry)


async def async_setup_entry(hass: HomeAssistant, entry: MikrotikConfigEntry) -> bool:
    """Set up a router; one that was set up before may be unreachable now.

    With collection off nothing is connected; the switch exists to turn it on again.
    """
    async_remove_left_out(hass, entry)
    settings = link_settings(entry.data, entry.options)
    identity = IdentityCheck(entry)
    client = make_client(hass, settings, identity, login_refusals(hass, entry))
    router = MonitoredRouter(hass, entry, client, settings, identity)
    try:
        if is_collected(entry):
            await _async_open(hass, entry, client)
        entry.runtime_data = router
        async_attach_reactions(router, configuration_url(hass, entry))
        await router.async_start()
        await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    except BaseException:
        await _async_abandon(hass, entry, router)
        raise
    router.link_changed.connect(partial(_keep_id_kind, router))
    _keep_id_kind(router)
    entry.async_on_unload(entry.add_update_listener(_async_entry_updated))
    entry.async_on_unload(hass.bus.async_listen_once(EVENT_HOMEASSISTANT_STOP, router.async_stop))
    async_dashboard_changed(hass)
    return True


async def _async_abandon(
    hass: HomeAssistant, entry: MikrotikConfigEntry, router: MonitoredRouter
) -> None:
    """Clean up after a set-up that failed: close the link, unload the platforms."""
    for platform in tuple(async_get_platforms(hass, DOMAIN)):
        if platform.config_entry is entry:
            await hass.config_entries.async_forward_entry_unload(entry, platform.domain)
    await router.async_stop()


@callback
def _keep_id_kind(router: MonitoredRouter) -> None:
    """Store which of its ids identifies a router, once the router has reported them."""
    entry, identity = router.entry, router.checked.identity
    if identity is None or CONF_ID_KIND in entry.data:
        return
    if kind := identity.kind_of(entry.unique_id or ""):
        data = {**entry.data, CONF_ID_KIND: str(kind)}
        router.hass.config_entries.async_update_entry(entry, data=data)


async def async_unload_entry(hass: HomeAssistant, entry: MikrotikConfigEntry) -> bool:
    """Unload a router; nothing of it is left running."""
    unloaded = await hass.config_entries.async_unload_platforms(entry, PLATFORMS)
    if unloaded:
        await entry.runtime_data.async_stop()
        async_dashboard_changed(hass)
    return unloaded


async def async_remove_entry(hass: HomeAssistant, entry: MikrotikConfigEntry) -> None:
    """Forget a router; remove the dashboard with the last one."""
    async_forget_availability(hass, entry)
    forget_refusals(hass, entry)
    async_forget_link(hass, entry.entry_id)
    async_remove_dashboard(hass)


async def async_remove_config_entry_device(
    hass: HomeAssistant, entry: MikrotikConfigEntry, device: dr.AnyDeviceEntry
) -> bool:
    """Allow removing the device of an interface that the router does not list now."""
    if entry.state is not ConfigEntryState.LOADED:
        return (DOMAIN, entry.unique_id or entry.entry_id) not in device.identifiers
    return not is_listed(entry.runtime_data, device.identifiers)


async def _async_entry_updated(hass: HomeAssistant, entry: MikrotikConfigEntry) -> None:
    """Apply options in place; only changed link settings need a reload."""
    router = entry.runtime_data
    # Must run first: it uses the readings of groups that may be removed below.
    following = Following(hass, entry, router.catalogue, catalogue_of(entry), router)
    following.async_change_over()
    if router.settings != link_settings(entry.data, entry.options):
        following.async_remove()
        hass.config_entries.async_schedule_reload(entry.entry_id)
        return
    router.async_apply_options()
    # Home Assistant notifies the center of the change only later.
    alert_center(hass).apply_options(entry)
    router.alerts_changed.send()
    await following.async_remove_in_slices()
    async_remove_left_out(hass, entry)
    await router.operation.async_follow_collection()
    await async_setup_dashboard(hass)
    router.url_changed.send(configuration_url(hass, entry))
    async_dashboard_changed(hass)


async def _async_open(hass: HomeAssistant, entry: MikrotikConfigEntry, client: Client) -> None:
    """Open the link; it is up only if the same router responds.

    A router that was never loaded must respond. For one that was, the client retries, at a pace
    that spares the router: Home Assistant would log in again and again.
    """
    try:
        await client.open()
    except RouterOSError as err:
        if router_device(hass, entry) is None:
            async_availability(hass, entry).lost(err)
            raise _setup_error(hass, entry, err) from err


def _setup_error(
    hass: HomeAssistant, entry: MikrotikConfigEntry, err: RouterOSError
) -> ConfigEntryNotReady | ConfigEntryAuthFailed:
    """Return what to raise: one refused login may be a router that is starting."""
    kind: type[ConfigEntryNotReady | ConfigEntryAuthFailed] = ConfigEntryNotReady
    if isinstance(err, AuthenticationError) and login_refusals(hass, entry).final:
        kind = ConfigEntryAuthFailed
    return kind(
        translation_domain=DOMAIN,
        translation_key=error_key(err),
        translation_placeholders=error_placeholders(entry.data, err),
    )
