"""What a modem reports of its cell: signals that vary, nothing while it searches."""

from .device import Device
from .port import Port
from .values import duration

# The share by which each signal varies; the rest of a modem's row is constant.
_SWINGS = {
    "rssi": 0.03,
    "rsrp": 0.03,
    "rsrq": 0.08,
    "sinr": 0.2,
    "nr-rsrp": 0.03,
    "nr-rsrq": 0.08,
    "nr-sinr": 0.2,
}
_ALWAYS = ("pin-status", "manufacturer", "model", "revision")

# Seconds from the start of the router to the modem's first session.
_DIAL = 41


def modem_row(device: Device, port: Port, at: float) -> dict[str, str]:
    """Return a modem's row; without a network it has neither operator nor signals."""
    told = port.interface.modem
    kept = {name: told[name] for name in _ALWAYS if name in told}
    if not port.running(at):
        return {"status": "searching", **kept, "registration-status": "searching"}
    begun = port.came_up if port.came_up is not None else device.boot + _DIAL
    return {
        "status": "running" if device.release.old else "connected",
        **kept,
        "registration-status": "registered",
        **{name: text for name, text in told.items() if name not in _ALWAYS},
        "session-uptime": duration(max(at - begun, 0)),
        **{name: _signal(device, port, name, at) for name in _SWINGS if name in told},
    }


def _signal(device: Device, port: Port, name: str, at: float) -> str:
    """Return a signal around the profile's value, with as many decimals."""
    middle = port.interface.modem[name]
    _, _, decimals = middle.partition(".")
    label = f"{port.interface.name} {name}"
    wave = device.wave(float(middle), swing=_SWINGS[name], day="flat", name=label)
    return f"{wave.value(at):.{len(decimals)}f}"
