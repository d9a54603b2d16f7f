"""Containers: which of them run, and how much memory and CPU they use."""

from dataclasses import dataclass, replace
from functools import partial
import re
from typing import Any, Final, Self, override

from homeassistant.components.binary_sensor import BinarySensorDeviceClass
from homeassistant.components.sensor import SensorDeviceClass, SensorStateClass
from homeassistant.const import EntityCategory, UnitOfInformation, UnitOfRatio

from ..routeros import Command, Row, values
from .bounds import Bounds
from .model import MEDIUM, V7, BinaryMetric, Group, Menu, Query, SensorMetric
from .naming import together

_MENU: Final = "/container"
# Before 7.20 containers have only generated names; the image's name says more.
_NAMES: Final = ("name", "tag", "repo", "remote-image")
# RouterOS before 7.23 reports a container's state as one word, later versions as flags.
_RUNS: Final = ("running", "healthy", "unhealthy")
_RESTS: Final = ("stopped", "error", "extracting", "downloading", "starting", "stopping")
_STATE: Final = ("status", *_RUNS, *_RESTS)
_WORDS: Final = {**dict.fromkeys(_RUNS, True), **dict.fromkeys((*_RESTS, "deleting"), False)}
_MADE_UP: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
# With more containers than this, none gets an entity of its own.
_CROWD: Final = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class ContainerRow:
    """A container: memory in bytes, CPU in percent of one core."""

    label: str
    running: bool | None
    memory: int | None = None
    cpu: float | None = None
    restarts: int | None = None

    @classmethod
    def from_row(cls, row: Row) -> Self:
        """Parse a row as the router gave it."""
        return cls(
            label=_label(row),
            running=_runs(row),
            memory=values.octets(row.get("memory-current")),
            cpu=values.decimal(row.get("cpu-usage")),
            restarts=values.count(row.get("restart-count")),
        )

    def worst(self, other: ContainerRow) -> ContainerRow:
        """Combine two indistinguishable containers, which run if both do."""
        running = None if None in {self.running, other.running} else True
        return replace(self, running=False if False in {self.running, other.running} else running)


def _runs(row: Row) -> bool | None:
    """Return whether a container runs, None without a known state or flag."""
    if (status := row.get("status")) is not None:
        word = status.partition(" - ")[0].strip().removesuffix("...").casefold()
        return _WORDS.get(word)
    if any(values.flag(row.get(name), absent=False) for name in _RESTS):
        return False
    return True if any(values.flag(row.get(name), absent=False) for name in _RUNS) else None


def _label(row: Row) -> str:
    """Return the display name of a container: its name, or what runs in it."""
    name = row.get("name", "")
    if name and not _MADE_UP.fullmatch(name):
        return name
    image = row.get("tag") or row.get("repo") or row.get("remote-image") or name
    return image.rpartition("/")[2].partition("@")[0].partition(":")[0] or name


@dataclass(frozen=True, kw_only=True, slots=True)
class ContainersRow:
    """All containers together."""

    count: int
    running: int

    @property
    def label(self) -> str:
        """Return nothing: the sums have no name of their own."""
        return ""


@dataclass(frozen=True, kw_only=True)
class ContainerGroup(Group[Any]):
    """The containers; a router without containers has no sums."""

    @override
    async def read(self, query: Query[Any]) -> dict[str, Any]:
        """Print the containers, with just the fields that the metrics wanted need."""
        fields = (*_NAMES, *_STATE, *self.fields(query.keys))
        proplist = tuple(dict.fromkeys(fields))
        rows = await query.ask(Command(f"{_MENU}/print", proplist=proplist))
        if not rows:
            return {}
        parsed = [(row.get("name") or _label(row), ContainerRow.from_row(row)) for row in rows]
        running = sum(row.running is True for _, row in parsed)
        total = ContainersRow(count=len(rows), running=running)
        return {"": total, **together(parsed, ContainerRow.worst)}


_of_all = partial(
    SensorMetric[ContainersRow], summary=True, state_class=SensorStateClass.MEASUREMENT
)
_usage = partial(SensorMetric[ContainerRow], kind="usage", entity_registry_enabled_default=False)

CONTAINERS = ContainerGroup(
    key="container",
    title="Containers",
    about="Per container, and all together.",
    menus=(Menu(_MENU, V7),),
    tier=MEDIUM,
    has_instances=True,
    family="container",
    label=lambda row: row.label,
    summary_above=_CROWD,
    shows_named=True,
    metrics=(
        _of_all(
            key="container.all.running",
            about="Containers that are running.",
            source=lambda row: row.running,
            entity_category=EntityCategory.DIAGNOSTIC,
        ),
        _of_all(
            key="container.all.count",
            about="Containers that exist, running or not.",
            source=lambda row: row.count,
            entity_category=EntityCategory.DIAGNOSTIC,
            kind="count",
            entity_registry_enabled_default=False,
        ),
        BinaryMetric[ContainerRow](
            key="container.running",
            about=(
                "Whether the container is running, healthy or not; unknown where the router "
                "reports a state that is not recognised."
            ),
            fields=_STATE,
            source=lambda row: row.running,
            supported=lambda _: True,
            device_class=BinarySensorDeviceClass.RUNNING,
            kind="running",
            entity_registry_enabled_default=False,
        ),
        _usage(
            key="container.memory",
            about="Memory that the container uses now.",
            fields=("memory-current",),
            source=lambda row: row.memory,
            device_class=SensorDeviceClass.DATA_SIZE,
            native_unit_of_measurement=UnitOfInformation.BYTES,
            suggested_unit_of_measurement=UnitOfInformation.MEBIBYTES,
            state_class=SensorStateClass.MEASUREMENT,
            suggested_display_precision=0,
            resolution=1024 * 1024,
        ),
        _usage(
            key="container.cpu",
            about="CPU time that the container uses now; 100 % is all of one core.",
            fields=("cpu-usage",),
            source=lambda row: row.cpu,
            valid=Bounds(0, 100_000),
            native_unit_of_measurement=UnitOfRatio.PERCENTAGE,
            state_class=SensorStateClass.MEASUREMENT,
            suggested_display_precision=1,
            resolution=0.1,
        ),
        _usage(
            key="container.restarts",
            about="How often the router has restarted the container by itself.",
            fields=("restart-count",),
            source=lambda row: row.restarts,
            state_class=SensorStateClass.TOTAL_INCREASING,
            entity_category=EntityCategory.DIAGNOSTIC,
        ),
    ),
)
