"""Expected states of GPS, UPSs, disks, containers and optical modules."""

from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Final

from simulator.commands.monitors import link_row
from simulator.table import cells

from .expected import Expected, Values, each_port, once
from .truth import Row, Told, Truth, number, seconds, told

SWITCHES: Final = ("crs_poe", "crs_poe 6.49.20", "rose")
RECEIVERS: Final = ("ltap", "ltap 6.49.18")
FED: Final = ("rose", "ccr_v6")
SERVER: Final = ("rose",)
_BINARY: Final = {"KiB": 2**10, "MiB": 2**20, "GiB": 2**30}


def _monitored(truth: Truth, menu: str, name: str = "") -> Row:
    """Return what ``monitor`` reports now of a row of a menu."""
    device = truth.router.device
    return cells(device.monitored[menu][name], device.seconds_at(truth.now))


def _gps(
    unit: str | None, value: Callable[[Row], Told], *, half_step: float | None = None
) -> Expected:
    """Expect what the receiver reports, where one is enabled."""

    def of_receiver(truth: Truth) -> Told:
        if truth.row("/system/gps").get("enabled") != "true":
            return None
        return value(_monitored(truth, "/system/gps"))

    return Expected(unit=unit, values=once(of_receiver), seen=RECEIVERS, half_step=half_step)


def _first(text: str) -> float:
    """Return the number before a unit."""
    return float(text.split(maxsplit=1)[0])


def _ups(
    unit: str | None, value: Callable[[Row], Told], *, half_step: float | None = None
) -> Expected:
    """Expect what each UPS reports."""

    def of_each(truth: Truth) -> Values:
        return told(
            {
                row["name"]: value(_monitored(truth, "/system/ups", row["name"]))
                for row in truth.rows("/system/ups")
            }
        )

    return Expected(unit=unit, values=of_each, seen=FED, half_step=half_step)


def _flag(row: Row, name: str) -> bool:
    return row.get(name) == "true"


def _alarm(name: str) -> Expected:
    return _ups(None, lambda row: _flag(row, name))


def _octets(text: str | None) -> float | None:
    """Return the bytes of a number or of "6.2GiB"."""
    if text is None or text.isdecimal():
        return number(text)
    return float(text[:-3]) * _BINARY[text[-3:]]


class Disk:
    """A row of the table of disks, and the instance of its entities."""

    def __init__(self, row: Row, rows: list[Row]) -> None:
        """Read a row beside the others."""
        self.row = row
        self.members = [one for one in rows if one.get("raid-master") == row.get("slot", "none")]
        serial = row.get("serial")
        digest = sha256(serial.encode()).hexdigest()[:16] if serial else ""
        slot = row.get("slot") or row.get("name")
        self.instance = f"serial:{digest}" if serial else f"slot:{slot}"

    @property
    def is_array(self) -> bool:
        """Return whether it is a RAID array."""
        return self.row.get("type") == "raid"

    @property
    def state(self) -> str | None:
        """Return its state, None for what is no disk."""
        row = self.row
        if "slot" not in row:
            return "not_mounted" if row["type"] == "unknown" else "mounted"
        if row["type"] != "hardware":
            return None
        if _flag(row, "raid-member-failed"):
            return "failed"
        if _flag(row, "raid-member"):
            return "raid_member"
        return "mounted" if _flag(row, "mounted") else "not_mounted"

    @property
    def failed(self) -> int:
        """Return how many members of an array failed."""
        return sum(_flag(one, "raid-member-failed") for one in self.members)


def _disks(truth: Truth) -> list[Disk]:
    rows = [row for row in truth.rows("/disk") if not _flag(row, "empty")]
    return [Disk(row, rows) for row in rows]


def _disk(
    unit: str | None,
    value: Callable[[Disk], Told],
    *,
    seen: tuple[str, ...] = SERVER,
    half_step: float | None = None,
) -> Expected:
    """Expect a value of each disk that reports it."""
    return Expected(
        unit=unit,
        values=lambda truth: told({one.instance: value(one) for one in _disks(truth)}),
        seen=seen,
        half_step=half_step,
    )


def _smart(unit: str, field: str) -> Expected:
    return _disk(unit, lambda disk: number(disk.row.get(field)), half_step=0.5)


def _used(disk: Disk) -> float | None:
    size, free = _octets(disk.row.get("size")), _octets(disk.row.get("free"))
    return None if free is None or size is None else 100 * (size - free) / size


def _free(disk: Disk) -> float | None:
    free = _octets(disk.row.get("free"))
    return None if free is None else free / 1e9


def _powered(disk: Disk) -> float | None:
    text = disk.row.get("power-on-time")
    return None if text is None else seconds(text) / 3600


def _warned(disk: Disk) -> bool | None:
    text = disk.row.get("critical-warning")
    return None if text is None else text != ""


def _failed_disks(truth: Truth) -> int | None:
    disks = _disks(truth)
    return sum(disk.state == "failed" for disk in disks) if disks else None


def _array(unit: str | None, value: Callable[[Disk], Told]) -> Expected:
    return _disk(unit, lambda disk: value(disk) if disk.is_array else None)


def _container(
    unit: str | None, value: Callable[[Row], Told], half_step: float | None = None
) -> Expected:
    """Expect a value of each container that reports it."""
    return Expected(
        unit=unit,
        values=lambda truth: told({row["name"]: value(row) for row in truth.rows("/container")}),
        seen=SERVER,
        half_step=half_step,
    )


def _containers(count: Callable[[list[Row]], int]) -> Expected:
    def of_all(truth: Truth) -> int | None:
        rows = truth.rows("/container")
        return count(rows) if rows else None

    return Expected(unit="containers", values=once(of_all), seen=SERVER)


def _runs(row: Row) -> bool:
    return row["status"] == "running"


def _memory(row: Row) -> float | None:
    octets = number(row.get("memory-current"))
    return None if octets is None else octets / 2**20


def _cpu(row: Row) -> float | None:
    return float(row["cpu-usage"].rstrip("%")) if "cpu-usage" in row else None


def _module(
    unit: str | None, field: str, value: Callable[[str], Told], half_step: float | None = None
) -> Expected:
    """Expect a value of each optical module that reports it."""
    return Expected(
        unit=unit,
        values=each_port(
            lambda port: value(port.monitored(link_row)[field]),
            of=lambda port: (
                port.is_socket and port.monitored(link_row).get(field, "0") not in {"0", ""}
            ),
        ),
        seen=SWITCHES,
        half_step=half_step,
    )


DISKS_OF_7: Final[Mapping[str, Expected]] = {
    "raid.state": _array(None, lambda disk: "degraded" if disk.failed else "clean"),
    "raid.members.failed": _array("disks", lambda disk: disk.failed),
    "raid.members.present": _array("disks", lambda disk: len(disk.members) - disk.failed),
    "disk.temperature": _smart("°C", "temperature"),
    "disk.smart.problem": _disk(None, _warned),
    "disk.wear": _smart("%", "percentage-used"),
    "disk.spare": _smart("%", "available-spare"),
    "disk.power_on": _disk("h", _powered, half_step=0.5),
    "disk.unsafe_shutdowns": _smart("times", "unsafe-shutdowns"),
    "disk.errors": _smart("requests", "io-errors"),
    "container.all.running": _containers(lambda rows: sum(map(_runs, rows))),
    "container.all.count": _containers(len),
    "container.running": _container(None, _runs),
    "container.memory": _container("MiB", _memory, 0.5),
    "container.cpu": _container("%", _cpu),
    "container.restarts": _container("restarts", lambda row: number(row.get("restart-count"))),
}
ONLY_IN_7: Final = frozenset(DISKS_OF_7)

HARDWARE: Final[Mapping[str, Expected]] = {
    "gps.valid": _gps(None, lambda row: _flag(row, "valid")),
    "gps.satellites": _gps("satellites", lambda row: int(row["satellites"])),
    "gps.dilution": _gps("HDOP", lambda row: _first(row["horizontal-dilution"]), half_step=0.05),
    "gps.speed": _gps("km/h", lambda row: _first(row["speed"]), half_step=0.5),
    "gps.altitude": _gps("m", lambda row: _first(row["altitude"]), half_step=2.5),
    # Far from the home that is set in the tests.
    "gps.position": _gps(None, lambda row: "not_home" if _flag(row, "valid") else None),
    "ups.on_line": _ups(None, lambda row: _flag(row, "on-line")),
    "ups.charge": _ups("%", lambda row: number(row["battery-charge"]), half_step=0.5),
    "ups.runtime": _ups("min", lambda row: seconds(row["runtime-left"]) / 60, half_step=0.5),
    "ups.battery.voltage": _ups("V", lambda row: number(row["battery-voltage"])),
    "ups.load": _ups("%", lambda row: number(row["load"]), half_step=0.5),
    "ups.line.voltage": _ups("V", lambda row: number(row["line-voltage"])),
    "ups.output.voltage": _ups("V", lambda row: number(row["output-voltage"])),
    "ups.frequency": _ups("Hz", lambda row: number(row["frequency"])),
    "ups.temperature": _ups("°C", lambda row: number(row["temperature"]), half_step=0.5),
    "ups.low_battery": _alarm("low-battery"),
    "ups.replace_battery": _alarm("replace-battery"),
    "ups.overload": _alarm("overload"),
    "disk.free": _disk("GB", _free, seen=FED, half_step=0.005),
    "disk.state": _disk(None, lambda disk: disk.state, seen=FED),
    "disk.used": _disk("%", _used, seen=FED, half_step=0.05),
    "disk.all.failed": Expected(unit="disks", values=once(_failed_disks), seen=FED),
    **DISKS_OF_7,
    "interface.sfp.rx_loss": _module(None, "sfp-rx-loss", lambda text: text == "true"),
    "interface.sfp.tx_fault": _module(None, "sfp-tx-fault", lambda text: text == "true"),
    "interface.sfp.checksum": _module(None, "eeprom-checksum", lambda text: text == "bad"),
    "interface.sfp.wavelength": _module(
        "nm", "sfp-wavelength", lambda text: float(text.removesuffix("nm")), 0.005
    ),
}
