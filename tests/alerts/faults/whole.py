"""The faults of a router as a whole: its load, its memory, its storage, its settings."""

from typing import Final

from .row import Act, FaultOf, field_of, nothing
from .scene import Scene

_RESOURCE: Final = "/system/resource"
_HISTORY: Final = "/system/history"
_UPDATE: Final = "/system/package/update"
_TOTAL: Final = 1_048_576_000
_RENEWED: Final = {"name": "sstp"}


def _memory(percent: float) -> Act:
    free = str(int(_TOTAL * (1 - percent / 100)))
    return field_of(_RESOURCE, {}, total_memory=str(_TOTAL), free_memory=free)


def _storage(percent: float) -> Act:
    free = str(int(_TOTAL * (1 - percent / 100)))
    return field_of(_RESOURCE, {}, total_hdd_space=str(_TOTAL), free_hdd_space=free)


def _fill(scene: Scene) -> None:
    """Fill the storage by two percent more."""
    scene.level += 2
    _storage(40 + scene.level)(scene)


def _reboot(*, is_clean: bool) -> Act:
    def act(scene: Scene) -> None:
        scene.router.reboot(is_clean=is_clean)

    return act


def _guess(scene: Scene) -> None:
    """Make six logins fail."""
    for _ in range(6):
        line = "login failure for user admin from 192.0.2.99 via ssh"
        scene.router.device.note("system,error,critical", line)


def _change(scene: Scene) -> None:
    """Make the configuration have changed just now."""
    scene.router.add_row(
        _HISTORY, {"action": "rule changed", "by": "admin", "time": scene.stamp(0)}
    )


def _backup(days: float) -> Act:
    """Make the newest backup so many days old."""

    def act(scene: Scene) -> None:
        values = {"last-modified": scene.stamp(-days)}
        scene.router.set_field("/file", {"type": "backup"}, values)

    return act


def _deadline(days: float) -> Act:
    """Make the licence end in so many days."""

    def act(scene: Scene) -> None:
        scene.router.set_field("/system/license", {}, {"deadline-at": scene.stamp(days)})

    return act


def _flagged(flag: str) -> Act:
    """Set whether RouterOS flags its configuration as that of a break-in."""
    return field_of("/system/device-mode", {}, flagged=flag)


WHOLE: Final = (
    FaultOf(
        alert="security",
        profile="rb5009",
        groups=("security.checks",),
        begin=_flagged("yes"),
        end=_flagged("no"),
    ),
    FaultOf(
        alert="rebooted",
        profile="rb5009",
        begin=_reboot(is_clean=True),
        end=nothing,
        lasts=600,
    ),
    FaultOf(
        alert="unexpected_restart",
        profile="rb5009",
        begin=_reboot(is_clean=False),
        end=nothing,
        lasts=3600,
    ),
    FaultOf(
        alert="cpu",
        profile="rb5009",
        before=field_of(_RESOURCE, {}, cpu_load="20"),
        begin=field_of(_RESOURCE, {}, cpu_load="97"),
        band=field_of(_RESOURCE, {}, cpu_load="85"),
        end=field_of(_RESOURCE, {}, cpu_load="20"),
    ),
    FaultOf(
        alert="memory",
        profile="rb5009",
        begin=_memory(95),
        band=_memory(87),
        end=_memory(50),
    ),
    FaultOf(
        alert="storage",
        profile="rb5009",
        begin=_storage(90),
        band=_storage(82),
        end=_storage(50),
    ),
    FaultOf(
        alert="storage_full_soon",
        profile="rb5009",
        before=_storage(40),
        learns=31,
        begin=nothing,
        each=_fill,
        # A trend needs hours.
        takes=8,
        fades=40,
        end=_storage(40),
    ),
    FaultOf(
        alert="failed_logins",
        profile="rb5009",
        begin=_guess,
        end=nothing,
        lasts=300,
    ),
    FaultOf(
        alert="configuration_changed",
        profile="rb5009",
        begin=_change,
        end=nothing,
        lasts=3600,
    ),
    FaultOf(
        alert="backup_old",
        profile="rb5009",
        before=_backup(1),
        begin=_backup(31),
        band=_backup(29.5),
        end=_backup(1),
    ),
    FaultOf(
        alert="update_available",
        profile="rb5009",
        before=field_of(_UPDATE, {}, latest_version="7.20.4"),
        begin=field_of(_UPDATE, {}, latest_version="7.20.8"),
        end=field_of(_UPDATE, {}, latest_version="7.20.4"),
    ),
    FaultOf(
        alert="clock",
        profile="rb5009",
        begin=field_of("/system/ntp/client", {}, status="waiting"),
        end=field_of("/system/ntp/client", {}, status="synchronized"),
    ),
    FaultOf(
        alert="certificate",
        profile="ccr_isp",
        begin=field_of("/certificate", _RENEWED, expires_after="2w"),
        band=field_of("/certificate", _RENEWED, expires_after="3w12h"),
        end=field_of("/certificate", _RENEWED, expires_after="10w"),
    ),
    FaultOf(
        alert="licence",
        profile="chr",
        before=_deadline(60),
        begin=_deadline(10),
        band=_deadline(14.5),
        end=_deadline(60),
    ),
)
