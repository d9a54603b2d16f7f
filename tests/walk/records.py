"""Expected states of the configuration, the log and the address lists."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from .expected import EVERYWHERE, Expected, Values, once
from .truth import Row, Told, Truth

_LISTS: Final = "/ip/firewall/address-list"
_RULES: Final = tuple(f"/ip/firewall/{table}" for table in ("filter", "raw", "nat", "mangle"))
_NAMES: Final = ("src-address-list", "dst-address-list", "address-list")
_FEW: Final = 500
_MODE: Final = "/system/device-mode"

# RouterOS 6 and 7 write dates differently.
_DATES: Final = ("%b/%d/%Y %H:%M:%S%z", "%Y-%m-%d %H:%M:%S%z")


def _lists(truth: Truth) -> Values:
    """Return the entries of each list that a rule names, of all lists where they are few."""
    rows = truth.rows(_LISTS)
    rules = (rule for menu in _RULES for rule in truth.rows(menu))
    names = {rule[name].lstrip("!") for rule in rules for name in _NAMES if name in rule}
    if len(rows) <= _FEW:
        names |= {row["list"] for row in rows}
    return {name: sum(row["list"] == name for row in rows) for name in names}


def moment(truth: Truth, text: str) -> datetime:
    """Return the point in time of a router's local time."""
    offset = truth.row("/system/clock")["gmt-offset"]
    style = _DATES[not truth.has_old_release]
    return datetime.strptime(f"{text}{offset}", style)  # noqa: DTZ007 - the styles end with a zone.


def _newest(truth: Truth) -> Row | None:
    """Return the last change."""
    rows = truth.rows("/system/history")
    return max(rows, key=lambda row: moment(truth, row["time"]), default=None)


def _changed(truth: Truth) -> Values:
    newest = _newest(truth)
    return {"": moment(truth, newest["time"]) if newest else None}


def _changed_by(truth: Truth) -> Values:
    newest = _newest(truth)
    return {"": newest["by"] if newest else None}


def _backup(truth: Truth) -> Values:
    field = "creation-time" if truth.has_old_release else "last-modified"
    rows = (row for row in truth.rows("/file") if row["type"] == "backup")
    return {"": max((moment(truth, row[field]) for row in rows), default=None)}


def _packages(wanted: Callable[[Row], bool]) -> Expected:
    def count(truth: Truth) -> int:
        rows = truth.rows("/system/package")
        return sum(wanted(row) for row in rows if row.get("available") != "true")

    return Expected(unit="packages", values=once(count), seen=EVERYWHERE)


def _mode(unit: str | None, value: Callable[[Row], Told]) -> Expected:
    """Expect a value of the device mode, where the menu exists."""
    return Expected(
        unit=unit,
        values=once(lambda truth: value(truth.row(_MODE)) if truth.has(_MODE) else None),
        seen=("rb5009",),
    )


def _scheduled(truth: Truth) -> int:
    return sum(row["disabled"] == "false" for row in truth.rows("/system/scheduler"))


def _logged(
    unit: str, since: Callable[[Truth], float], wanted: Callable[[list[str], str], bool]
) -> Expected:
    """Expect the number of lines logged since a time of the clock."""

    def count(truth: Truth) -> int:
        device = truth.router.device
        begin = device.seconds_at(since(truth))
        lines = zip(device.log, device.logged, strict=True)
        return sum(at > begin and wanted(topics.split(","), text) for (topics, text), at in lines)

    return Expected(unit=unit, values=once(count), seen=EVERYWHERE)


def _with_topic(topic: str) -> Expected:
    """Expect the lines with a topic; the log is first searched in the second poll."""
    return _logged("entries/h", lambda truth: truth.before, lambda topics, _: topic in topics)


RECORDS: Final[Mapping[str, Expected]] = {
    "firewall.address_list.total": Expected(
        unit="addresses", values=once(lambda truth: len(truth.rows(_LISTS))), seen=EVERYWHERE
    ),
    "firewall.address_list.entries": Expected(unit="addresses", values=_lists, seen=EVERYWHERE),
    "configuration.changed": Expected(unit=None, values=_changed, seen=EVERYWHERE),
    "configuration.changed_by": Expected(unit=None, values=_changed_by, seen=EVERYWHERE),
    "configuration.backup": Expected(unit=None, values=_backup, seen=EVERYWHERE),
    "configuration.packages.installed": _packages(lambda _: True),
    "configuration.packages.disabled": _packages(lambda row: row["disabled"] == "true"),
    "configuration.packages.scheduled": _packages(lambda row: row["scheduled"] != ""),
    "configuration.device_mode.mode": _mode(None, lambda row: row["mode"]),
    "configuration.device_mode.flagged": _mode(None, lambda row: row["flagged"] == "true"),
    "configuration.device_mode.attempts": _mode("attempts", lambda row: int(row["attempt-count"])),
    "configuration.scheduler.entries": Expected(
        unit="entries", values=once(_scheduled), seen=EVERYWHERE
    ),
    "log.logins.failed": _logged(
        "logins/h", lambda truth: truth.first, lambda _, text: text.startswith("login failure")
    ),
    # During the walk no login fails and nothing is restarted.
    "log.logins.recent": _logged(
        "logins", lambda truth: truth.first, lambda _, text: text.startswith("login failure")
    ),
    "log.restarts.unexpected": Expected(
        unit="restarts/h", values=once(lambda _: 0), seen=EVERYWHERE
    ),
    "log.errors": _with_topic("error"),
    "log.criticals": _with_topic("critical"),
    "log.users.active": Expected(
        unit="sessions",
        values=once(lambda truth: sum(row["via"] != "api" for row in truth.rows("/user/active"))),
        seen=EVERYWHERE,
    ),
}
