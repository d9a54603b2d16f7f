"""What a router already pings, to avoid adding a target twice."""

from collections.abc import Iterator

from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.core import HomeAssistant, callback

from ..catalogue import catalogue_of
from ..metrics.gateway import Gateway, gateway_of
from ..metrics.ping import PING
from ..metrics.ping_target import PING_TARGET, PingTarget
from ..polling import MikrotikConfigEntry
from ..polling.registered import registered_instances


@callback
def other_targets(entry: ConfigEntry, subentry_id: str | None) -> list[PingTarget]:
    """Return the ping targets of a router, without the one that is being changed."""
    added = (
        PingTarget.from_data(one.title, one.data)
        for one in entry.get_subentries_of_type(PING_TARGET)
        if one.subentry_id != subentry_id
    )
    return [target for target in added if target is not None]


@callback
def name_of_pinged(
    hass: HomeAssistant, entry: MikrotikConfigEntry, target: PingTarget, others: list[PingTarget]
) -> str | None:
    """Return the name of the target that is already pinged in the same way, None if none is."""
    wanted = frozenset(target.arguments)
    for other in others:
        if frozenset(other.arguments) == wanted:
            return other.name
    gateways = _gateways(hass, entry)
    return next((one.name for one in gateways if frozenset(one.arguments) == wanted), None)


def _gateways(hass: HomeAssistant, entry: MikrotikConfigEntry) -> Iterator[Gateway]:
    """Yield the gateways that are pinged; if the router is offline, the last ones."""
    catalogue = catalogue_of(entry)
    if PING.key not in catalogue.groups:
        return
    if entry.state is ConfigEntryState.LOADED and (reading := entry.runtime_data.latest(PING)):
        yield from (row.gateway for row in reading.rows.values() if row.is_pinged)
        return
    known = registered_instances(hass, entry.entry_id, catalogue).get(PING.key, ())
    yield from (gateway for name in known if (gateway := gateway_of(name)) is not None)
