"""What the ROSE server keeps: its disks and arrays, its containers, the UPS that feeds it."""

from ..profile import Growing, Moving, Row

_TERABYTE = 1_000_000_000_000

# A secret that readers of the rows must not use.
_HIDDEN = "simulated-secret"


def _nvme(number: int, serial: str, hot: float, *, wear: int, **more: str) -> Row:
    """Return an NVMe disk in one of the slots."""
    return {
        "type": "hardware",
        "slot": f"nvme{number}",
        "slot-default": f"nvme{number}",
        "parent": "",
        "fs": "-",
        "model": "SAMSUNG MZQL23T8HCLS-00A07",
        "serial": serial,
        "fw-version": "GDC5902Q",
        "size": "3840755982336",
        "interface": "NVMe 16.0 GT/s x2",
        "interface-speed": "31500000000",
        "sector-size": "512",
        "nvme-tcp-server-password": _HIDDEN,
        "temperature": Moving(hot, 0.03),
        "critical-warning": "",
        "available-spare": "100",
        "percentage-used": str(wear),
        "power-cycles": "31",
        "power-on-time": f"{40 + number}w3d5h",
        "unsafe-shutdowns": str(7 + number),
        "unrecovered-integrity-errors": "0",
        "io-errors": "0",
        "block-device": "true",
        **more,
    }


def _member(number: int, serial: str, hot: float, role: int, **more: str) -> Row:
    """Return a disk that is a member of the array."""
    return _nvme(
        number,
        serial,
        hot,
        wear=3,
        **{
            "raid-master": "raid1",
            "raid-role": str(role),
            "raid-member": "true",
            "raid-member-failed": "false",
            "raid-member-state": f"{role}:in_sync",
            **more,
        },
    )


def _array(slot: str, size: int, free: int, **more: str) -> Row:
    """Return an array that is mounted."""
    return {
        "type": "raid",
        "slot": slot,
        "slot-default": "",
        "parent": "",
        "fs": "btrfs",
        "size": str(size),
        "free": Growing(free, -150_000),
        "use": f"{100 - 100 * free // size}%",
        "mount-point": slot,
        "raid-chunk-size": "256K",
        "raid-master": "none",
        "block-device": "true",
        "mounted": "true",
        **more,
    }


_FAILED = {
    "raid-member-failed": "true",
    "raid-member-state": "3:faulty",
    "critical-warning": "reliability-degraded",
    "available-spare": "4",
    "percentage-used": "104",
    "io-errors": "219",
}

_DISKS: tuple[Row, ...] = (
    _nvme(
        1,
        "S64GNE0R501811",
        39.0,
        wear=11,
        fs="ext4",
        free="2914816720896",
        use="24%",
        mounted="true",
        **{"mount-point": "nvme1"},
    ),
    _nvme(2, "S64GNE0R501822", 36.0, wear=0),
    _member(5, "S64GNE0R501855", 41.0, 0),
    _member(6, "S64GNE0R501866", 42.0, 1),
    _member(7, "S64GNE0R501877", 43.0, 2),
    _member(8, "S64GNE0R501888", 52.0, 3, **_FAILED),
    {"type": "hardware", "slot": "nvme9", "slot-default": "nvme9", "empty": "true"},
    {
        "type": "hardware",
        "slot": "usb1",
        "slot-default": "usb1",
        "parent": "",
        "fs": "exfat",
        "model": " USB DISK 3.0",
        "size": "62008590336",
        "free": "41120743424",
        "use": "33%",
        "mount-point": "usb1",
        "interface": "USB 3.10 5Gbps",
        "block-device": "true",
        "mounted": "true",
    },
    _array(
        "raid1",
        3 * 3_840_755_000_000,
        4 * _TERABYTE,
        model="RAID5 left-symmetric",
        **{"raid-type": "5", "raid-device-count": "4", "state": "clean, degraded"},
    ),
    {
        "type": "tmpfs",
        "slot": "scratch",
        "slot-default": "",
        "parent": "",
        "fs": "tmpfs",
        "size": "1073741824",
        "free": "1069547520",
        "use": "0%",
        "mount-point": "scratch",
        "tmpfs-max-size": "1073741824",
        "mounted": "true",
    },
)


def _container(name: str, image: str, status: str, **more: str | Moving) -> Row:
    """Return a container."""
    return {
        "name": name,
        "repo": f"registry-1.docker.io/{image}:latest",
        "os": "linux",
        "arch": "arm64",
        "interface": f"veth-{name}",
        "root-dir": f"nvme1/{name}",
        "envlists": name,
        "mountlists": name,
        "env": _HIDDEN,
        "cmd": f"--token {_HIDDEN}",
        "start-on-boot": "true",
        "status": status,
        **more,
    }


def _usage(memory: float, cpu: float, restarts: int) -> dict[str, str | Moving]:
    """Return the resource usage of a running container."""
    return {
        "memory-current": Moving(memory, 0.03),
        "cpu-usage": Moving(cpu, 0.4, decimals=1, unit="%"),
        "restart-count": str(restarts),
    }


TABLES: dict[str, tuple[Row, ...]] = {
    "/disk": _DISKS,
    "/container": (
        _container("dns", "adguard/adguardhome", "running", **_usage(94_371_840, 1.4, 0)),
        _container("backup", "restic/rest-server", "running", **_usage(41_943_040, 0.6, 2)),
        _container("metrics", "prom/prometheus", "running", **_usage(402_653_184, 11.5, 1)),
        _container("build", "library/gitea-runner", "stopped"),
    ),
    "/system/ups": (
        {
            "name": "ups1",
            "port": "usbhid1",
            "offline-time": "0s",
            "min-runtime": "never",
            "alarm-setting": "immediate",
            "check-capabilities": "yes",
            "model": "Smart-UPS 1500",
            "version": "UPS 15.0",
            "serial": "AS2114192887",
            "nominal-battery-voltage": "24",
            "invalid": "false",
            "disabled": "false",
        },
    ),
}
MONITORED: dict[str, dict[str, Row]] = {
    "/system/ups": {
        "ups1": {
            "on-line": "true",
            "on-battery": "false",
            "transfer-cause": "No transfers since turned on",
            "runtime-left": "47m20s",
            "battery-charge": "100",
            "battery-voltage": Moving(27.3, 0.002, decimals=1),
            "line-voltage": Moving(231.4, 0.01, decimals=1),
            "output-voltage": Moving(230.2, 0.008, decimals=1),
            "load": Moving(34, 0.15),
            "temperature": Moving(28.4, 0.03, decimals=1),
            "frequency": "50.0",
            "replace-battery": "false",
            "low-battery": "false",
            "overload": "false",
            "hid-self-test": "done-and-passed",
        }
    }
}
