"""The WebSocket commands of the interface card: the table, the charts of one, its month."""

from typing import Any, Final

from homeassistant.components import websocket_api
from homeassistant.components.websocket_api import ActiveConnection
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util
import voluptuous as vol

from ...catalogue import catalogue_of
from ...const import DOMAIN
from ...recording.availability import availability_id, observed_id
from ...recording.month import Month, Sources, month_figures
from ...recording.recorded import NoRecorderError, async_read_recorder
from ..asker import may_read
from ..entries import enabled_entries, is_named
from ..inventory import Shown
from .billing import async_recorder_days, commit_of
from .view import RATES, TOTALS, interface_charts, interface_series, interface_table

type Message = dict[str, Any]

_NOT_FOUND: Final = websocket_api.const.ERR_NOT_FOUND
_UNAUTHORIZED: Final = websocket_api.const.ERR_UNAUTHORIZED
_NO_RECORDER: Final = "no_recorder"


@callback
@websocket_api.websocket_command(
    {vol.Required("type"): f"{DOMAIN}/interfaces", vol.Optional("router"): str}
)
def ws_interfaces(hass: HomeAssistant, connection: ActiveConnection, message: Message) -> None:
    """Return the table of a router's interfaces; that of the first router if none is named."""
    entry = _entry(hass, connection, message)
    if entry is None:
        return
    table = interface_table(hass, entry)
    for row in table["interfaces"]:
        row["cells"] = [cell if may_read(connection, cell) else None for cell in row["cells"]]
    result = {"router": entry.entry_id, "name": entry.title, **table}
    connection.send_result(message["id"], result)


@callback
@websocket_api.websocket_command(
    {
        vol.Required("type"): f"{DOMAIN}/interface",
        vol.Required("router"): str,
        vol.Required("interface"): str,
    }
)
def ws_interface(hass: HomeAssistant, connection: ActiveConnection, message: Message) -> None:
    """Return the charts of an interface, by range."""
    entry = _entry(hass, connection, message)
    if entry is not None and _series(hass, connection, message, entry):
        charts = interface_charts(hass, entry, message["interface"])
        connection.send_result(message["id"], {"ranges": charts})


@websocket_api.websocket_command(
    {
        vol.Required("type"): f"{DOMAIN}/interface_month",
        vol.Required("router"): str,
        vol.Required("interface"): str,
        vol.Optional("month"): vol.All(str, vol.Match(r"[12]\d{3}-(0[1-9]|1[0-2])\Z"), Month.parse),
    }
)
@websocket_api.async_response
async def ws_interface_month(
    hass: HomeAssistant, connection: ActiveConnection, message: Message
) -> None:
    """Return the figures of an interface's month, by default of this one."""
    entry = _entry(hass, connection, message)
    series = entry and _series(hass, connection, message, entry)
    if not entry or not series:
        return
    now = dt_util.utcnow()
    month = message.get("month", Month.of(now))
    sources = _sources(hass, entry, message["interface"], series)
    try:
        figures = await async_read_recorder(hass, month_figures, hass, sources, month, now)
    except NoRecorderError as err:
        connection.send_error(message["id"], _NO_RECORDER, str(err))
        return
    figures["percentile"]["commit"] = commit_of(entry, message["interface"], sources.rate_unit)
    connection.send_result(message["id"], {**figures, **async_recorder_days(hass)})


def _entry(
    hass: HomeAssistant, connection: ActiveConnection, message: Message
) -> ConfigEntry | None:
    """Return the requested router, else the first; send an error if there is none."""
    asked = message.get("router")
    for entry in enabled_entries(hass):
        if asked is None or is_named(hass, entry, {asked}):
            return entry
    connection.send_error(message["id"], _NOT_FOUND, f"There is no router {asked}")
    return None


def _series(
    hass: HomeAssistant, connection: ActiveConnection, message: Message, entry: ConfigEntry
) -> list[Shown]:
    """Return the interface's series; send an error if it has none that this user may read."""
    series = interface_series(hass, entry).get(message["interface"], [])
    if not series:
        error = f"There is no interface {message['interface']}"
        connection.send_error(message["id"], _NOT_FOUND, error)
    elif not all(may_read(connection, item.entity_id) for item in series):
        connection.send_error(message["id"], _UNAUTHORIZED, "Not allowed to read its entities")
        return []
    return series


def _sources(
    hass: HomeAssistant, entry: ConfigEntry, instance: str, series: list[Shown]
) -> Sources:
    """Return the statistics that an interface's month is calculated from."""
    entities = {item.metric: item.entity_id for item in series}
    rates = {way: entities[metric] for way, metric in RATES.items() if metric in entities}
    totals = {way: entities[metric] for way, metric in TOTALS.items() if metric in entities}
    router = entry.unique_id or entry.entry_id
    return Sources(
        rates=rates,
        totals=totals,
        rate_unit=_unit(hass, entry, rates, RATES["rx"]),
        total_unit=_unit(hass, entry, totals, TOTALS["rx"]),
        link=availability_id(router, instance),
        router=availability_id(router),
        observed=observed_id(router),
    )


def _unit(
    hass: HomeAssistant, entry: ConfigEntry, entities: dict[str, str], metric: str
) -> str | None:
    """Return the unit a person chose for the first of some entities, else the catalogue's."""
    for entity_id in entities.values():
        state = hass.states.get(entity_id)
        if state and (unit := state.attributes.get("unit_of_measurement")):
            return str(unit)
    declared = catalogue_of(entry).metrics[metric]
    suggested: str | None = getattr(declared, "suggested_unit_of_measurement", None)
    return suggested
