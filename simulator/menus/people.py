"""The rows of `/user` and of `/ip/service`."""

from collections.abc import Iterator
from typing import override

from ..device import Device
from ..table import Record, Rows, Table
from ..users import FULL, policy_text
from ..values import flag
from ..version import Version

MAX_SESSIONS_SINCE = Version(7, 16)
# From this version on `/ip/service` lists connections after the services, under their names.
CONNECTIONS_SINCE = Version(7, 19)
_AVAILABLE_FROM = Version(7, 24)
_VRF = Version(7)
_SERVICES = (("telnet", 23), ("ftp", 21), ("www", 80), ("ssh", 22), ("www-ssl", 443))
_API_SERVICES = (("api", 8728), ("winbox", 8291), ("api-ssl", 8729))
_READ = frozenset({"local", "telnet", "ssh", "read", "test", "winbox", "password", "web", "sniff"})
_GROUPS = {
    "read": _READ | {"sensitive", "api", "romon", "rest-api"},
    "write": _READ | {"write", "reboot", "sensitive", "api", "romon", "rest-api"},
    "full": FULL,
}


def build(device: Device) -> dict[str, Table]:
    """Return users, groups and services."""
    groups = _GROUPS | {user.group: user.policies for user in device.users.values()}
    return {
        "/user": _Users(device),
        "/user/group": Rows(
            {"name": name, "policy": policy_text(policies), "skin": "default"}
            for name, policies in groups.items()
        ),
        "/ip/service": Rows(
            (_service(device, name, port) for name, port in _SERVICES + _API_SERVICES), first_id=0
        ),
    }


def _service(device: Device, name: str, port: int) -> Record:
    """Return a service's row."""
    row: Record = {"name": name, "port": str(port)}
    if device.release >= CONNECTIONS_SINCE:
        row["proto"] = "tcp"
    row["available-from" if device.release >= _AVAILABLE_FROM else "address"] = ""
    if name.endswith("-ssl"):
        row |= {"certificate": "none", "tls-version": "any"}
    if device.release >= _VRF:
        row["vrf"] = "main"
    if device.release >= MAX_SESSIONS_SINCE:
        row["max-sessions"] = "20"
    return row | {"invalid": "false", "disabled": flag(name == "telnet")}


class _Users(Rows):
    """The users, including those added later."""

    def __init__(self, device: Device) -> None:
        """Show the device's users."""
        super().__init__()
        self._device = device

    @override
    def records(self, at: float) -> Iterator[Record]:
        """Yield a row for every user."""
        del at
        for number, user in enumerate(self._device.users.values()):
            yield {
                ".id": f"*{number + 1:X}",
                "name": user.name,
                "group": user.group,
                "address": "",
                "last-logged-in": self._device.stamp(0),
                "expired": "false",
                "disabled": flag(user.disabled),
            }

    @override
    def count(self, at: float) -> int:
        """Return how many users there are."""
        return len(self._device.users)
