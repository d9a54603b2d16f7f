"""Changes to a simulated router in the benchmark of the alerts, which can be undone.

Each returns the function that undoes it, None where the router has nothing of that kind.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Final

from simulator.profile import Host
from simulator.table import Cell, Record, read
from simulator.values import date_time

from .alert_router import BenchRouter

_HOUR: Final = 3600.0
# With fewer sessions than these a share is meaningless.
_FEW: Final = 20

type Undo = Callable[[], None]
type Values = Mapping[str, str | None] | Callable[[BenchRouter, Record], Mapping[str, Cell | None]]


def _done() -> None:
    """Undo nothing."""


def change_cells(menu: str, values: Values, **where: str) -> Callable[[BenchRouter], Undo | None]:
    """Return a function that changes cells of the first matching row of a menu."""

    def begin(bench: BenchRouter) -> Undo | None:
        record = bench.record(menu, **where)
        if record is None:
            return None
        return bench.replace(menu, record, values(bench, record) if callable(values) else values)

    return begin


def change_told(menu: str, values: Mapping[str, str]) -> Callable[[BenchRouter], Undo | None]:
    """Return a function that changes what ``monitor`` returns for the first row of a menu."""

    def begin(bench: BenchRouter) -> Undo | None:
        record = next(iter(bench.router.device.monitored.get(menu, {}).values()), None)
        if record is None:
            return None
        before = {name: record[name] for name in values if name in record}
        record.update(values)
        bench.touch(menu)

        def undo() -> None:
            record.update(before)
            bench.touch(menu)

        return undo

    return begin


def share_of(field: str, of: str, share: float) -> Values:
    """Return a cell that is a share of another."""

    def values(bench: BenchRouter, record: Record) -> Mapping[str, Cell]:
        return {field: str(int(int(read(record, of, bench.at) or 0) * share))}

    return values


def change_sensor(value: str) -> Callable[[BenchRouter], Undo | None]:
    """Return a function that sets the first thermometer; the CPU's has different bounds."""

    def begin(bench: BenchRouter) -> Undo | None:
        menu = "/system/health"
        table = bench.router.device.tables.get(menu)
        for record in () if table is None else table.records(bench.at):
            if record.get("type") == "C" and "cpu" not in str(record["name"]):
                return bench.replace(menu, record, {"value": value})
        return None

    return begin


def grow(field: str, least: float, *, beside: str, share: float = 0.02) -> Values:
    """Return a counter that grows faster from now on: by a share of another counter."""

    def values(bench: BenchRouter, record: Record) -> Mapping[str, Cell]:
        base, since = int(read(record, field, bench.at) or 0), bench.at
        counted = [int(read(record, beside, at) or 0) for at in (since - _HOUR, since)]
        per_second = max(least, share * (counted[1] - counted[0]) / _HOUR)
        return {field: lambda at: str(base + int((at - since) * per_second))}

    return values


def fill_disk(bench: BenchRouter) -> Undo | None:
    """Have the storage fill up within twelve hours."""
    record = bench.record("/system/resource")
    if record is None:
        return None
    free, since = int(read(record, "free-hdd-space", bench.at) or 0), bench.at

    def left(at: float) -> str:
        return str(int(free * max(0.0, 1 - (at - since) / 43_200)))

    return bench.replace("/system/resource", record, {"free-hdd-space": left})


def change_hosts(change: Callable[[Host], Host]) -> Callable[[BenchRouter], Undo | None]:
    """Return a function that changes how all hosts reply to pings, if one is a gateway."""

    def begin(bench: BenchRouter) -> Undo | None:
        hosts = bench.router.hosts
        routes = bench.router.device.table("/ip/route").records(bench.at)
        if not hosts.keys() & {read(route, "gateway", bench.at) for route in routes}:
            return None
        before = dict(hosts)
        hosts.update({address: change(host) for address, host in before.items()})
        return partial(hosts.update, before)

    return begin


def go_away(bench: BenchRouter, *, refuses: bool = False) -> Undo:
    """Have the router stop responding, or refuse all logins."""
    name = "refuses" if refuses else "away"
    setattr(bench, name, True)
    return partial(setattr, bench, name, False)


def boot(bench: BenchRouter) -> Undo:
    """Reboot: the router does not respond until this is undone."""
    bench.away = True

    def undo() -> None:
        bench.reboot()
        bench.away = False

    return undo


def _link(bench: BenchRouter) -> Record | None:
    """Return an Ethernet port that is not an uplink."""
    leading = {
        (read(route, "immediate-gw", bench.at) or "").rpartition("%")[2]
        for route in bench.router.device.table("/ip/route").records(bench.at)
    }
    found = [
        record
        for record in bench.router.device.table("/interface").records(bench.at)
        if record.get("type") == "ether"
        and read(record, "running", bench.at) == "true"
        and record.get("name") not in leading
        and record.get("name") != "ether1"
    ]
    return found[-1] if found else None


def change_link(values: Values) -> Callable[[BenchRouter], Undo | None]:
    """Return a function that changes cells of a port that is not an uplink."""

    def begin(bench: BenchRouter) -> Undo | None:
        if (record := _link(bench)) is None:
            return None
        return bench.replace(
            "/interface", record, values(bench, record) if callable(values) else values
        )

    return begin


def flap_link(bench: BenchRouter, minute: int) -> None:
    """Have an interface's link go down, and come back, each for a minute."""
    table = bench.router.device.table("/interface")
    for record in table.records(bench.at):
        if record.get("flaps"):
            table.change(record, {"running": "true" if minute % 2 else "false"})


def take_routes(bench: BenchRouter) -> Undo | None:
    """Deactivate all default routes."""
    undone: list[Undo] = []
    for menu in ("/ip/route", "/ipv6/route"):
        if menu not in bench.router.device.tables:
            continue
        for record in bench.router.device.table(menu).records(bench.at):
            if record.get("dst-address") in {"0.0.0.0/0", "::/0"} and "active" in record:
                values = {"active": None, "inactive": "true"}
                undone.append(bench.replace(menu, record, values))

    def undo() -> None:
        for one in undone:
            one()

    return undo if undone else None


def change_gateway(bench: BenchRouter) -> Undo | None:
    """Have the default route lead to another gateway behind the same interface."""
    record = bench.record("/ip/route", **{"dst-address": "0.0.0.0/0", "active": "true"})
    if record is None or "." not in str(record["gateway"]):
        return None
    old = str(record["gateway"])
    new = f"{old.rpartition('.')[0]}.253"
    names = ("gateway", "immediate-gw", "gateway-status")
    values = {name: str(record[name]).replace(old, new) for name in names if name in record}
    bench.router.hosts[new] = bench.router.hosts.get(old, Host(round_trip=0.003))
    return bench.replace("/ip/route", record, values)


def drop_sessions(bench: BenchRouter) -> Undo | None:
    """Have two of five PPPoE sessions drop at once."""
    table = bench.router.device.table("/ppp/active")
    found = [one for one in table.records(bench.at) if one.get("service") == "pppoe"]
    gone = [one for number, one in enumerate(found) if number % 5 in {0, 2}]
    if len(found) < _FEW:
        return None
    for record in gone:
        table.remove(record)

    def undo() -> None:
        for record in gone:
            table.add(record)

    return undo


def fail_logins(bench: BenchRouter) -> Undo:
    """Have eight logins fail."""
    for _ in range(8):
        bench.router.device.note(
            "system,error,critical", "login failure for user root from 203.0.113.9 via ssh"
        )
    bench.touch("/log")
    return _done


def configure(bench: BenchRouter) -> Undo | None:
    """Have somebody change the configuration."""
    menu = "/system/history"
    if (record := bench.record(menu)) is None:
        return None
    bench.replace(menu, record, {"time": bench.router.device.stamp(bench.at)})
    return _done


def date_backups(bench: BenchRouter, days: float) -> Undo | None:
    """Set the age of all backups in days."""
    menu, undone = "/file", list[Undo]()
    for record in bench.router.device.table(menu).records(bench.at):
        if record.get("type") == "backup":
            device = bench.router.device
            when = date_time(device.wall(bench.at) - timedelta(days=days), device.release)
            names = {"creation-time", "last-modified"} & record.keys()
            undone.append(bench.replace(menu, record, dict.fromkeys(names, when)))

    def undo() -> None:
        for one in undone:
            one()

    return undo if undone else None


def change_modem(**values: str) -> Callable[[BenchRouter], Undo | None]:
    """Return a function that changes a modem's signal."""

    def begin(bench: BenchRouter) -> Undo | None:
        ports = bench.router.device.ports
        found = [port for port in ports if values.keys() <= port.interface.modem.keys()]
        if not found:
            return None
        port = found[0]
        before = port.interface
        port.interface = replace(before, modem={**before.modem, **values})
        bench.touch("/interface")

        def undo() -> None:
            port.interface = before
            bench.touch("/interface")

        return undo

    return begin


def skip_poll(bench: BenchRouter) -> Undo:
    """Have a poll be skipped."""
    bench.skipped += 1
    return _done


def flap_peer(bench: BenchRouter, minute: int) -> None:
    """Have a BGP session go down, and come back, each for five minutes."""
    for record in bench.router.device.table("/routing/bgp/session").records(bench.at):
        if record.get("flaps"):
            established = "true" if minute // 5 % 2 else None
            bench.replace("/routing/bgp/session", record, {"established": established})


def keep_reading(menu: str) -> Callable[[BenchRouter, int], None]:
    """Return a function that has a menu with moving counters read each minute."""
    return lambda bench, _: bench.touch(menu)
