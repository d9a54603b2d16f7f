"""The WebSocket command of a router's view: the status of each metric, with translated names."""

import re
from typing import Any, Final

from homeassistant.auth.permissions.const import POLICY_READ
from homeassistant.components import websocket_api
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.translation import async_get_translations
from homeassistant.util import slugify
import voluptuous as vol

from ..alerts.access import user_may
from ..const import DOMAIN
from ..dashboard.entries import named_entry
from ..metrics.model import Group, Metric
from .status import Finding, Status, async_findings

# The placeholder for the name of an instance.
_LEFT_OPEN: Final = re.compile(r"\{\w+\}")

# All users may see the words of these: a version, or none.
_FOR_ALL: Final = frozenset(Status) - {Status.AWAY, Status.NOT_PERMITTED, Status.REFUSED}

_PLATFORMS: Final = ("sensor", "binary_sensor", "device_tracker", "update")


@callback
def async_register(hass: HomeAssistant) -> None:
    """Register command."""
    websocket_api.async_register_command(hass, ws_missing)


@websocket_api.websocket_command(
    {vol.Required("type"): f"{DOMAIN}/missing", vol.Required("router"): str}
)
@websocket_api.async_response
async def ws_missing(
    hass: HomeAssistant, connection: websocket_api.ActiveConnection, message: dict[str, Any]
) -> None:
    """Return the status of each metric of a router, by heading, also of an unavailable one."""
    entry = named_entry(hass, message["router"])
    if entry is None:
        error = websocket_api.const.ERR_NOT_FOUND
        connection.send_error(message["id"], error, f"There is no router {message['router']}")
        return
    if not user_may(hass, entry, connection.user, POLICY_READ):
        error = websocket_api.const.ERR_UNAUTHORIZED
        connection.send_error(message["id"], error, "Not allowed to read the router")
        return
    words = await _Words.load(hass)
    headings: dict[str, list[dict[str, Any]]] = {}
    for group, findings in async_findings(hass, entry):
        rows = headings.setdefault(words.heading(group), [])
        rows += [
            _row(words, group, metric, findings[metric.key], is_admin=connection.user.is_admin)
            for metric in group.metrics
        ]
    answer = [{"heading": heading, "metrics": rows} for heading, rows in headings.items()]
    connection.send_result(message["id"], answer)


def _row(
    words: _Words, group: Group, metric: Metric, finding: Finding, *, is_admin: bool
) -> dict[str, Any]:
    """Return the status of a metric, as a page expects it.

    Commands name the router's user, and errors may name its address: only administrators get them.
    """
    return {
        "key": metric.key,
        "name": words.name(group, metric),
        "status": finding.status,
        "count": finding.count,
        "words": finding.words if is_admin or finding.status in _FOR_ALL else "",
        "at": finding.at and finding.at.isoformat(),
    }


class _Words:
    """The names of groups and metrics, in the language of the installation."""

    def __init__(self, options: dict[str, str], entities: dict[str, str]) -> None:
        self._options = options
        self._entities = entities

    @classmethod
    async def load(cls, hass: HomeAssistant) -> _Words:
        """Load the translations."""
        language = hass.config.language
        options = await async_get_translations(hass, language, "options", {DOMAIN})
        entities = await async_get_translations(hass, language, "entity", {DOMAIN})
        return cls(options, entities)

    def heading(self, group: Group) -> str:
        """Return the heading of a group: the name of its field in *Detail*."""
        path = f"component.{DOMAIN}.options.step.groups.data.{slugify(group.title)}"
        return self._options.get(path, group.title)

    def name(self, group: Group, metric: Metric) -> str:
        """Return the name of a metric, with an ellipsis for an instance's name."""
        if (own := metric.own_name("")) is not None:
            return own or group.title
        names = (
            self._entities.get(f"component.{DOMAIN}.entity.{platform}.{metric.name_key()}.name")
            for platform in _PLATFORMS
        )
        found = next(filter(None, names), metric.key)
        return _LEFT_OPEN.sub("\N{HORIZONTAL ELLIPSIS}", found).strip()
