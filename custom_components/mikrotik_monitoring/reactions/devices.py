"""The devices of a router and its interfaces, which follow their names on the router."""

from collections.abc import Set as AbstractSet
from typing import Any, Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr

from ..const import DOMAIN, MANUFACTURER
from ..metrics.identity import IDENTITY, Likeness, RouterIdentity
from ..metrics.interface import INTERFACE
from ..polling import GroupState, MonitoredRouter, Outcome
from ..polling.identity_check import likeness

# The interface type of a port with its own hardware address.
_ETHERNET: Final = "ether"
# The bit of a locally administered hardware address, which may not be unique.
_LOCAL: Final = 0b10


def is_listed(router: MonitoredRouter, identifiers: AbstractSet[tuple[str, str]]) -> bool:
    """Return whether a device is the router or one of its current interfaces."""
    if (DOMAIN, router.catalogue.router) in identifiers:
        return True
    reading = router.latest(INTERFACE)
    listed = reading.rows if reading else ()
    return any(
        (DOMAIN, router.catalogue.device_key(instance)) in identifiers for instance in listed
    )


@callback
def async_end_suggestions(hass: HomeAssistant, macs: AbstractSet[str]) -> None:
    """Abort the discovery flows of routers with one of some hardware addresses."""
    for flow in hass.config_entries.flow.async_progress_by_handler(DOMAIN):
        if flow["context"].get("unique_id") in macs:
            hass.config_entries.flow.async_abort(flow["flow_id"])


def _is_built_in(mac: str) -> bool:
    """Return whether a hardware address is a port's own, not made up by RouterOS or the owner."""
    first = mac.partition(":")[0]
    try:
        return bool(mac.strip("0:")) and not int(first, 16) & _LOCAL
    except ValueError:
        return False


class Devices:
    """Registers the router's device, and renames the devices of its interfaces."""

    def __init__(self, router: MonitoredRouter, configuration_url: str) -> None:
        """Register the router; if it is offline, with what is stored of it."""
        self._router = router
        self._configuration_url = configuration_url
        self._identity = router.checked.identity
        router.device_id = self._register()
        router.link_changed.connect(self._link_changed)
        router.group_done.connect(self._group_done)
        router.url_changed.connect(self._set_configuration_url)

    @callback
    def _set_configuration_url(self, url: str) -> None:
        """Change the configuration URL of the device."""
        if url != self._configuration_url:
            self._configuration_url = url
            self._register()

    @callback
    def _group_done(self, state: GroupState) -> None:
        """Follow the readings that contain names."""
        if state.outcome is not Outcome.ANSWERED or state.current is None:
            return
        if state.group.key == IDENTITY.key:
            self._follow(state.current.rows[""])
        elif state.group.key == INTERFACE.key and state.current.is_full:
            self._rename_children(state)
            self._connect()

    @callback
    def _link_changed(self) -> None:
        """Follow the identity on a new link."""
        if self._router.client.connected and self._router.checked.identity is not None:
            self._follow(self._router.checked.identity)

    def _follow(self, identity: RouterIdentity) -> None:
        """Follow the router's name and version; another id on an open link means a new licence."""
        router = self._router
        said = likeness(router.entry, identity)
        if said is Likeness.OTHER:
            router.hass.config_entries.async_schedule_reload(router.entry.entry_id)
        elif said is Likeness.SAME and identity != self._identity:
            self._identity = identity
            router.checked.update(identity)
            self._register()

    def _register(self) -> str:
        """Create or update the router's device; return its id."""
        router, identity = self._router, self._identity
        about: dict[str, Any] = (
            {}
            if identity is None
            else {
                "model": identity.model,
                "name": identity.name,
                "serial_number": identity.serial_number,
                "sw_version": identity.version,
            }
        )
        device = dr.async_get(router.hass).async_get_or_create(
            config_entry_id=router.entry.entry_id,
            identifiers={(DOMAIN, router.catalogue.router)},
            manufacturer=MANUFACTURER,
            configuration_url=self._configuration_url,
            **about,
        )
        return device.id

    def _connect(self) -> None:
        """Store the router's own hardware addresses: discovery recognizes it by these.

        Includes ports that are disabled or left out. Their discovery flows are aborted.
        """
        hass = self._router.hass
        registry = dr.async_get(hass)
        device = registry.async_get(self._router.device_id)
        macs = {
            dr.format_mac(port.mac)
            for port in self._router.interfaces
            if port.kind == _ETHERNET and _is_built_in(port.mac)
        }
        connections = {(dr.CONNECTION_NETWORK_MAC, mac) for mac in macs}
        if isinstance(device, dr.DeviceEntry) and connections - device.connections:
            registry.async_update_device(device.id, new_connections=connections)
            async_end_suggestions(hass, macs)

    def _rename_children(self, state: GroupState) -> None:
        """Rename the interfaces' devices after their names and comments on the router."""
        router = self._router
        registry = dr.async_get(router.hass)
        for instance in state.current.rows if state.current else ():
            device = registry.async_get_child_device_by_identifier(
                (DOMAIN, router.catalogue.device_key(instance)), router.entry.entry_id
            )
            label = state.label(instance)
            if device is not None and device.name != label:
                registry.async_update_child_device(device.id, name=label)
