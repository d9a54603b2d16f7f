"""The routers that respond on the local network, as suggestions in the form that adds one."""

from ipaddress import ip_address
from typing import Final

from homeassistant.components import network
from homeassistant.const import CONF_HOST
from homeassistant.core import HomeAssistant
from homeassistant.helpers.selector import SelectOptionDict

from ..const import DOMAIN
from ..routeros import mndp
from ..routeros.mndp import Neighbour

# Seconds that a form waits for responses: a router responds in milliseconds.
_SECONDS: Final = 1.0

_LOOPBACK: Final = "127.0.0.1"
_ANYWHERE: Final = "0.0.0.0"  # noqa: S104 - responses are broadcast.


async def async_neighbours(hass: HomeAssistant) -> list[Neighbour]:
    """Return the routers that respond and are not added yet; none where none can be queried.

    None are queried where Home Assistant may use only the loopback adapter.
    """
    enabled = await network.async_get_enabled_source_ips(hass)
    if all(address.is_loopback for address in enabled):
        local, to = _LOOPBACK, _LOOPBACK
    else:
        local, to = _ANYWHERE, mndp.EVERYBODY
    found = await mndp.search(_SECONDS, local=(local, mndp.PORT), to=(to, mndp.PORT))
    entries = hass.config_entries.async_entries(DOMAIN, include_ignore=False)
    watched = {entry.data.get(CONF_HOST) for entry in entries}
    return [one for one in found if one.address not in watched]


def suggestions(neighbours: list[Neighbour]) -> list[SelectOptionDict]:
    """Return the neighbours as options: each with its description and its address."""
    return [SelectOptionDict(value=one.address, label=described(one)) for one in neighbours]


def described(neighbour: Neighbour) -> str:
    """Return what a router reports about itself, with its address."""
    parts = (neighbour.identity, neighbour.board, neighbour.version, neighbour.address)
    return " \N{MIDDLE DOT} ".join(part for part in parts if part)


def is_address(host: str) -> bool:
    """Return whether a host is an address, not a name that may resolve to another one later."""
    try:
        ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True
