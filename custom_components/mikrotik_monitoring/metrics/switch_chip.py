"""The port counters of a switch chip, also for traffic that never reaches the CPU."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final, Self, override

from homeassistant.components.sensor import SensorDeviceClass, SensorStateClass
from homeassistant.const import EntityCategory, UnitOfInformation

from ..routeros import Command, Row, values
from .model import MEDIUM, Group, Menu, Query, SensorMetric

_MENU: Final = "/interface/ethernet/switch/port"

# Each has dozens of counters: with more ports than this, only named ones exist.
_CROWD: Final = 4

# The totals feed hourly statistics: a row in five minutes is plenty.
_WRITE_INTERVAL: Final = 300.0

_DROPS: Final = ("rx-drop", "tx-drop", "tx-queue-drop")
_PAUSES: Final = ("rx-pause", "tx-pause")
_BROKEN: Final = (
    "rx-fcs-error",
    "rx-align-error",
    "rx-code-error",
    "rx-carrier-error",
    "rx-length-error",
    "rx-overflow",
    "rx-fragment",
    "rx-jabber",
    "rx-too-short",
    "rx-too-long",
    "tx-fcs-error",
    "tx-underrun",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class SwitchPortRow:
    """The counters of a chip's port, or of all together, by RouterOS's field names."""

    name: str
    counts: Mapping[str, int]

    @classmethod
    def from_row(cls, row: Row) -> Self:
        """Parse a row as the router gave it: the CPU port may have a number per chip."""
        counts = {field: _count(text) for field, text in row.items()}
        return cls(
            name=row.get("name", ""),
            counts={field: count for field, count in counts.items() if count is not None},
        )

    @classmethod
    def together(cls, ports: Iterable[SwitchPortRow]) -> Self:
        """Return the sum of all ports."""
        total: dict[str, int] = {}
        for port in ports:
            for field, count in port.counts.items():
                total[field] = total.get(field, 0) + count
        return cls(name="", counts=total)

    def sum(self, fields: tuple[str, ...]) -> int | None:
        """Return the sum of several counters, None where the chip has none of them."""
        known = [self.counts[field] for field in fields if field in self.counts]
        return sum(known) if known else None


def _count(text: str) -> int | None:
    """Return a counter, or the sum of a list of them; None for any other text."""
    counts = [values.count(part) for part in values.items(text) or ()]
    known = [count for count in counts if count is not None]
    return sum(known) if known and len(known) == len(counts) else None


@dataclass(frozen=True, kw_only=True)
class SwitchGroup(Group[SwitchPortRow]):
    """The ports of all chips, including the CPU ports, by the instances of their interfaces."""

    @override
    async def read(self, query: Query[SwitchPortRow]) -> dict[str, SwitchPortRow | None]:
        """Print the counters; ports of interfaces that are not monitored are ignored."""
        command = Command(
            f"{_MENU}/print",
            arguments=(("stats", ""),),
            proplist=("name", *self.fields(query.keys)),
        )
        ports = [SwitchPortRow.from_row(row) for row in await query.ask(command)]
        if not ports:
            return {}
        await query.interfaces.current(query.ask)
        rows: dict[str, SwitchPortRow | None] = {}
        for port in ports:
            facts = query.interfaces.named(port.name)
            if facts is None:
                rows[f"name:{port.name}"] = port
            else:
                rows[facts.instance] = port if facts.is_watched else None
        watched = (row for row in rows.values() if row is not None)
        return {"": SwitchPortRow.together(watched), **rows}


_total = partial(
    SensorMetric[SwitchPortRow],
    state_class=SensorStateClass.TOTAL_INCREASING,
    entity_category=EntityCategory.DIAGNOSTIC,
    entity_registry_enabled_default=False,
    suggested_display_precision=0,
    write_interval=_WRITE_INTERVAL,
)


def _counter(kind: str, name: str, about: str, *fields: str) -> SensorMetric[SwitchPortRow]:
    """Declare a counter of each port: the field of its name, or the chips' names for it."""
    own = fields or (name.replace("_", "-"),)
    return _total(
        key=f"switch.port.{name}",
        about=about,
        fields=own,
        source=lambda row: row.sum(own),
        kind=kind,
    )


def _octets(name: str, about: str, field: str) -> SensorMetric[SwitchPortRow]:
    """Declare a counter of bytes of each port."""
    return _total(
        key=f"switch.port.{name}",
        about=about,
        fields=(field,),
        source=lambda row: row.counts.get(field),
        kind="traffic",
        device_class=SensorDeviceClass.DATA_SIZE,
        native_unit_of_measurement=UnitOfInformation.BYTES,
        suggested_unit_of_measurement=UnitOfInformation.GIGABYTES,
    )


def _all_ports(name: str, about: str, fields: tuple[str, ...]) -> SensorMetric[SwitchPortRow]:
    """Declare a counter of all ports together."""
    return _total(
        key=f"switch.{name}",
        about=about,
        fields=fields,
        source=lambda row: row.sum(fields),
        summary=True,
        kind="totals",
    )


_SIZES: Final = {
    "64": "64 bytes, the shortest there are",
    "65-127": "65 to 127 bytes",
    "128-255": "128 to 255 bytes",
    "256-511": "256 to 511 bytes",
    "512-1023": "512 to 1,023 bytes",
    "1024-1518": "1,024 to 1,518 bytes",
    "1519-max": "more than 1,518 bytes",
}
# Counters by frame size, with the parts of field names: some chips do not separate directions.
_WAYS: Final = {"rx": "received", "tx": "sent", "tx-rx": "received and sent together"}


def _by_size() -> Iterable[SensorMetric[SwitchPortRow]]:
    """Declare the counters of frames by their size."""
    for way, word in _WAYS.items():
        for size, text in _SIZES.items():
            name = f"{way}_{size}".replace("-", "_")
            yield _counter("sizes", name, f"Frames of {text}, {word}.", f"{way}-{size}")


SWITCH = SwitchGroup(
    key="switch.port",
    title="Switch chip",
    about=(
        "Per port of a switch chip, including the CPU port, since the counter began; the available "
        "counters depend on the chip. A port's interface metrics are listed with the interfaces."
    ),
    menus=(Menu(_MENU),),
    tier=MEDIUM,
    has_instances=True,
    family="switch",
    label=lambda row: row.name,
    summary_above=_CROWD,
    metrics=(
        _all_ports("drops", "Frames that the chip threw away, all ports together.", _DROPS),
        _all_ports("errors", "Frames that were broken, all ports together.", _BROKEN),
        _all_ports("pauses", "Pause frames of both ways, all ports together.", _PAUSES),
        _octets(
            "rx_bytes",
            "Received by the port, also what the chip forwards without the processor.",
            "rx-bytes",
        ),
        _octets(
            "tx_bytes",
            "Sent by the port, also what the chip forwards without the processor.",
            "tx-bytes",
        ),
        _counter("traffic", "rx_packets", "Frames received by the port.", "rx-packet"),
        _counter("traffic", "tx_packets", "Frames sent by the port.", "tx-packet"),
        _counter("frames", "rx_unicast", "Frames received for one host."),
        _counter("frames", "tx_unicast", "Frames sent to one host."),
        _counter("frames", "rx_broadcast", "Frames received for all hosts."),
        _counter("frames", "tx_broadcast", "Frames sent to all hosts."),
        _counter("frames", "rx_multicast", "Frames received for a group of hosts."),
        _counter("frames", "tx_multicast", "Frames sent to a group of hosts."),
        _counter("frames", "rx_pause", "Pause frames received: the other end asks to wait."),
        _counter("frames", "tx_pause", "Pause frames sent: the port asks the other end to wait."),
        _counter("frames", "rx_control", "Control frames received, pause frames among them."),
        _counter("frames", "tx_control", "Control frames sent, pause frames among them."),
        _counter("drops", "rx_drop", "Good frames received that the chip threw away."),
        _counter("drops", "tx_drop", "Frames that the chip threw away instead of sending them."),
        _counter("drops", "tx_queue_drop", "Frames that a full send queue of the chip threw away."),
        _counter("errors", "rx_align", "Frames whose bits are no whole bytes.", "rx-align-error"),
        _counter("errors", "rx_code", "Frames with a symbol that is none.", "rx-code-error"),
        _counter(
            "errors",
            "rx_carrier",
            "Frames that began or ended with a wrong carrier signal.",
            "rx-carrier-error",
        ),
        _counter(
            "errors", "rx_length", "Frames that are not as long as they say.", "rx-length-error"
        ),
        _counter("errors", "rx_too_short", "Frames of less than 64 bytes with a right check sum."),
        _counter("errors", "rx_too_long", "Frames received that are longer than the port takes."),
        _counter("errors", "rx_jabber", "Frames received that are too long, and broken."),
        _counter("errors", "rx_unknown_op", "Control frames received of a kind not known."),
        _counter("errors", "tx_too_short", "Frames sent that are too short."),
        _counter("errors", "tx_too_long", "Frames to be sent that are longer than the port sends."),
        _counter("errors", "tx_fragment", "Frames sent that are too short, and broken."),
        _counter("errors", "tx_jabber", "Frames sent that are too long, and broken."),
        _counter("errors", "tx_underrun", "Frames for which the data came too late while sending."),
        _counter("errors", "tx_deferred", "Frames that waited as another one was on the wire."),
        _counter("errors", "tx_excessive_deferred", "Frames that waited longer than they may."),
        _counter("errors", "tx_excessive_collision", "Frames given up after sixteen collisions."),
        _counter("errors", "tx_multiple_collision", "Frames sent after several collisions."),
        _counter("errors", "tx_single_collision", "Frames sent after one collision."),
        _counter("errors", "tx_total_collision", "Collisions of any kind while sending."),
        *_by_size(),
    ),
)
