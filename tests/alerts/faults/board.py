"""The faults of the board, its sensors, its disks and its UPS."""

from hashlib import sha256
from typing import Final

from .row import LEARNS, LEARNS_EVERY, FaultOf, field_of, nothing, put_back, remove, told
from .scene import Scene

_HEALTH: Final = "/system/health"
_RESOURCE: Final = "/system/resource"
_UPS: Final = "/system/ups"
_DISK: Final = "/disk"
# The instance of a disk: a digest of its serial number.
_NVME1: Final = f"serial:{sha256(b'S64GNE0R501811').hexdigest()[:16]}"


def _sensor(alert: str, profile: str, name: str, *, well: str, bad: str, band: str) -> FaultOf:
    """Declare the fault of a sensor that shows another number."""
    where = {"name": name}
    return FaultOf(
        alert=alert,
        profile=profile,
        instance=name,
        before=field_of(_HEALTH, where, value=well),
        begin=field_of(_HEALTH, where, value=bad),
        band=field_of(_HEALTH, where, value=band),
        end=field_of(_HEALTH, where, value=well),
    )


def _write(scene: Scene) -> None:
    """Write a thousand sectors to the flash."""
    scene.level += 1_000
    total = str(100_000 + scene.level)
    scene.router.set_field(_RESOURCE, {}, {"write-sect-total": total})


def _mend_array(scene: Scene) -> None:
    """Make the array complete, with all of its members."""
    scene.router.set_field(_DISK, {"slot": "raid1"}, {"state": "clean"})
    members = {"raid-member-failed": "false", "raid-member-state": "3:in_sync"}
    scene.router.set_field(_DISK, {"slot": "nvme8"}, members)


def _alarm(alert: str, **values: str) -> FaultOf:
    """Declare the fault of a UPS that raises an alarm."""
    return FaultOf(
        alert=alert,
        profile="rose",
        instance="ups1",
        begin=told(_UPS, "ups1", **values),
        end=told(_UPS, "ups1", **dict.fromkeys(values, "false")),
    )


BOARD: Final = (
    _sensor("temperature", "ccr_isp", "board-temperature1", well="41.0", bad="63.0", band="57.0"),
    _sensor("cpu_temperature", "rb5009", "cpu-temperature", well="50.0", bad="77.0", band="72.0"),
    _sensor("cold", "rb5009", "switch-temperature", well="20.0", bad="-4.0", band="1.0"),
    FaultOf(
        alert="hardware",
        profile="ccr_isp",
        instance="psu1-state",
        begin=field_of(_HEALTH, {"name": "psu1-state"}, value="fail"),
        end=field_of(_HEALTH, {"name": "psu1-state"}, value="ok"),
    ),
    FaultOf(
        alert="voltage",
        profile="rb5009",
        instance="voltage",
        before=field_of(_HEALTH, {"name": "voltage"}, value="24.0"),
        learns=LEARNS,
        learns_every=LEARNS_EVERY,
        begin=field_of(_HEALTH, {"name": "voltage"}, value="20.9"),
        band=field_of(_HEALTH, {"name": "voltage"}, value="21.8"),
        end=field_of(_HEALTH, {"name": "voltage"}, value="23.8"),
    ),
    FaultOf(
        alert="bad_blocks",
        profile="rb5009",
        begin=field_of(_RESOURCE, {}, bad_blocks="6"),
        band=field_of(_RESOURCE, {}, bad_blocks="4.4"),
        end=field_of(_RESOURCE, {}, bad_blocks="0"),
    ),
    FaultOf(
        alert="ups_on_battery",
        profile="rose",
        instance="ups1",
        begin=told(_UPS, "ups1", on_line="false"),
        end=told(_UPS, "ups1", on_line="true"),
    ),
    _alarm("ups_low", low_battery="true"),
    _alarm("ups_overload", overload="true"),
    _alarm("ups_replace", replace_battery="true"),
    FaultOf(
        alert="flash_writes",
        profile="rb5009",
        before=field_of(_RESOURCE, {}, write_sect_total="100000"),
        begin=nothing,
        each=_write,
        end=nothing,
        bounds={"high": 20_000},
    ),
    FaultOf(
        alert="disk_failed",
        profile="rose",
        before=_mend_array,
        begin=remove(_DISK, slot="nvme2"),
        end=put_back(_DISK),
    ),
    FaultOf(
        alert="disk_smart",
        profile="rose",
        instance=_NVME1,
        begin=field_of(_DISK, {"slot": "nvme1"}, critical_warning="temperature"),
        end=field_of(_DISK, {"slot": "nvme1"}, critical_warning=""),
    ),
    FaultOf(
        alert="disk_wear",
        profile="rose",
        before=field_of(_DISK, {"type": "hardware"}, percentage_used="11"),
        instance=_NVME1,
        begin=field_of(_DISK, {"slot": "nvme1"}, percentage_used="81"),
        band=field_of(_DISK, {"slot": "nvme1"}, percentage_used="79"),
        end=field_of(_DISK, {"slot": "nvme1"}, percentage_used="11"),
    ),
    FaultOf(
        alert="raid_degraded",
        profile="rose",
        instance="slot:raid1",
        before=_mend_array,
        begin=field_of(_DISK, {"slot": "nvme6"}, raid_member_failed="true"),
        end=field_of(_DISK, {"slot": "nvme6"}, raid_member_failed="false"),
    ),
)
