"""An owner's own metric: its menu, what is computed from the rows, and how it is shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
import re
from types import MappingProxyType
from typing import Any, Final, Self

from homeassistant.components.sensor import SensorDeviceClass, SensorStateClass

from ..routeros.menus import MENUS, FieldKind
from ..routeros.numbers import Field
from ..routeros.secrets import canonical, is_denied, is_secret
from .custom_units import STATE_CLASSES, fits, state_classes
from .metric import Graph
from .tier import TIERS, Tier

# With more rows than this only a count is offered: printing them costs the router too much.
MOST_ROWS: Final = 200
# The most sensors that one metric may have.
MOST_SENSORS: Final = 50
# The option for a graph of its own.
OWN_GRAPH: Final = "own"

_MENU: Final = re.compile(r"(/[a-z0-9-]+)+", re.ASCII)
_FIELD: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(/[12])?", re.ASCII)
_CONDITION: Final = re.compile(r"\s*([^\s=!<>]+)\s*(!=|=|<|>)(.*)", re.ASCII | re.DOTALL)
_LONGEST_VALUE: Final = 200
_NOT_SET: Final = frozenset({"no", "false"})
_SET: Final = frozenset({"yes", "true"})


class How(StrEnum):
    """How a value is made from a menu's rows."""

    COUNT = "count"
    VALUE = "value"
    SUM = "sum"
    MAXIMUM = "maximum"
    ROWS = "rows"


# Only the growth of these has a meaning: which row is the highest changes, as does the count.
RATES: Final = frozenset({How.VALUE, How.SUM, How.ROWS})


# Removed rows take their part of a sum with them: that is not a meter that was reset.
_STATE_CLASSES: Final[Mapping[How, tuple[SensorStateClass, ...]]] = MappingProxyType(
    {
        How.VALUE: STATE_CLASSES,
        How.ROWS: STATE_CLASSES,
        How.SUM: (SensorStateClass.MEASUREMENT, SensorStateClass.TOTAL),
    }
)
_MEASURED: Final = (SensorStateClass.MEASUREMENT,)


class SpecError(ValueError):
    """The owner's input cannot be queried from a router; the message is a translation key."""


def menu_of(written: str) -> str:
    """Return a menu as it begins a command; SpecError where it may not be read."""
    menu = canonical(written)
    if not _MENU.fullmatch(menu):
        raise SpecError("invalid_menu")
    if is_denied(menu):
        raise SpecError("denied_menu")
    return menu


def field_of(menu: str, written: str) -> str:
    """Return a field as the router writes it; SpecError where it may not be read."""
    name = written.strip()
    if not _FIELD.fullmatch(name):
        raise SpecError("invalid_field")
    if is_secret(menu, Field.of(name).name):
        raise SpecError("denied_field")
    return name


def kind_in_list(menu: str, field: str) -> FieldKind | None:
    """Return a field's kind from the list of menus, None where that lacks it."""
    facts = MENUS.get(menu)
    return None if facts is None else facts.fields.get(field)


def query_words(menu: str, condition: str) -> tuple[str, ...]:
    """Return the query words of "field=value", with "!=", "<" or ">" for other comparisons.

    RouterOS may omit flags that are not set, so "no" is queried as not equal to yes. SpecError for
    text that is no condition, or a condition on a secret.
    """
    found = _CONDITION.fullmatch(condition)
    if found is None:
        raise SpecError("invalid_query")
    field, sign, value = field_of(menu, found[1]), found[2], found[3].strip()
    if len(value) > _LONGEST_VALUE or not (value.isprintable() or not value):
        raise SpecError("invalid_query")
    if sign in {"<", ">"}:
        return (f"?{sign}{field}={value}",)
    if kind_in_list(menu, field) is FieldKind.FLAG and value.casefold() in _SET | _NOT_SET:
        is_negated = (value.casefold() in _NOT_SET) != (sign == "!=")
        value = "yes"
    else:
        is_negated = sign == "!="
    return (f"?{field}={value}", *(("?#!",) if is_negated else ()))


def state_classes_of(
    how: How, device_class: SensorDeviceClass | None, *, is_rate: bool
) -> tuple[SensorStateClass, ...]:
    """Return the state classes that a value may have; a rate is a measurement."""
    allowed = _MEASURED if is_rate else _STATE_CLASSES.get(how, _MEASURED)
    return state_classes(device_class, allowed)


@dataclass(frozen=True, kw_only=True, slots=True)
class CustomSpec:
    """An owner's metric, validated: a router may be queried for every part of it.

    ``queries`` are conditions as they were written, all of which must match. ``field`` is what is
    read, empty for a count; ``name_field`` names the rows, empty unless each has a sensor.
    ``kind`` is what the field holds. A menu that ``is_single`` has one row, which is not counted.
    """

    menu: str
    queries: tuple[str, ...] = ()
    is_single: bool = False
    how: How = How.COUNT
    field: str = ""
    name_field: str = ""
    kind: FieldKind = FieldKind.NUMBER
    is_rate: bool = False
    device_class: SensorDeviceClass | None = None
    unit: str | None = None
    state_class: SensorStateClass = SensorStateClass.MEASUREMENT
    tier: Tier
    graph: Graph | None = None

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self:
        """Return the metric of a subentry's data; SpecError, or ValueError, where it is invalid.

        Stored data is validated again: a file can be edited, and more may be denied by now.
        """
        menu = menu_of(data["menu"])
        spec = cls(
            menu=menu,
            queries=tuple(data.get("query", ())),
            is_single=bool(data.get("single", False)),
            how=How(data["how"]),
            field=field_of(menu, data["field"]) if data.get("field") else "",
            name_field=field_of(menu, data["name_field"]) if data.get("name_field") else "",
            kind=FieldKind(data.get("kind", FieldKind.NUMBER)),
            is_rate=bool(data.get("rate", False)),
            device_class=_device_class(data.get("device_class")),
            unit=data.get("unit") or None,
            state_class=SensorStateClass(data["state_class"]),
            tier=next((tier for tier in TIERS if tier.key == data["tier"]), TIERS[-1]),
            graph=None if data["graph"] == OWN_GRAPH else Graph(data["graph"]),
        )
        spec.check()
        return spec

    def check(self) -> None:
        """Raise SpecError for parts that do not fit each other."""
        _ = self.words
        if (self.how is How.COUNT) == bool(self.field):
            raise SpecError("no_field")
        if (self.how is How.ROWS) != bool(self.name_field):
            raise SpecError("no_name_field")
        if self.is_rate and self.how not in RATES:
            raise SpecError("no_rate")
        classes = state_classes_of(self.how, self.device_class, is_rate=self.is_rate)
        if self.state_class not in classes or not fits(self.device_class, self.unit):
            raise SpecError("invalid_unit")

    @property
    def words(self) -> tuple[str, ...]:
        """Return the query words, which the router evaluates in order."""
        return tuple(word for one in self.queries for word in query_words(self.menu, one))


def _device_class(name: str | None) -> SensorDeviceClass | None:
    return SensorDeviceClass(name) if name else None
