"""The addresses of the dashboard and its views."""

from hashlib import blake2s
from typing import Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_HOST
from homeassistant.util import slugify

# Home Assistant accepts only paths with a hyphen for dashboards.
URL_PATH: Final = "mikrotik-monitoring"

# The view of all routers, and that of the series for which a router's graphs have no room.
FLEET: Final = "fleet"
REST: Final = "more"
# The view of all interfaces of a router, and of one of them.
INTERFACES: Final = "interfaces"


def view_path(entry: ConfigEntry) -> str:
    """Return the path of a router's view: readable, and unique to this router.

    Routers often share a name; a hash of what never changes distinguishes them.
    """
    mark = blake2s((entry.unique_id or entry.entry_id).encode(), digest_size=3).hexdigest()
    return f"{slugify(entry.title, separator='-')}-{mark}"


def view_url(entry: ConfigEntry) -> str:
    """Return the URL with which a device page links to the router's view."""
    return f"homeassistant://{URL_PATH}/{view_path(entry)}"


def webfig_url(entry: ConfigEntry) -> str:
    """Return the address of the router's own web page."""
    host = entry.data[CONF_HOST]
    if ":" in host:
        # RFC 6874 writes the sign before a zone, as in fe80::1%eth0, as %25.
        host = f"[{host.replace('%', '%25')}]"
    return f"http://{host}"
