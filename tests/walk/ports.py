"""Expected states of interfaces."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Final

from simulator.commands.monitors import link_row, poe_row
from simulator.modem import modem_row

from .expected import EVERYWHERE, RATE, Expected, Values, each_link, each_port
from .truth import Row, Told, Truth, WatchedPort, number, seconds, told

SWITCHES: Final = ("crs_poe", "crs_poe 6.49.20")
MODEMS: Final = ("ltap", "ltap 6.49.18")

# Contracted rates in bit/s, below the link speed: a state shows which of the two was used.
CONTRACTS: Final[Mapping[str, Mapping[str, int]]] = {
    "port:ether1": {"down": 80_000_000, "up": 50_000_000, "commit": 30_000_000}
}


def _bit_rate(counter: str) -> Expected:
    return Expected(
        unit="Mbit/s",
        values=each_port(lambda port: port.rate(counter) * 8 / 1e6),
        seen=EVERYWHERE,
        share=RATE,
    )


def _total(counter: str) -> Expected:
    return Expected(
        unit="GB", values=each_port(lambda port: port.first(counter) / 1e9), seen=EVERYWHERE
    )


def _packets(counter: str) -> Expected:
    return Expected(
        unit="packets/s",
        values=each_port(lambda port: port.rate(counter)),
        seen=EVERYWHERE,
        share=RATE,
        half_step=0.5,
    )


def _link(port: WatchedPort) -> Row:
    """Return what the router measures of a port's link now."""
    return port.monitored(link_row)


def _speed(port: WatchedPort) -> float | None:
    """Return the speed of a port's link in Mbit/s, None without a link."""
    rate = _link(port).get("rate")
    if rate is None:
        return None
    return float(rate[:-4]) * {"M": 1, "G": 1000}[rate[-4]]


def _utilisation(counter: str, part: str) -> Expected:
    def share(port: WatchedPort) -> float | None:
        speed = _contracted(port, part) or _speed(port)
        return 100 * port.rate(counter) * 8 / (speed * 1e6) if speed else None

    values = each_port(
        share, of=lambda port: _contracted(port, part) is not None or _has_speed(port)
    )
    return Expected(unit="%", values=values, seen=EVERYWHERE, share=RATE)


def _contracted(port: WatchedPort, part: str) -> float | None:
    """Return what is contracted for a port, in Mbit/s."""
    bits = CONTRACTS.get(f"port:{port.row.get('default-name')}", {}).get(part)
    return bits and bits / 1e6


def _bandwidth(part: str) -> Expected:
    values = each_port(
        lambda port: _contracted(port, part), of=lambda port: _contracted(port, part) is not None
    )
    return Expected(unit="Mbit/s", values=values, seen=EVERYWHERE)


def _per_minute(*counters: str) -> Expected:
    """Expect the growth per minute of the counters that an interface has."""

    def rate(port: WatchedPort) -> float:
        return sum(60 * port.rate(counter) for counter in counters if counter in port.row)

    return Expected(
        unit="packets/min",
        values=each_port(rate, of=lambda port: any(one in port.row for one in counters)),
        seen=EVERYWHERE,
        share=RATE,
        half_step=0.05,
    )


def _count(counter: str) -> Expected:
    return Expected(
        unit="packets",
        values=each_port(lambda port: port.first(counter), of=lambda port: counter in port.row),
        seen=EVERYWHERE,
    )


def _hardware(counter: str) -> Expected:
    def values(truth: Truth) -> Values:
        rows = truth.rows("/interface/ethernet", truth.first)
        shown = {truth.named(row["name"]): number(row.get(counter)) for row in rows}
        used = {name for name, port in truth.ports.items() if port.had_link}
        return {port: count for port, count in told(shown).items() if port in used}

    return Expected(unit="packets", values=values, seen=EVERYWHERE)


def _has_speed(port: WatchedPort) -> bool:
    """Return whether a port reports a link speed; those of a virtual machine do not."""
    return port.is_socket and "auto-negotiation" in _link(port)


def _module(field: str, unit: str, half_step: float | None = None) -> Expected:
    return Expected(
        unit=unit,
        values=each_port(
            lambda port: float(_link(port)[field]),
            of=lambda port: port.is_socket and field in _link(port),
        ),
        seen=SWITCHES,
        half_step=half_step,
    )


def _fed(truth: Truth) -> Mapping[str, Row]:
    """Return the PoE measurements of the ports that have PoE, from ``monitor``."""
    device = truth.router.device
    if not truth.has("/interface/ethernet/poe"):
        return {}
    at = device.seconds_at(truth.now)
    records = device.table("/interface/ethernet/poe").records(at)
    rows = [poe_row(device, record, at) for record in records]
    return {truth.named(row["name"]): row for row in rows}


def _poe(field: str, unit: str) -> Expected:
    return Expected(
        unit=unit,
        values=lambda truth: told(
            {key: number(row.get(field)) for key, row in _fed(truth).items()}
        ),
        seen=SWITCHES,
    )


def _modem(unit: str | None, value: Callable[[Row], Told]) -> Expected:
    """Expect what each modem reports."""

    def values(truth: Truth) -> Values:
        modems = {key: one for key, one in truth.ports.items() if one.row["type"] == "lte"}
        return told({key: value(one.monitored(modem_row)) for key, one in modems.items()})

    return Expected(unit=unit, values=values, seen=MODEMS)


def _signal(field: str, unit: str) -> Expected:
    return _modem(unit, lambda row: number(row.get(field)))


def _connected(truth: Truth) -> Values:
    """Return since when each modem has its session."""
    return {
        key: truth.wall - timedelta(seconds=seconds(modem["session-uptime"]))
        for key, port in truth.ports.items()
        if port.row["type"] == "lte" and "session-uptime" in (modem := port.monitored(modem_row))
    }


PORTS: Final[Mapping[str, Expected]] = {
    "interface.traffic.rx": _bit_rate("rx-byte"),
    "interface.traffic.tx": _bit_rate("tx-byte"),
    "interface.running": Expected(
        unit=None, values=each_link(lambda port: port.row["running"] == "true"), seen=EVERYWHERE
    ),
    "interface.total.rx": _total("rx-byte"),
    "interface.total.tx": _total("tx-byte"),
    "interface.packets.rx": _packets("rx-packet"),
    "interface.packets.tx": _packets("tx-packet"),
    "interface.utilisation.rx": _utilisation("rx-byte", "down"),
    "interface.utilisation.tx": _utilisation("tx-byte", "up"),
    "interface.bandwidth.down": _bandwidth("down"),
    "interface.bandwidth.up": _bandwidth("up"),
    "interface.bandwidth.commit": _bandwidth("commit"),
    "interface.errors.rate": _per_minute("rx-error", "tx-error"),
    "interface.drops.rate": _per_minute("rx-drop", "tx-drop", "tx-queue-drop"),
    "interface.errors.rx": _count("rx-error"),
    "interface.errors.tx": _count("tx-error"),
    "interface.drops.rx": _count("rx-drop"),
    "interface.drops.tx": _count("tx-drop"),
    "interface.drops.queue": _count("tx-queue-drop"),
    "interface.link.downs": Expected(
        unit="times",
        values=each_port(lambda port: int(port.row["link-downs"])),
        seen=EVERYWHERE,
    ),
    "interface.errors.rx_fcs": _hardware("rx-fcs-error"),
    "interface.errors.tx_fcs": _hardware("tx-fcs-error"),
    "interface.errors.rx_overflow": _hardware("rx-overflow"),
    "interface.errors.rx_fragment": _hardware("rx-fragment"),
    "interface.errors.tx_collision": _hardware("tx-collision"),
    "interface.errors.tx_late_collision": _hardware("tx-late-collision"),
    "interface.link.speed": Expected(
        unit="Mbit/s", values=each_port(_speed, of=_has_speed), seen=EVERYWHERE
    ),
    "interface.link.full_duplex": Expected(
        unit=None,
        values=each_port(lambda port: "full-duplex" in _link(port) or None, of=_has_speed),
        seen=EVERYWHERE,
    ),
    "interface.sfp.temperature": _module("sfp-temperature", "°C"),
    "interface.sfp.rx_power": _module("sfp-rx-power", "dBm", 0.005),
    "interface.sfp.tx_power": _module("sfp-tx-power", "dBm", 0.005),
    "interface.sfp.voltage": _module("sfp-supply-voltage", "V", 0.005),
    "interface.sfp.bias": _module("sfp-tx-bias-current", "mA"),
    "interface.poe.power": _poe("poe-out-power", "W"),
    "interface.poe.voltage": _poe("poe-out-voltage", "V"),
    "interface.poe.current": _poe("poe-out-current", "mA"),
    "interface.poe.status": Expected(
        unit=None,
        values=lambda truth: {key: row["poe-out-status"] for key, row in _fed(truth).items()},
        seen=(*SWITCHES, "hap_v6"),
    ),
    "lte.rsrp": _signal("rsrp", "dBm"),
    "lte.rsrq": _signal("rsrq", "dB"),
    "lte.sinr": _signal("sinr", "dB"),
    "lte.rssi": _signal("rssi", "dBm"),
    "lte.nr.rsrp": _signal("nr-rsrp", "dBm"),
    "lte.nr.rsrq": _signal("nr-rsrq", "dB"),
    "lte.nr.sinr": _signal("nr-sinr", "dB"),
    "lte.operator": _modem(None, lambda row: row.get("current-operator")),
    "lte.technology": _modem(
        None, lambda row: row.get("access-technology") or row.get("data-class")
    ),
    "lte.band": _modem(None, lambda row: row["primary-band"].partition("@")[0]),
    "lte.cell": _modem(None, lambda row: row.get("current-cellid")),
    "lte.cqi": _signal("cqi", "of 15"),
    "lte.session.uptime": Expected(unit=None, values=_connected, seen=MODEMS),
}
