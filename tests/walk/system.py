"""Expected states of the router itself."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final

from .expected import EVERYWHERE, RATE, Expected, Values, once
from .truth import Told, Truth, number, seconds

_RESOURCE: Final = "/system/resource"
_MEBIBYTE: Final = 2**20

# In RouterOS 6, the last word of a sensor's name says what it measures.
_KINDS: Final = {
    "temperature": "C",
    "voltage": "V",
    "current": "A",
    "consumption": "W",
    "speed": "RPM",
    "state": "",
}


def _resource(field: str, unit: str, factor: float = 1) -> Expected:
    """Expect a number of the router's resources."""
    return Expected(
        unit=unit,
        values=once(lambda truth: factor * float(truth.row(_RESOURCE)[field])),
        seen=EVERYWHERE,
    )


def _used(kind: str) -> Callable[[Truth], float]:
    """Return a function for the bytes of memory or storage that are in use."""

    def used(truth: Truth) -> float:
        row = truth.row(_RESOURCE)
        return float(row[f"total-{kind}"]) - float(row[f"free-{kind}"])

    return used


def _percent(kind: str) -> Expected:
    used = _used(kind)
    return Expected(
        unit="%",
        values=once(lambda truth: 100 * used(truth) / float(truth.row(_RESOURCE)[f"total-{kind}"])),
        seen=EVERYWHERE,
    )


def _memory_used(truth: Truth) -> float:
    return _used("memory")(truth) / _MEBIBYTE


def _booted(truth: Truth) -> datetime:
    return truth.wall - timedelta(seconds=seconds(truth.row(_RESOURCE)["uptime"]))


def _sectors_per_day(truth: Truth) -> float:
    before, now = (
        int(truth.row(_RESOURCE, at)["write-sect-total"]) for at in (truth.before, truth.now)
    )
    return (now - before) / truth.seconds * 86_400


def _cores(truth: Truth) -> Values:
    rows = truth.rows("/system/resource/cpu")
    return {str(core): float(row["load"]) for core, row in enumerate(rows)}


def readings(kind: str) -> Callable[[Truth], dict[str, str]]:
    """Return a function for the readings of all sensors of a kind."""

    def of_kind(truth: Truth) -> dict[str, str]:
        rows = truth.rows("/system/health")
        if truth.has_old_release:
            wide = rows[0] if rows else {}
            last_words = {name: name.rstrip("0123456789").split("-")[-1] for name in wide}
            return {name: wide[name] for name in wide if _KINDS.get(last_words[name]) == kind}
        return {row["name"]: row["value"] for row in rows if row.get("type") == kind}

    return of_kind


def _measured(kind: str, unit: str, *seen: str) -> Expected:
    sensors = readings(kind)
    return Expected(
        unit=unit,
        values=lambda truth: {name: float(text) for name, text in sensors(truth).items()},
        seen=seen,
    )


def failed(truth: Truth) -> dict[str, bool]:
    """Return for each fan and power supply whether it is not ok."""
    return {name: word != "ok" for name, word in readings("")(truth).items()}


def _field(menu: str, *fields: str, seen: tuple[str, ...] = EVERYWHERE) -> Expected:
    """Expect the first of some fields that the router has, as it is."""
    value = once(lambda truth: next(filter(None, map(truth.row(menu).get, fields)), None))
    return Expected(unit=None, values=value, seen=seen)


def _update(menu: str, installed: str, latest: str, *seen: str) -> Expected:
    """Expect whether there is an update, where the router has checked for one."""

    def is_newer(truth: Truth) -> Told:
        row = truth.row(menu)
        if latest not in row or installed not in row:
            return None
        return _numbers(row[latest]) > _numbers(row[installed])

    return Expected(unit=None, values=once(is_newer), seen=seen)


def _numbers(version: str) -> list[int]:
    return [int(part) for part in version.split(".")]


def _deadline(truth: Truth) -> datetime | None:
    """Return the end of a virtual machine's licence, by the router's own clock."""
    text = truth.row("/system/license").get("deadline-at")
    offset = truth.row("/system/clock")["gmt-offset"]
    return None if text is None else datetime.fromisoformat(f"{text}{offset}")


def _expiry(truth: Truth) -> float | None:
    """Return the days until the first certificate expires that is still valid."""
    left = [
        seconds(row["expires-after"])
        for row in truth.rows("/certificate")
        if "expires-after" in row and "true" not in {row.get("expired"), row.get("revoked")}
    ]
    return min(left) / 86_400 if left else None


def _rows_of(unit: str, menu: str, *flags: str) -> Expected:
    """Expect the number of rows of a menu that have some flags."""

    def count(truth: Truth) -> float | None:
        if not truth.has(menu):
            return None
        rows = truth.rows(menu)
        return sum(all(row.get(flag) == "true" for flag in flags) for row in rows)

    return Expected(unit=unit, values=once(count), seen=EVERYWHERE)


SYSTEM: Final[Mapping[str, Expected]] = {
    "system.cpu.load": _resource("cpu-load", "%"),
    "system.cpu.core.load": Expected(unit="%", values=_cores, seen=EVERYWHERE),
    "system.memory.percent": _percent("memory"),
    "system.memory.used": Expected(unit="MiB", values=once(_memory_used), seen=EVERYWHERE),
    "system.memory.free": _resource("free-memory", "MiB", 1 / _MEBIBYTE),
    "system.memory.total": _resource("total-memory", "MiB", 1 / _MEBIBYTE),
    "system.uptime": Expected(unit=None, values=once(_booted), seen=EVERYWHERE),
    "system.storage.percent": _percent("hdd-space"),
    "system.storage.free": _resource("free-hdd-space", "MiB", 1 / _MEBIBYTE),
    "system.storage.total": _resource("total-hdd-space", "MiB", 1 / _MEBIBYTE),
    "system.storage.bad_blocks": Expected(
        unit="%",
        values=once(lambda truth: number(truth.row(_RESOURCE).get("bad-blocks"))),
        seen=EVERYWHERE,
    ),
    "system.storage.sectors_written": _resource("write-sect-total", "sectors"),
    "system.storage.sectors_per_day": Expected(
        unit="sectors/day",
        values=once(_sectors_per_day),
        seen=EVERYWHERE,
        half_step=0.5,
        share=RATE,
    ),
    "system.version": _field(_RESOURCE, "version"),
    "system.version.update": _update(
        "/system/package/update", "installed-version", "latest-version", "chr", "hap_v6"
    ),
    "system.firmware.version": _field("/system/routerboard", "current-firmware"),
    "system.firmware.update": _update(
        "/system/routerboard", "current-firmware", "upgrade-firmware", *EVERYWHERE
    ),
    "system.licence.level": _field("/system/license", "nlevel", "level"),
    "system.licence.deadline": Expected(unit=None, values=once(_deadline), seen=("chr",)),
    "system.certificates.expiry": Expected(
        unit="d", values=once(_expiry), seen=("ccr_isp", "ccr_v6")
    ),
    "route.active": _rows_of("routes", "/ip/route", "active"),
    "arp.entries": _rows_of("entries", "/ip/arp"),
    "neighbour.devices": _rows_of("devices", "/ip/neighbor"),
    "health.temperature": _measured("C", "°C", "rb5009", "ccr_v6"),
    "health.voltage": _measured("V", "V", "rb5009", "hap_v6"),
    "health.current": _measured("A", "A", "ccr_isp", "ccr_v6"),
    "health.power": _measured("W", "W", "ccr_isp", "ccr_v6"),
    "health.fan.speed": _measured("RPM", "rpm", "ccr_isp", "ccr_v6"),
    "health.state": Expected(unit=None, values=failed, seen=("ccr_isp", "ccr_v6")),
}
