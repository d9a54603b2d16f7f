"""The menus of one row of the wireless stacks, on every router that has the stack."""

from ..device import Device
from ..table import Record, Singleton, Table

_NEWER: Record = {
    "enabled": "no",
    "interfaces": "",
    "ca-certificate": "none",
    "certificate": "none",
    "require-peer-certificate": "false",
    "package-path": "",
    "upgrade-policy": "none",
}
_OLDER: Record = {
    "enabled": "false",
    "certificate": "none",
    "ca-certificate": "none",
    "package-path": "",
    "upgrade-policy": "none",
    "require-peer-certificate": "false",
}
_CAP: Record = {
    "enabled": "no",
    "discovery-interfaces": "",
    "caps-man-addresses": "",
    "caps-man-names": "",
    "caps-man-certificate-common-names": "",
    "certificate": "none",
    "lock-to-caps-man": "false",
    "slaves-static": "false",
}


def build(_device: Device) -> dict[str, Table]:
    """Return the default settings of CAPsMAN: it is off."""
    return {
        "/interface/wifi/capsman": Singleton([_NEWER]),
        "/interface/wifi/cap": Singleton([_CAP]),
        "/caps-man/manager": Singleton([_OLDER]),
    }
