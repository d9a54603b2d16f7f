"""Interface errors and drops: how many per minute, and each counter's total."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Self, override

from homeassistant.components.sensor import SensorStateClass
from homeassistant.const import EntityCategory, UnitOfRatio

from ..routeros import Row, values
from .bounds import COUNTERS
from .interface_index import STATIC_INTERFACES
from .model import (
    SHORT,
    Graph,
    InterfaceMenuGroup,
    MetricValue,
    Reading,
    Scope,
    SensorMetric,
)

_A_MINUTE = 60

# The totals feed hourly statistics: a row in five minutes is plenty.
_TOTAL_WRITE_INTERVAL = 300.0

type Counts = tuple[int | None, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class ErrorsRow:
    """``/interface``: packets since boot; None for what a port's hardware does not count."""

    is_port: bool
    rx_error: int | None
    tx_error: int | None
    rx_drop: int | None
    tx_drop: int | None
    tx_queue_drop: int | None
    link_downs: int | None
    rx_packet: int | None
    tx_packet: int | None

    @classmethod
    def from_row(cls, row: Row) -> Self:
        """Parse a row as the router gave it."""
        return cls(
            is_port=bool(row.get("default-name")),
            rx_error=values.integer(row.get("rx-error")),
            tx_error=values.integer(row.get("tx-error")),
            rx_drop=values.integer(row.get("rx-drop")),
            tx_drop=values.integer(row.get("tx-drop")),
            tx_queue_drop=values.integer(row.get("tx-queue-drop")),
            link_downs=values.integer(row.get("link-downs")),
            rx_packet=values.integer(row.get("rx-packet")),
            tx_packet=values.integer(row.get("tx-packet")),
        )

    @property
    def errors(self) -> Counts:
        """Return the counters of receive and transmit errors."""
        return self.rx_error, self.tx_error

    @property
    def drops(self) -> Counts:
        """Return the counters of good packets dropped, also by full queues."""
        return self.rx_drop, self.tx_drop, self.tx_queue_drop

    @property
    def packets(self) -> Counts:
        """Return the counters of good packets."""
        return self.rx_packet, self.tx_packet


def total(counts: Counts) -> int | None:
    """Return the sum of the known counts, None if there are none."""
    told = [count for count in counts if count is not None]
    return sum(told) if told else None


def error_share(
    now: Reading[ErrorsRow], before: Reading[ErrorsRow], instances: Iterable[str]
) -> float | None:
    """Return the errors of interfaces between two readings, in percent of all their packets.

    An interface whose counters restarted is left out; None where no packet was counted.
    """
    errors = packets = 0
    for instance in instances:
        if instance in before.rows and instance in now.rows:
            old, new = before.rows[instance], now.rows[instance]
            broken, good = _grown(old.errors, new.errors), _grown(old.packets, new.packets)
            if broken is not None and good is not None:
                errors += broken
                packets += broken + good
    return 100 * errors / packets if packets else None


def _grown(before: Counts, now: Counts) -> int | None:
    """Return by how much counters grew together, None if one restarted or none is reported."""
    pairs = [pair for pair in zip(before, now, strict=True) if pair != (None, None)]
    growths = [None if old is None or new is None or new < old else new - old for old, new in pairs]
    if not all(COUNTERS.hold(count) for count in (*before, *now)):
        return None
    known = [growth for growth in growths if growth is not None]
    return sum(known) if known and len(known) == len(growths) else None


@dataclass(frozen=True, kw_only=True)
class ShareMetric(SensorMetric[ErrorsRow]):
    """The errors of an interface as a share of its packets, in percent."""

    @override
    def value(
        self, instance: str, now: Reading[ErrorsRow], before: Reading[ErrorsRow] | None
    ) -> MetricValue:
        """Return the share between two readings, None without two comparable ones."""
        return None if before is None else error_share(now, before, (instance,))


@dataclass(frozen=True, kw_only=True)
class GrowthMetric(SensorMetric[ErrorsRow]):
    """The growth per minute of several counters together.

    Each is compared with itself: one that restarts makes the growth unknown even where the sum
    of all kept growing.
    """

    counts: Callable[[ErrorsRow], Counts]

    @override
    def is_possible(self, row: ErrorsRow, value: MetricValue) -> bool:
        """Return whether a growth and each of its counters are possible."""
        counts = all(COUNTERS.hold(count) for count in self.counts(row))
        return counts and super().is_possible(row, value)

    @override
    def value(
        self, instance: str, now: Reading[ErrorsRow], before: Reading[ErrorsRow] | None
    ) -> MetricValue:
        """Return packets per minute between two readings, None without two comparable ones."""
        if before is None or instance not in before.rows:
            return None
        grown = _grown(self.counts(before.rows[instance]), self.counts(now.rows[instance]))
        if grown is None:
            return None
        return now.since(before).rate(grown * _A_MINUTE)


@dataclass(frozen=True, kw_only=True, slots=True)
class HardwareRow:
    """``/interface/ethernet``: what the port's chip counted; chips count different things."""

    rx_fcs_error: int | None
    tx_fcs_error: int | None
    rx_overflow: int | None
    rx_fragment: int | None
    tx_collision: int | None
    tx_late_collision: int | None

    @classmethod
    def from_row(cls, row: Row) -> Self:
        """Parse a row as the router gave it."""
        return cls(
            rx_fcs_error=values.integer(row.get("rx-fcs-error")),
            tx_fcs_error=values.integer(row.get("tx-fcs-error")),
            rx_overflow=values.integer(row.get("rx-overflow")),
            rx_fragment=values.integer(row.get("rx-fragment")),
            tx_collision=values.integer(row.get("tx-collision")),
            tx_late_collision=values.integer(row.get("tx-late-collision")),
        )


# VLANs, bridges and tunnels count what their ports count, so theirs are disabled by default.
_per_minute = partial(
    GrowthMetric,
    graph=Graph.INTERFACE_ERRORS,
    state_class=SensorStateClass.MEASUREMENT,
    suggested_display_precision=1,
    resolution=0.1,
    kind="errors",
    enabled_for=lambda row: row.is_port,
)
_total = partial(
    SensorMetric[ErrorsRow],
    state_class=SensorStateClass.TOTAL_INCREASING,
    entity_category=EntityCategory.DIAGNOSTIC,
    kind="errors",
    entity_registry_enabled_default=False,
    suggested_display_precision=0,
    write_interval=_TOTAL_WRITE_INTERVAL,
)
_hardware_total = partial(
    SensorMetric[HardwareRow],
    state_class=SensorStateClass.TOTAL_INCREASING,
    entity_category=EntityCategory.DIAGNOSTIC,
    kind="errors",
    entity_registry_enabled_default=False,
    suggested_display_precision=0,
    write_interval=_TOTAL_WRITE_INTERVAL,
)

INTERFACE_ERRORS = InterfaceMenuGroup[ErrorsRow](
    key="interface.errors",
    title="Interface errors and drops",
    about="Per interface; counters that a port does not have are left out.",
    tier=SHORT,
    # Enough for two readings, also after a missed one.
    look_back=150,
    scope=Scope.INTERFACE,
    family="interface",
    path="/interface",
    identity=("name", "default-name", "type"),
    queries=STATIC_INTERFACES,
    from_row=ErrorsRow.from_row,
    metrics=(
        _per_minute(
            key="interface.errors.rate",
            essential=True,
            about=(
                "Packets per minute with receive or transmit errors; enabled by default only for "
                "ports, because VLANs and bridges count what their ports count."
            ),
            fields=("rx-error", "tx-error"),
            counts=lambda row: row.errors,
            source=lambda row: total(row.errors),
        ),
        _per_minute(
            key="interface.drops.rate",
            essential=True,
            about=(
                "Good packets per minute dropped in either direction, also by a full send queue; "
                "enabled by default only for ports."
            ),
            fields=("rx-drop", "tx-drop", "tx-queue-drop"),
            counts=lambda row: row.drops,
            source=lambda row: total(row.drops),
        ),
        ShareMetric(
            key="interface.errors.share",
            about=(
                "Packets with errors in the last minute as a share of all packets of the "
                "interface; unknown while no packet passes."
            ),
            fields=("rx-error", "tx-error", "rx-packet", "tx-packet"),
            source=lambda row: total(row.errors),
            native_unit_of_measurement=UnitOfRatio.PERCENTAGE,
            state_class=SensorStateClass.MEASUREMENT,
            kind="errors",
            entity_registry_enabled_default=False,
            suggested_display_precision=3,
            resolution=0.001,
        ),
        _total(
            key="interface.errors.rx",
            about="Packets received with errors since the counter began.",
            fields=("rx-error",),
            source=lambda row: row.rx_error,
        ),
        _total(
            key="interface.errors.tx",
            about="Packets that could not be sent because of an error, since the counter began.",
            fields=("tx-error",),
            source=lambda row: row.tx_error,
        ),
        _total(
            key="interface.drops.rx",
            about="Good packets that were received and dropped since the counter began.",
            fields=("rx-drop",),
            source=lambda row: row.rx_drop,
        ),
        _total(
            key="interface.drops.tx",
            about=(
                "Good packets that were dropped instead of sent, since the counter began; "
                "those of a full queue are counted separately."
            ),
            fields=("tx-drop",),
            source=lambda row: row.tx_drop,
        ),
        _total(
            key="interface.drops.queue",
            about="Packets dropped by a full send queue since the counter began.",
            fields=("tx-queue-drop",),
            source=lambda row: row.tx_queue_drop,
        ),
        _total(
            key="interface.link.downs",
            about="How often the link was lost since the router started.",
            fields=("link-downs",),
            source=lambda row: row.link_downs,
        ),
    ),
)

HARDWARE_ERRORS = InterfaceMenuGroup[HardwareRow](
    key="interface.hardware",
    title="Interface errors and drops",
    about="Additional counters of an ethernet port's chip; which exist depends on the chip.",
    tier=SHORT,
    scope=Scope.INTERFACE,
    family="interface",
    path="/interface/ethernet",
    identity=("name", "default-name"),
    from_row=HardwareRow.from_row,
    metrics=(
        _hardware_total(
            key="interface.errors.rx_fcs",
            about=(
                "Frames received with a wrong checksum (FCS) since the counter began: mostly a bad "
                "cable, plug or optical module."
            ),
            fields=("rx-fcs-error",),
            source=lambda row: row.rx_fcs_error,
        ),
        _hardware_total(
            key="interface.errors.tx_fcs",
            about="Frames sent with a wrong checksum (FCS) since the counter began.",
            fields=("tx-fcs-error",),
            source=lambda row: row.tx_fcs_error,
        ),
        _hardware_total(
            key="interface.errors.rx_overflow",
            about=(
                "Frames lost because the port's receive buffer was full, since the counter began."
            ),
            fields=("rx-overflow",),
            source=lambda row: row.rx_overflow,
        ),
        _hardware_total(
            key="interface.errors.rx_fragment",
            about=(
                "Frames received that were too short and corrupt, since the counter began: "
                "often a wrong duplex setting."
            ),
            fields=("rx-fragment",),
            source=lambda row: row.rx_fragment,
        ),
        _hardware_total(
            key="interface.errors.tx_collision",
            about=(
                "Collisions while sending, since the counter began: normal at half duplex, "
                "none at full duplex."
            ),
            fields=("tx-collision",),
            source=lambda row: row.tx_collision,
        ),
        _hardware_total(
            key="interface.errors.tx_late_collision",
            about=(
                "Collisions after the first 64 bytes, since the counter began: a wrong duplex "
                "setting or a cable that is too long."
            ),
            fields=("tx-late-collision",),
            source=lambda row: row.tx_late_collision,
        ),
    ),
)
