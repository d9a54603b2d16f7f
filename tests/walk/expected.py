"""A row of the walk: a metric's unit, and the expected state of each of its instances."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from .truth import Told, Truth, WatchedPort

type Values = Mapping[str, Told]

# Routers on which a metric must have a value: those of a home, those of a provider.
EVERYWHERE: Final = ("rb5009", "hap_v6")
EDGE: Final = ("ccr_isp", "ccr_v6")

# One per cent, also for values that do not change.
RATE: Final = 0.01
EXACT: Final = 1e-9

# By how much a state may differ because it is rounded: half a step, by unit.
_HALF_STEPS: Final[Mapping[str, float]] = {
    "%": 0.05,
    "A": 0.0005,
    "B/s": 0.5,
    "GB": 0.5e-9,
    "KiB": 0.0005,
    "MiB": 1 / 32,
    "Mbit/s": 0.00005,
    "V": 0.05,
    "W": 0.05,
    "d": 0.05,
    "dB": 0.05,
    "dBm": 0.5,
    "mA": 0.5,
    "ms": 0.005,
    "rpm": 0.5,
    "°C": 0.05,
}
_MOMENT: Final = timedelta(seconds=2)


@dataclass(frozen=True, kw_only=True)
class Expected:
    """The expected states of a metric: ``values`` returns one for each instance with an entity.

    None stands for an unknown state. ``seen`` are routers of the walk on which the metric
    must have a value, of RouterOS 6 and of 7 where both report it.
    """

    unit: str | None
    values: Callable[[Truth], Values]
    seen: tuple[str, ...]
    share: float = EXACT
    half_step: float | None = None

    def fits(self, shown: str, value: Told) -> bool:
        """Return whether a state shows a value."""
        match value:
            case None:
                return shown == "unknown"
            case bool():
                return shown == ("on" if value else "off")
            case datetime():
                moment = _moment(shown)
                return moment is not None and abs(moment - value) <= _MOMENT
            case str():
                return shown == value
        try:
            difference = abs(float(shown) - value)
        except ValueError:
            return False
        step = _HALF_STEPS.get(self.unit or "", 0) if self.half_step is None else self.half_step
        return difference <= max(self.share * abs(value), step * 1.001)


def _moment(text: str) -> datetime | None:
    """Return a point in time, None where the state is none."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def once(value: Callable[[Truth], Told]) -> Callable[[Truth], Values]:
    """Return a function for the router's own value; where it is None there is no entity."""

    def values(truth: Truth) -> Values:
        found = value(truth)
        return {} if found is None else {"": found}

    return values


def each_port(
    value: Callable[[WatchedPort], Told], *, of: Callable[[WatchedPort], bool] = lambda _: True
) -> Callable[[Truth], Values]:
    """Return a function for the values of some interfaces, unknown where None.

    Ports that never had a link have only what `each_link` returns.
    """
    return lambda truth: {
        instance: value(port)
        for instance, port in truth.ports.items()
        if port.had_link and of(port)
    }


def each_link(value: Callable[[WatchedPort], Told]) -> Callable[[Truth], Values]:
    """Return a function for the values of all interfaces, also of ports that never had a link."""
    return lambda truth: {instance: value(port) for instance, port in truth.ports.items()}
