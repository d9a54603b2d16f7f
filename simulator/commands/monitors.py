"""Commands that measure: once, or repeatedly until cancelled."""

import asyncio
from collections.abc import Callable, Mapping

from ..device import Device
from ..menus.menu import Kind, Menu
from ..modem import modem_row
from ..port import Port
from ..table import ID, Record, cells, read
from ..values import duration
from ..version import Version
from .call import BAD_VALUE, Call, trap
from .printing import check_arguments, interval_of

_MONITOR = "as-value duration do file interval once .proplist"
_LATER = ((Version(7, 19), "proplist"), (Version(7, 21), "freeze-frame-interval"))
_TRAFFIC = frozenset(f"{_MONITOR} interface aggregate append without-paging".split())
_NUMBERED = frozenset(f"{_MONITOR} numbers .id append without-paging".split())
_NUMBER = _NUMBERED - {"numbers"} | {"number"}
_SINGLE = frozenset(f"{_MONITOR} append without-paging".split())
_GIGABIT = 1000
_OPTICS = {
    "sfp-temperature": 0.05,
    "sfp-supply-voltage": 0.002,
    "sfp-tx-bias-current": 0.03,
    "sfp-tx-power": 0.02,
    "sfp-rx-power": 0.02,
}
_PER_SECOND = (
    ("packets", "packet", 1),
    ("bits", "byte", 8),
    ("drops", "drop", 1),
    ("errors", "error", 1),
)


def _check(call: Call, known: frozenset[str]) -> None:
    """Refuse an argument that a monitor of this version does not accept."""
    later = {name for since, name in _LATER if call.device.release >= since}
    check_arguments(call, known | later)


async def monitor_traffic(call: Call) -> None:
    """Send the current rates of interfaces, one row each."""
    call.require("read")
    _check(call, _TRAFFIC)
    at = call.device.seconds
    ports = []
    for name in call.arguments.get("interface", "").split(","):
        port = call.device.port(name, at)
        if port is None:
            raise trap("input does not match any value of interface", BAD_VALUE)
        ports.append(port)
    await _stream(call, lambda now: [_traffic(port, now) for port in ports])


async def monitor_ethernet(call: Call) -> None:
    """Send the state of the links that `numbers` names, one row each."""
    call.require("read")
    _check(call, _NUMBERED)
    records = _numbered(call, "/interface/ethernet")
    at = call.device.seconds
    ports = [call.device.port(read(record, "name", at) or "", at) for record in records]
    found = [port for port in ports if port is not None]
    await _stream(call, lambda now: [link_row(call.device, port, now) for port in found])


async def monitor_poe(call: Call) -> None:
    """Send the PoE output of the ports that `numbers` names, one row each."""
    call.require("read")
    _check(call, _NUMBERED)
    records = _numbered(call, "/interface/ethernet/poe")
    await _stream(call, lambda now: [poe_row(call.device, record, now) for record in records])


async def monitor_pppoe_client(call: Call) -> None:
    """Send the state of PPPoE clients."""
    call.require("read")
    _check(call, _NUMBERED)
    records = _numbered(call, "/interface/pppoe-client")
    await _stream(call, lambda now: [_dialled(call.device, record, now) for record in records])


async def monitor_lte(call: Call) -> None:
    """Send the state of the modems, one row each."""
    await _hear(call, _NUMBERED, "numbers")


async def info_lte(call: Call) -> None:
    """Send a modem's state with RouterOS 6's command, which needs the policy `test`."""
    call.require("test")
    await _hear(call, _NUMBER, "number")


async def _hear(call: Call, known: frozenset[str], word: str) -> None:
    """Send the state of the modems that an argument names."""
    call.require("read")
    _check(call, known)
    at = call.device.seconds
    records = _numbered(call, "/interface/lte", word)
    ports = [call.device.port(read(record, "name", at) or "", at) for record in records]
    found = [port for port in ports if port is not None]
    for port in found:
        if (refusal := call.device.modem_refusals.get(port.name(at))) is not None:
            raise trap(refusal)

    def rows(now: float) -> list[dict[str, str]]:
        names = ((port, port.interface.name) for port in found)
        return [
            modem_row(call.device, port, now) | _told(call.device, "/interface/lte", name, now)
            for port, name in names
        ]

    await _stream(call, rows)


async def monitor_resource(call: Call) -> None:
    """Send the processors' load and the free memory."""
    call.require("read")
    _check(call, _SINGLE)
    resource = next(call.device.table("/system/resource").records(call.device.seconds))
    cores = call.device.table("/system/resource/cpu")

    def rows(at: float) -> list[dict[str, str]]:
        loads = [read(core, "load", at) or "0" for core in cores.records(at)]
        return [
            {
                "cpu-used": read(resource, "cpu-load", at) or "0",
                "cpu-used-per-cpu": ",".join(loads),
                "free-memory": read(resource, "free-memory", at) or "0",
            }
        ]

    await _stream(call, rows)


async def monitor_menu(call: Call, menu: Menu) -> None:
    """Send the profile's `monitor` values, one row for each item that `numbers` names.

    The row of an item without values has no fields.
    """
    call.require("read")
    is_single = menu.kind is Kind.SINGLE
    _check(call, _SINGLE if is_single else _NUMBERED)
    told = call.device.monitored.get(menu.path, {})
    at = call.device.seconds
    names = [""] if is_single else [_name(one, at) for one in _numbered(call, menu.path)]
    await _stream(call, lambda now: [cells(told.get(name, {}), now) for name in names])


def _name(record: Record, at: float) -> str:
    """Return the profile's key of a row: its name, its interface's name, else its identifier."""
    names = (read(record, field, at) for field in ("name", "interface", ID))
    return next((name for name in names if name), "")


async def _stream(call: Call, rows: Callable[[float], list[dict[str, str]]]) -> None:
    """Send the rows once, or a numbered section of them every interval."""
    once = "once" in call.arguments
    section = 0
    while True:
        for row in rows(call.device.seconds):
            await call.row(call.picked(row) | ({} if once else {".section": str(section)}))
        if once:
            return
        await call.flush()
        await asyncio.sleep(interval_of(call))
        section += 1


def _numbered(call: Call, menu: str, word: str = "numbers") -> list[Record]:
    """Return the records that an argument or `.id` names, by identifier, name or position."""
    at = call.device.seconds
    records = list(call.device.table(menu).records(at))
    wanted = call.arguments.get(word, call.arguments.get(ID))
    if wanted is None:
        raise trap(f"missing ={word}=")
    found = []
    for one in wanted.split(","):
        matching = [row for row in records if one in {read(row, ID, at), read(row, "name", at)}]
        if not matching and one.isdigit():
            matching = records[int(one) : int(one) + 1]
        if not matching:
            raise trap("no such item")
        found.append(matching[0])
    return found


def _traffic(port: Port, at: float) -> dict[str, str]:
    """Return an interface's rates, fast path and queue drops included."""
    row = {"name": port.name(at)}
    for way in ("rx", "tx"):
        for label, counter, factor in _PER_SECOND:
            rate = round(port.rate(f"{way}-{counter}", at) * factor)
            row[f"{way}-{label}-per-second"] = str(rate)
            if label in {"packets", "bits"}:
                quick = round(port.rate(f"fp-{way}-{counter}", at) * factor)
                row[f"fp-{way}-{label}-per-second"] = str(quick)
    row["tx-queue-drops-per-second"] = str(round(port.rate("tx-queue-drop", at)))
    return row


def link_row(device: Device, port: Port, at: float) -> dict[str, str]:
    """Return a link's state; without a link it has neither rate nor duplex."""
    up = port.running(at)
    if "virtual" in device.profile.features:
        return {"name": port.name(at), "status": "link-ok" if up else "no-link"}
    row = {
        "name": port.name(at),
        "status": "link-ok" if up else "no-link",
        "auto-negotiation": "done" if up else "incomplete",
    }
    if up:
        row |= {"rate": _speed(port.interface.speed), "full-duplex": "true"}
        row |= {"tx-flow-control": "false", "rx-flow-control": "false"}
    row |= _optics(device, port, at)
    return row | _told(device, "/interface/ethernet", port.interface.name, at)


def _told(device: Device, menu: str, name: str, at: float) -> dict[str, str]:
    """Return the values set for a row by hand; they replace the model's."""
    return cells(device.monitored.get(menu, {}).get(name, {}), at)


def _optics(device: Device, port: Port, at: float) -> dict[str, str]:
    """Return the values of the module in an SFP cage, none if the port has no cage."""
    module = port.interface.sfp
    if module is None:
        return {}
    if not module:
        return {"sfp-module-present": "false"}
    loss = "false" if port.running(at) else "true"
    return {
        "sfp-module-present": "true",
        "sfp-rx-loss": loss,
        "sfp-tx-fault": "false",
        **_measured(device, port, module, at),
    }


def _measured(device: Device, port: Port, module: Mapping[str, str], at: float) -> dict[str, str]:
    """Return a module's fields; its measurements vary around the profile's values."""
    row = dict(module)
    for name, swing in _OPTICS.items():
        if name in module:
            _, _, decimals = module[name].partition(".")
            label = f"{port.interface.name} {name}"
            wave = device.wave(float(module[name]), swing=swing, day="flat", name=label)
            row[name] = f"{wave.value(at):.{len(decimals)}f}"
    return row


def _speed(megabits: int) -> str:
    """Write a link's speed, `100Mbps` or `2.5Gbps`."""
    return f"{megabits}Mbps" if megabits < _GIGABIT else f"{megabits / _GIGABIT:g}Gbps"


def poe_row(device: Device, record: Record, at: float) -> dict[str, str]:
    """Return a port's PoE output; some boards report only its status."""
    name = read(record, "name", at) or ""
    port = device.port(name, at)
    setting = read(record, "poe-out", at) or "off"
    poe = port.interface.poe if port is not None else None
    fed = poe is not None and poe.fed and setting != "off"
    idle = "waiting-for-load" if setting != "off" else "disabled"
    row = {"name": name, "poe-out": setting, "poe-out-status": "powered-on" if fed else idle}
    row |= _told(device, "/interface/ethernet/poe", name, at)
    if poe is None or poe.volts is None or row["poe-out-status"] != "powered-on":
        return row
    watts = device.wave(poe.watts, swing=0.1, day="flat", name=f"poe {name}").value(at)
    volts = device.wave(poe.volts, swing=0.004, day="flat", name=f"poe-out {name}").value(at)
    return row | {
        "poe-out-voltage": f"{volts:.1f}",
        "poe-out-current": f"{watts / volts * 1000:.0f}",
        "poe-out-power": f"{watts:.1f}".removesuffix(".0"),
    }


def _dialled(device: Device, record: Record, at: float) -> dict[str, str]:
    """Return the state of one PPPoE client: the profile's values, else the model's."""
    told = device.monitored.get("/interface/pppoe-client", {}).get(read(record, "name", at) or "")
    if told is not None:
        return cells(told, at)
    if read(record, "running", at) != "true":
        return {"status": "disconnected"}
    return {
        "status": "connected",
        "uptime": duration(device.uptime(at) - 30),
        "active-links": "1",
        "encoding": "",
        "service-name": "",
        "ac-name": "bras-1",
        "ac-mac": "00:1B:21:7A:40:11",
        "mtu": "1492",
        "mru": "1492",
        "local-address": "203.0.113.77",
        "remote-address": "203.0.113.1",
    }
