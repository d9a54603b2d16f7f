"""The rows of `/system`: resource, processors, health, licence and what the board is."""

from datetime import datetime

from ..device import Device
from ..noise import BUCKET, uniform, wander
from ..profile import Profile, Sensor
from ..table import Cell, Record, Rows, Singleton, Table
from ..values import build_time, date, duration, flag
from ..version import Version
from .log import Log

_PAGE = 4096
_LONG_CHR_NAME = Version(7, 20)
_ADVANCED_MODE = Version(7, 17)
_AVAILABLE_PACKAGES = Version(7, 18)
_BUNDLE = ("system", "advanced-tools", "dhcp", "hotspot", "ppp", "routing", "security", "wireless")


def build(device: Device) -> dict[str, Table]:
    """Return the tables of `/system`."""
    tables: dict[str, Table] = {
        "/system/resource": Singleton([_resource(device)]),
        "/system/resource/cpu": Rows(
            (_core(device, number) for number in range(device.profile.cpu_count)), first_id=0
        ),
        "/system/identity": Singleton([{"name": _text(device.profile.identity)}]),
        "/system/license": Singleton([_licence(device)]),
        "/system/clock": Singleton([_clock(device)]),
        "/system/package/update": Singleton([_update(device)]),
        "/system/package": Rows(_packages(device)),
        "/system/device-mode": Singleton([_device_mode(device)]),
        "/system/health": _health(device),
        "/log": Log(device),
    }
    if "routerboard" in device.profile.features:
        tables["/system/routerboard"] = Singleton([_routerboard(device)])
    return tables


def _text(value: str | bytes) -> str:
    """Return text that keeps its bytes."""
    return value if isinstance(value, str) else value.decode("utf-8", "surrogateescape")


def _present(row: dict[str, Cell | None]) -> Record:
    """Return a row without the keys that this router lacks."""
    return {name: cell for name, cell in row.items() if cell is not None}


def _resource(device: Device) -> Record:
    """Return the row of `/system/resource`."""
    profile = device.profile
    frequency = profile.cpu_frequency
    used = device.wave(profile.memory * profile.memory_used, swing=0.03, day="flat", name="memory")

    def free_memory(at: float) -> str:
        free = profile.memory - int(min(used.value(at), profile.memory * 0.97))
        return str(free // _PAGE * _PAGE)

    def sectors(at: float) -> int:
        return int(device.uptime(at) // 40)

    return _present(
        {
            "uptime": lambda at: duration(device.uptime(at)),
            "version": f"{profile.version} ({profile.channel_name})",
            "build-time": build_time(datetime.fromisoformat(profile.built), device.release),
            "factory-software": profile.factory_software,
            "free-memory": free_memory,
            "total-memory": str(profile.memory),
            "cpu": profile.cpu,
            "cpu-count": str(profile.cpu_count),
            "cpu-frequency": None if frequency is None else str(frequency),
            "cpu-load": lambda at: str(cpu_load(device, at)),
            "free-hdd-space": str(int(profile.disk * (1 - profile.disk_used)) // _PAGE * _PAGE),
            "total-hdd-space": str(profile.disk),
            "write-sect-since-reboot": lambda at: str(sectors(at)),
            "write-sect-total": lambda at: str(profile.sectors_written + sectors_since(device, at)),
            "bad-blocks": profile.bad_blocks,
            "architecture-name": profile.architecture,
            "board-name": profile.board_name,
            "platform": profile.platform,
        }
    )


def sectors_since(device: Device, at: float) -> int:
    """Return the sectors written since the simulation began; a reboot does not reset them."""
    return int((at + device.profile.uptime) // 40)


def cpu_load(device: Device, at: float) -> int:
    """Return the load of all processors, in whole per cent: that of the traffic, and noise."""
    at = at // BUCKET * BUCKET
    profile = device.profile
    noise = uniform(device.number("cpu"), int(at // 5)) * 3
    slow = 1 + 0.25 * wander(device.number("cpu-walk"), at, 180)
    busy = (profile.cpu_full - profile.cpu_idle) * device.load(at)
    return int(min(max((profile.cpu_idle + busy) * slow + noise, 0), 100))


def _core(device: Device, number: int) -> Record:
    """Return one processor's row."""

    def load(at: float) -> str:
        lean = 0.5 + uniform(device.number("core", number), int(at // 5))
        return str(int(min(cpu_load(device, at) * lean, 100)))

    def share(of: int) -> Cell:
        return lambda at: str(int(load(at)) // of)

    return {
        ".id": f"*{number:X}",
        "cpu": f"cpu{number}",
        "load": load,
        "irq": share(3),
        "disk": "0",
    }


def _routerboard(device: Device) -> Record:
    """Return the row of `/system/routerboard`."""
    profile = device.profile
    return _present(
        {
            "routerboard": "true",
            "board-name": profile.board_name,
            "model": profile.model,
            "revision": profile.revision,
            "serial-number": profile.serial,
            "firmware-type": profile.firmware_type,
            "factory-firmware": profile.factory_firmware,
            "current-firmware": profile.firmware or profile.version,
            "upgrade-firmware": profile.version,
        }
    )


def _licence(device: Device) -> Record:
    """Return the row of `/system/license`; a virtual router is identified by its system id."""
    licence: Record = dict(device.profile.licence)
    return licence | ({"system-id": device.profile.serial} if "system-id" in licence else {})


def _clock(device: Device) -> Record:
    """Return the row of `/system/clock`."""
    return {
        "time": lambda at: f"{device.wall(at):%H:%M:%S}",
        "date": lambda at: date(device.wall(at), device.release),
        "time-zone-autodetect": flag(True),
        "time-zone-name": device.profile.time_zone,
        "gmt-offset": device.profile.gmt_offset,
        "dst-active": flag(False),
    }


def _update(device: Device) -> Record:
    """Return the row of `/system/package/update`; two keys exist only after a check."""
    profile = device.profile
    row: Record = {"channel": profile.channel_name, "installed-version": profile.version}
    return row if profile.latest_version is None else {**row, **newest(profile)}


def newest(profile: Profile) -> dict[str, str]:
    """Return what a check for updates finds: the profile's latest version, else its own."""
    latest = profile.latest_version or profile.version
    is_new = latest != profile.version
    status = "New version is available" if is_new else "System is already up to date"
    return {"latest-version": latest, "status": status}


def _packages(device: Device) -> list[Record]:
    """Return the packages: one for RouterOS 7, a bundle for 6 with some that are disabled.

    From 7.18 on those available are listed too, once the router has checked for updates.
    """
    profile, release = device.profile, device.release
    if release.old:
        is_on = "ipv6" in profile.features
        bundle = dict.fromkeys(_BUNDLE, True) | {"ipv6": is_on}
        return [_package(device, name, disabled=not bundle[name]) for name in bundle]
    installed = [_package(device, "routeros")]
    if release < _AVAILABLE_PACKAGES:
        return installed
    more = ("container", "user-manager") if profile.latest_version else ()
    others = (_package(device, name) | {"available": "true"} for name in more)
    return [*({**one, "available": "false", "size": "10603778"} for one in installed), *others]


def _package(device: Device, name: str, *, disabled: bool = False) -> Record:
    """Return the row of a package."""
    return {
        "name": name,
        "version": device.profile.version,
        "build-time": build_time(datetime.fromisoformat(device.profile.built), device.release),
        "scheduled": "",
        "disabled": flag(disabled),
    }


def _device_mode(device: Device) -> Record:
    """Return the row of `/system/device-mode`: the features that a mode does not have are off."""
    mode = "advanced" if device.release >= _ADVANCED_MODE else "enterprise"
    row: Record = {"mode": mode}
    if device.release >= _ADVANCED_MODE:
        row["allowed-versions"] = "7.13+,6.49.8+"
    return row | {
        "flagged": "false",
        "flagging-enabled": "true",
        "scheduler": "true",
        "fetch": "true",
        "container": "false",
        "traffic-gen": "false",
        "attempt-count": "0",
    }


def _health(device: Device) -> Table:
    """Return sensors as the version shows them: v6 one wide row, v7 a table, a CHR its state."""
    sensors = device.profile.sensors
    if "virtual" in device.profile.features:
        return Singleton([{"state": "disabled", "state-after-reboot": "disabled"}])
    if device.release.old:
        row = {sensor.name: _reading(device, sensor) for sensor in sensors}
        return Singleton([row] if row else [])
    if "sensors" not in device.profile.features:
        return Singleton()
    return Rows(_sensor(device, number, sensor) for number, sensor in enumerate(sensors))


def _sensor(device: Device, number: int, sensor: Sensor) -> Record:
    """Return a sensor's row."""
    return {
        ".id": f"*{13 + number:X}",
        "name": sensor.name,
        "value": _reading(device, sensor),
        "type": sensor.unit,
    }


def _reading(device: Device, sensor: Sensor) -> Cell:
    """Return the cell of a sensor."""
    middle = sensor.value
    if isinstance(middle, str):
        return middle
    wave = device.wave(middle, swing=sensor.swing, day="flat", name=f"sensor/{sensor.name}")
    return lambda at: f"{wave.value(at):.{sensor.decimals}f}"
