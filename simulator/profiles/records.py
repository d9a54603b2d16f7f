"""What routers have stored: their log, files, history, scheduler and address lists.

Texts that must not be shown contain a marker, so that a test can search for it.
"""

from ..profile import Ago, LogLine, Row

MARKER = "marker-secret"

_DAY = 86_400.0
_HOUR = 3_600.0

LOG = (
    LogLine(9 * _DAY, "system,info", "router rebooted by admin"),
    LogLine(9 * _DAY - 20, "interface,info", "ether1 link up (speed 1G, full duplex)"),
    LogLine(4 * _DAY, "system,info,account", "user admin logged in from 192.0.2.40 via winbox"),
    LogLine(4 * _DAY - 60, "system,info", "filter rule changed by admin"),
    LogLine(30 * _HOUR, "system,error,critical", "login failure for user root via ssh"),
    LogLine(30 * _HOUR - 2, "system,error,critical", "login failure for user pi via ssh"),
    LogLine(5 * _HOUR, "script,error", f"executing script failed: {MARKER}"),
    LogLine(5 * _HOUR - 9, "dhcp,info", "lan assigned 192.0.2.31 to 02:00:00:00:00:31"),
    LogLine(2 * _HOUR, "system,error,critical", "login failure for user test via web"),
    LogLine(700, "firewall,info", "input: in:ether1, proto TCP (SYN), 198.51.100.4:42845, len 40"),
)


def changes(by: str) -> tuple[Row, ...]:
    """Return the history, newest first; its undo commands contain configuration."""
    return tuple(
        {
            "action": action,
            "by": by,
            "policy": "write",
            "time": Ago(seconds),
            "undo": f"/ip/firewall/filter/remove comment={MARKER}",
            "redo": f"/ip/firewall/filter/add comment={MARKER}",
            "undoable": "true",
        }
        for action, seconds in (
            ("filter rule changed", 2 * _DAY + 1210),
            ("address list entry added", 6 * _DAY),
            ("filter rule added", 6 * _DAY + 90),
        )
    )


def files(*, old: bool) -> tuple[Row, ...]:
    """Return the files of a router; the row of a short text contains it."""
    written = "creation-time" if old else "last-modified"
    return (
        {"name": "flash", "type": "disk", written: Ago(9 * _DAY)},
        {
            "name": "before-upgrade.backup",
            "type": "backup",
            "size": "58731",
            written: Ago(40 * _DAY),
        },
        {"name": "nightly.backup", "type": "backup", "size": "60214", written: Ago(7 * _HOUR)},
        {
            "name": "nightly.rsc",
            "type": "script",
            "size": "9120",
            written: Ago(_HOUR),
            "contents": f"/user/set admin password={MARKER}",
        },
    )


def schedules() -> tuple[Row, ...]:
    """Return the entries of the scheduler, one of them disabled."""
    return tuple(
        {
            "name": name,
            "start-time": "startup",
            "interval": interval,
            "on-event": f"/system/backup/save password={MARKER}",
            "owner": "admin",
            "policy": "read,write,policy,test",
            "run-count": "61",
            "disabled": disabled,
        }
        for name, interval, disabled in (
            ("backup", "1d", "false"),
            ("renew-lists", "6h", "false"),
            ("reboot", "4w", "true"),
        )
    )


def address_list(name: str, first: str, number: int, *, timeout: str | None = None) -> list[Row]:
    """Return entries of an address list, of so many addresses after the first network's."""
    more = {} if timeout is None else {"timeout": timeout}
    is_dynamic = "false" if timeout is None else "true"
    return [
        {
            "list": name,
            "address": f"{first}.{place}",
            "creation-time": Ago(3 * _DAY + place),
            **more,
            "dynamic": is_dynamic,
            "disabled": "false",
        }
        for place in range(1, number + 1)
    ]
