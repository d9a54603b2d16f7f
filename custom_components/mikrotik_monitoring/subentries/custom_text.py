"""Texts of a custom metric's forms: the result of a trial, and suggested values."""

from collections.abc import Mapping
from itertools import islice
from typing import Any, Final

from homeassistant.components.sensor import SensorDeviceClass, SensorStateClass
from homeassistant.const import UnitOfRatio

from ..metrics.custom_spec import How, state_classes_of
from ..metrics.custom_units import device_classes, native, units
from ..metrics.model import MetricValue
from ..routeros.menus import FieldKind
from ..routeros.menus.menu import GROWING
from ..routeros.text import one_line
from .custom_form import DEVICE_CLASS, HOW, NO_CLASS, RATE, STATE_CLASS, UNIT
from .custom_trial import Result

# If there are more sensors, only so many are named.
_NAMED: Final = 5
_UNKNOWN: Final = "?"
# Digits shown of a number that is not an integer.
_DIGITS: Final = 3
_LONGEST_NAME: Final = 40


def figures(result: Result, unit: str | None) -> dict[str, str]:
    """Return the result of a trial as placeholders of the texts."""
    named = [
        f"{one_line(name, _LONGEST_NAME)}: {_number(value, unit)}" if name else _number(value, unit)
        for name, value in islice(result.values.items(), _NAMED)
    ]
    more = ["…"] if len(result.values) > _NAMED else []
    return {
        "value": ", ".join([*named, *more]) or _UNKNOWN,
        "count": str(len(result.values)),
        "printed": str(result.rows),
        "milliseconds": f"{1000 * result.seconds:.0f}",
    }


def _number(value: MetricValue, unit: str | None) -> str:
    """Return a number with its unit."""
    if value is None:
        return _UNKNOWN
    shown = f"{value:.{_DIGITS}f}".rstrip("0").rstrip(".") if isinstance(value, float) else value
    return f"{shown} {unit or ''}".strip()


def suggestions(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the suggested values: what was chosen if still valid, else what fits the field."""
    if HOW not in data:
        return {}
    kind, is_rate = FieldKind(data.get("kind", FieldKind.NUMBER)), bool(data.get(RATE))
    device_class = _device_class(data, kind, is_rate=is_rate)
    return {
        DEVICE_CLASS: device_class or NO_CLASS,
        UNIT: _unit(data, device_class, kind, is_rate=is_rate),
        STATE_CLASS: _state_class(data, device_class, kind),
    }


def _device_class(
    data: Mapping[str, Any], kind: FieldKind, *, is_rate: bool
) -> SensorDeviceClass | None:
    """Return the device class that was chosen, or that of the field's own unit."""
    chosen = data.get(DEVICE_CLASS)
    if chosen in device_classes(kind, is_rate=is_rate):
        return SensorDeviceClass(chosen)
    known = native(kind, is_rate=is_rate)
    return known[1] if known is not None and (chosen or DEVICE_CLASS not in data) else None


def _unit(
    data: Mapping[str, Any],
    device_class: SensorDeviceClass | None,
    kind: FieldKind,
    *,
    is_rate: bool,
) -> str | None:
    """Return the unit that was chosen, or the field's own, or the device class's first."""
    chosen: str | None = data.get(UNIT)
    if device_class is None:
        is_share = kind is FieldKind.PERCENT and not is_rate and UNIT not in data
        return UnitOfRatio.PERCENTAGE if is_share else chosen
    if chosen in units(device_class):
        return chosen
    known = native(kind, is_rate=is_rate)
    return known[0] if known is not None else units(device_class)[0]


def _state_class(
    data: Mapping[str, Any], device_class: SensorDeviceClass | None, kind: FieldKind
) -> SensorStateClass:
    """Return the state class that was chosen, or the default for a counter or a measurement."""
    offered = state_classes_of(How(data[HOW]), device_class, is_rate=bool(data.get(RATE)))
    if (chosen := data.get(STATE_CLASS)) in offered:
        return SensorStateClass(chosen)
    return offered[-1] if kind in GROWING else offered[0]
