"""Have a router ping a host."""

from functools import partial
from typing import Final

from homeassistant.core import HomeAssistant, ServiceCall, SupportsResponse
from homeassistant.helpers import config_validation as cv
from homeassistant.util.json import JsonObjectType
import voluptuous as vol

from ..metrics.ping_command import send_packets, series
from ..metrics.ping_reply import Packet, PingSummary, packets
from ..polling import MikrotikConfigEntry
from .action import RouterAction
from .hosts import HOST_FIELDS, INTERFACE, ask_router, milliseconds, way

_COUNT: Final = "count"
_INTERVAL: Final = "interval"
_SIZE: Final = "size"
_ROUTING_TABLE: Final = "routing_table"


async def _async_ping(
    hass: HomeAssistant, entry: MikrotikConfigEntry, call: ServiceCall
) -> JsonObjectType:
    """Ping; return each packet, and a summary."""
    count, interval = call.data[_COUNT], call.data[_INTERVAL]
    arguments = (*way(call), *series(count, round(1000 * interval)))
    for name, argument in ((_SIZE, "size"), (_ROUTING_TABLE, "routing-table")):
        if name in call.data:
            arguments = (*arguments, (argument, str(call.data[name])))
    send = partial(send_packets, arguments=arguments)
    rows, _ = await ask_router(entry, send, seconds=count * interval)
    sent = list(packets(rows))
    return {"rows": [_row(packet) for packet in sent], "summary": _summary(PingSummary.of(sent))}


def _row(packet: Packet) -> JsonObjectType:
    """Return a packet: its time in ms, None if it was lost."""
    trip = packet.round_trip
    return {
        "seq": packet.number,
        "host": packet.host,
        "answered": packet.is_answered,
        "time": None if trip is None else milliseconds(1000 * trip),
        "size": packet.size,
        "ttl": packet.ttl,
        "status": packet.status,
    }


def _summary(summary: PingSummary) -> JsonObjectType:
    """Return a summary of all packets: times in ms, loss in percent."""
    return {
        "sent": summary.sent,
        "received": summary.received,
        "loss": None if summary.loss is None else round(summary.loss, 1),
        "min": milliseconds(summary.shortest),
        "avg": milliseconds(summary.mean),
        "max": milliseconds(summary.longest),
    }


PING: Final = RouterAction(
    name="ping",
    run=_async_ping,
    fields={
        **HOST_FIELDS,
        vol.Optional(INTERFACE): cv.string,
        vol.Optional(_ROUTING_TABLE): cv.string,
        vol.Optional(_COUNT, default=4): vol.All(vol.Coerce(int), vol.Range(1, 10)),
        vol.Optional(_INTERVAL, default=1.0): vol.All(vol.Coerce(float), vol.Range(0.01, 5)),
        vol.Optional(_SIZE): vol.All(vol.Coerce(int), vol.Range(28, 1500)),
    },
    response=SupportsResponse.ONLY,
)
