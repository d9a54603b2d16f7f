"""Expected states of VRRP, bonds, bridges and switch chips."""

from collections.abc import Callable, Mapping
from typing import Final

from simulator.table import cells

from .expected import EVERYWHERE, Expected, Values, once
from .ports import SWITCHES
from .routing import CORE
from .truth import Row, Told, Truth, told

_PORTS: Final = "/interface/ethernet/switch/port"
_SIZES: Final = ("64", "65-127", "128-255", "256-511", "512-1023", "1024-1518", "1519-max")
_BROKEN: Final = (
    *("rx-fcs-error", "rx-align-error", "rx-code-error", "rx-carrier-error", "rx-length-error"),
    *("rx-overflow", "rx-fragment", "rx-jabber", "rx-too-short", "rx-too-long"),
    *("tx-fcs-error", "tx-underrun"),
)

_ERRORS: Final = ("align", "code", "carrier", "length")


def _fields(*names: str) -> dict[str, str]:
    """Return the counters' fields by the names used here."""
    errors = {f"rx-{name}-error": f"rx_{name}" for name in _ERRORS}
    return {errors.get(name, name.replace("-", "_")): name for name in names}


def _both(*names: str) -> tuple[str, ...]:
    return tuple(f"{way}-{name}" for name in names for way in ("rx", "tx"))


# What all simulated chips count, what most do, and what those of large switches do.
_BY_ALL: Final = {
    **_fields(
        *_both("broadcast", "multicast", "pause", "too-long"),
        *["rx-align-error", "rx-too-short", "tx-deferred", "tx-excessive-deferred"],
        *["tx-excessive-collision", "tx-multiple-collision", "tx-single-collision"],
    ),
    "rx_packets": "rx-packet",
    "tx_packets": "tx-packet",
}
_BY_MOST: Final = _fields(*_both("unicast", *_SIZES), "tx-underrun", "tx-queue-drop")
_BY_LARGE: Final = _fields(
    *_both("control", "drop", "jabber"),
    *["rx-carrier-error", "rx-code-error", "rx-length-error", "rx-unknown-op"],
    *["tx-fragment", "tx-too-short", "tx-total-collision"],
    *(f"tx-rx-{size}" for size in _SIZES),
)


def _measured(truth: Truth, menu: str) -> dict[str, Row]:
    """Return what `monitor` reports of each watched interface of a menu."""
    at = truth.router.device.seconds_at(truth.now)
    found = truth.router.device.monitored[menu]
    return {
        truth.named(row["name"]): cells(found[row["name"]], at)
        for row in truth.rows(menu)
        if row.get("disabled") != "true"
    }


def _each(
    unit: str | None, menu: str, value: Callable[[Row], Told], seen: tuple[str, ...]
) -> Expected:
    return Expected(
        unit=unit,
        values=lambda truth: told({key: value(row) for key, row in _measured(truth, menu).items()}),
        seen=seen,
    )


def _vrrp(value: Callable[[Row], Told], unit: str | None = None) -> Expected:
    return Expected(
        unit=unit,
        values=lambda truth: {
            truth.named(row["name"]): value(row) for row in truth.rows("/interface/vrrp")
        },
        seen=CORE,
    )


def _state(row: Row) -> str:
    return "master" if row.get("master") == "true" else "backup"


def _bond(value: Callable[[Row], Told], unit: str | None = "ports") -> Expected:
    return _each(unit, "/interface/bonding", value, CORE)


def _ports(row: Row) -> list[str]:
    return [port for port in row["active-ports"].split(",") if port]


def _configured(truth: Truth) -> Values:
    return {
        truth.named(row["name"]): len(row["slaves"].split(","))
        for row in truth.rows("/interface/bonding")
    }


def _partner(row: Row) -> bool | None:
    partner = row.get("lacp-partner-system-id")
    return None if partner is None else partner != "00:00:00:00:00:00"


def _bridged(value: Callable[[Truth, list[Row]], Told]) -> Callable[[Truth], Values]:
    """Return a function for a value of the ports of each bridge."""

    def values(truth: Truth) -> Values:
        rows = truth.rows("/interface/bridge/port")
        bridges = {row["bridge"] for row in rows}
        return told(
            {
                truth.named(bridge): value(truth, [row for row in rows if row["bridge"] == bridge])
                for bridge in bridges
            }
        )

    return values


def _blocked(truth: Truth, ports: list[Row]) -> int:
    at = truth.router.device.seconds_at(truth.now)
    told = truth.router.device.monitored["/interface/bridge/port"]
    roles = [cells(told[port["interface"]], at)["role"] for port in ports]
    return sum(role in {"alternate-port", "backup-port"} for role in roles)


def _topology(_: Truth, ports: list[Row]) -> int | None:
    counts = [int(port["topology-changes"]) for port in ports if "topology-changes" in port]
    return sum(counts) if counts else None


def _hosts(truth: Truth) -> int | None:
    rows = truth.rows("/interface/bridge/host")
    return sum(row.get("local") != "true" for row in rows) or None


def _chip(truth: Truth) -> dict[str, Row]:
    """Return the ports of the chip as the first poll found them, by instance."""
    disabled = {row["name"] for row in truth.rows("/interface") if row["disabled"] == "true"}
    return {
        truth.named(row["name"]): row
        for row in truth.rows(_PORTS, truth.first)
        if row["name"] not in disabled
    }


def _sum(text: str | None) -> int | None:
    """Return a counter; a CPU port lists several, which are summed."""
    return None if text is None else sum(map(int, text.split(",")))


def _counter(
    field: str, seen: tuple[str, ...], unit: str = "frames", factor: float = 1
) -> Expected:
    """Expect a counter of each port that has it."""

    def values(truth: Truth) -> Values:
        counts = told({key: _sum(row.get(field)) for key, row in _chip(truth).items()})
        return {key: count * factor for key, count in counts.items()}

    return Expected(unit=unit, values=values, seen=seen)


def _all_ports(*fields: str) -> Expected:
    def total(truth: Truth) -> int | None:
        counts = [_sum(row.get(field)) for row in _chip(truth).values() for field in fields]
        known = [count for count in counts if count is not None]
        return sum(known) if known else None

    return Expected(unit="frames", values=once(total), seen=EVERYWHERE)


SWITCHING: Final[Mapping[str, Expected]] = {
    "vrrp.state": _vrrp(_state),
    "vrrp.changes": _vrrp(lambda _: 0, "changes"),
    "bonding.ports.active": _bond(lambda row: len(_ports(row))),
    "bonding.ports.configured": Expected(unit="ports", values=_configured, seen=CORE),
    "bonding.partner": _bond(_partner, None),
    "bridge.root": _each(
        None, "/interface/bridge", lambda row: row["root-bridge"] == "true", EVERYWHERE
    ),
    "bridge.root.changes": _each("changes", "/interface/bridge", lambda _: 0, EVERYWHERE),
    "bridge.ports.blocked": Expected(unit="ports", values=_bridged(_blocked), seen=CORE),
    "bridge.topology.changes": Expected(
        unit="changes", values=_bridged(_topology), seen=("rb5009",)
    ),
    "bridge.hosts": Expected(unit="hosts", values=once(_hosts), seen=EVERYWHERE),
    "switch.drops": _all_ports("rx-drop", "tx-drop", "tx-queue-drop"),
    "switch.errors": _all_ports(*_BROKEN),
    "switch.pauses": _all_ports("rx-pause", "tx-pause"),
    "switch.port.rx_bytes": _counter("rx-bytes", EVERYWHERE, "GB", 1e-9),
    "switch.port.tx_bytes": _counter("tx-bytes", EVERYWHERE, "GB", 1e-9),
    **{
        f"switch.port.{name}": _counter(
            field,
            seen,
            "collisions" if name == "tx_total_collision" else "frames",
        )
        for names, seen in ((_BY_ALL, EVERYWHERE), (_BY_MOST, EVERYWHERE), (_BY_LARGE, SWITCHES))
        for name, field in names.items()
    },
}
