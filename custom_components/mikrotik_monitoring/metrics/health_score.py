"""The health score: one number for the state of a router, and the factor that costs most."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from statistics import fmean
from typing import Any, Final, override

from homeassistant.components.sensor import SensorDeviceClass, SensorStateClass
from homeassistant.const import UnitOfRatio, UnitOfTemperature
from homeassistant.util import dt as dt_util

from .bgp import BGP
from .bounds import bounds_of
from .connection import TRACKING
from .health import HEALTH
from .interface_errors import INTERFACE_ERRORS, error_share
from .model import SHORT, Graph, Group, Query, SensorMetric
from .ping import PING
from .system import RESOURCE, STORAGE

type FactorValue = Callable[[Query[Any]], float | None]

_BEST: Final = 100.0
_SHARES: Final = bounds_of(UnitOfRatio.PERCENTAGE)
# The state of the factor sensor while nothing costs anything.
_NO_FACTOR: Final = "none"
_JUST_BOOTED: Final = timedelta(minutes=10)


@dataclass(frozen=True, kw_only=True, slots=True)
class Factor:
    """One thing that costs points: none up to ``ok``, all of its weight from ``critical`` on.

    ``value`` computes its value from other groups' readings: in ``unit``, or 0 for no and 1 for
    yes where there is none; None without data. ``requires`` are the metrics that are read for it.
    ``source`` is the group that provides it. Even while that is read, a factor that ``may_pause``
    may have no data at times, such as while no packet passes.
    """

    key: str
    # What is compared with the bounds, for the README.
    about: str
    weight: float
    ok: float
    critical: float
    unit: str | None = UnitOfRatio.PERCENTAGE
    requires: tuple[str, ...]
    source: Group[Any]
    may_pause: bool = False
    value: FactorValue

    def severity(self, value: float) -> float:
        """Return how bad a value is, from 0 to 1."""
        return min(max((value - self.ok) / (self.critical - self.ok), 0.0), 1.0)


@dataclass(frozen=True, kw_only=True, slots=True)
class Cost:
    """The cost of a factor: its value, how bad that is from 0 to 1, and the points lost."""

    value: float
    severity: float
    points: float


@dataclass(frozen=True, kw_only=True, slots=True)
class ScoreRow:
    """The cost of each factor, by its key; those the router does not have are left out.

    ``lost`` are the keys of those that had data and have none now: without them the score would
    be too good.
    """

    costs: Mapping[str, Cost]
    lost: frozenset[str] = frozenset()

    @property
    def is_known(self) -> bool:
        """Return whether all data for the score is available."""
        return bool(self.costs) and not self.lost

    @property
    def score(self) -> float | None:
        """Return the points left, never below 0; None without any factor, or while one is lost."""
        if not self.is_known:
            return None
        return max(_BEST - sum(cost.points for cost in self.costs.values()), 0.0)

    @property
    def factor(self) -> str | None:
        """Return the key of the factor that costs most."""
        if not self.is_known:
            return None
        key = max(self.costs, key=lambda key: self.costs[key].points)
        return key if self.costs[key].points > 0 else _NO_FACTOR


def _worst(group: Group[Any], metric: str) -> FactorValue:
    """Return a function for the highest value of a metric over all of its instances."""
    declared = next(one for one in group.metrics if one.key == metric)

    def value(query: Query[Any]) -> float | None:
        reading = query.latest(group)
        rows = () if reading is None else reading.rows.values()
        found = ((declared.source(row), row) for row in rows)
        numbers = (
            float(one)
            for one, row in found
            if isinstance(one, int | float) and declared.is_possible(row, one)
        )
        return max(numbers, default=None)

    return value


def _mean_load(query: Query[Any]) -> float | None:
    """Return the mean of the load's samples in the last five minutes."""
    rows = (reading.rows[""] for reading in query.history(RESOURCE) if "" in reading.rows)
    loads = [
        row.cpu_load for row in rows if row.cpu_load is not None and _SHARES.hold(row.cpu_load)
    ]
    return fmean(loads) if loads else None


def _errors(query: Query[Any]) -> float | None:
    """Return the share of broken packets between the last two readings, over all ports."""
    readings = query.history(INTERFACE_ERRORS)[-2:]
    if len(readings) < 2:  # noqa: PLR2004 - a share of what passed needs two readings.
        return None
    before, now = readings
    return error_share(now, before, (port for port, row in now.rows.items() if row.is_port))


def _packet_loss(query: Query[Any]) -> float | None:
    """Return the worst loss of the targets; those without a route count only if none has one."""
    reading = query.latest(PING)
    rows = [] if reading is None else list(reading.rows.values())
    routed = [row for row in rows if not row.is_gone] or rows
    return max((row.loss for row in routed if row.loss is not None), default=None)


def _peers_down(query: Query[Any]) -> float | None:
    """Return the share of configured BGP peers without a session."""
    reading = query.latest(BGP)
    total = None if reading is None else reading.rows.get("")
    if total is None or not total.configured:
        return None
    share: float = 1 - total.established / total.configured
    return 100 * share


def _just_booted(query: Query[Any]) -> float | None:
    """Return 1 within ten minutes after a start, else 0."""
    reading = query.latest(RESOURCE)
    row = None if reading is None else reading.rows.get("")
    if row is None or row.booted is None:
        return None
    return float(dt_util.utcnow() - row.booted < _JUST_BOOTED)


FACTORS: Final = (
    Factor(
        key="cpu_load",
        about="all cores together, mean of the last five minutes",
        weight=20,
        ok=70,
        critical=95,
        requires=("system.cpu.load",),
        source=RESOURCE,
        value=_mean_load,
    ),
    Factor(
        key="memory_used",
        about="share of all memory",
        weight=15,
        ok=80,
        critical=97,
        requires=("system.memory.percent",),
        source=RESOURCE,
        value=_worst(RESOURCE, "system.memory.percent"),
    ),
    Factor(
        key="storage_used",
        about="share of all storage",
        weight=5,
        ok=85,
        critical=98,
        requires=("system.storage.percent",),
        source=STORAGE,
        value=_worst(STORAGE, "system.storage.percent"),
    ),
    Factor(
        key="temperature",
        about="the hottest of the health sensors",
        weight=15,
        ok=60,
        critical=80,
        unit=UnitOfTemperature.CELSIUS,
        requires=("health.temperature",),
        source=HEALTH,
        value=_worst(HEALTH, "health.temperature"),
    ),
    Factor(
        key="hardware_failed",
        about="a health sensor of a power supply or a fan reads anything but well",
        weight=15,
        ok=0,
        critical=1,
        unit=None,
        requires=("health.state",),
        source=HEALTH,
        value=_worst(HEALTH, "health.state"),
    ),
    Factor(
        key="packet_loss",
        about="the worst of the pinged gateways, last ten minutes",
        weight=15,
        ok=1,
        critical=20,
        requires=("ping.loss",),
        source=PING,
        value=_packet_loss,
    ),
    Factor(
        key="interface_errors",
        about="broken packets of all ports, share of the last minute's packets",
        weight=10,
        ok=0.01,
        critical=1,
        requires=("interface.errors.share",),
        source=INTERFACE_ERRORS,
        may_pause=True,
        value=_errors,
    ),
    Factor(
        key="connection_table",
        about="share of the connections that the table takes",
        weight=10,
        ok=70,
        critical=95,
        requires=("connection.saturation",),
        source=TRACKING,
        value=_worst(TRACKING, "connection.saturation"),
    ),
    Factor(
        key="bgp_peers_down",
        about="share of the configured peers",
        weight=15,
        ok=0,
        critical=100,
        requires=("bgp.sessions.established", "bgp.sessions.configured"),
        source=BGP,
        may_pause=True,
        value=_peers_down,
    ),
    Factor(
        key="just_booted",
        about="the router started less than ten minutes ago",
        weight=5,
        ok=0,
        critical=1,
        unit=None,
        requires=("system.uptime",),
        source=RESOURCE,
        value=_just_booted,
    ),
)

_REQUIRES: Final = tuple(dict.fromkeys(key for factor in FACTORS for key in factor.requires))


@dataclass(frozen=True, kw_only=True)
class ScoreGroup(Group[ScoreRow]):
    """The score from the other groups' readings, without a query to the router.

    It is read after its tier's other groups, so their readings are of the same tick; for slower
    tiers the latest ones are used.
    """

    derived: bool = True

    @override
    async def read(self, query: Query[ScoreRow]) -> dict[str, ScoreRow | None]:
        """Compute the factors with data; determine those that have lost theirs."""
        taken = ((factor, factor.value(query)) for factor in FACTORS)
        costs = {factor.key: _cost(factor, value) for factor, value in taken if value is not None}
        last = query.last.rows.get("") if query.last else None
        had = last.costs.keys() | last.lost if last else frozenset()
        lost = (factor.key for factor in FACTORS if factor.key in had - costs.keys())
        return {"": ScoreRow(costs=costs, lost=frozenset(lost) - self._absent(query))}

    @staticmethod
    def _absent(query: Query[ScoreRow]) -> frozenset[str]:
        """Return the factors that may lack data without making the score unknown.

        Their sources were read, and they may pause or are dropped in the hourly pass; those that
        the owner left out are dropped at once.
        """
        answers = (factor for factor in FACTORS if query.latest(factor.source) is not None)
        left_out = (factor.key for factor in FACTORS if not query.is_read(factor.source))
        given_up = (factor.key for factor in answers if factor.may_pause or query.is_full)
        return frozenset((*left_out, *given_up))


def _cost(factor: Factor, value: float) -> Cost:
    """Return the cost of a factor's value."""
    severity = factor.severity(value)
    return Cost(value=value, severity=severity, points=factor.weight * severity)


def _always(_: ScoreRow) -> bool:
    """Return True: every router has a score, also while it is unknown."""
    return True


SCORE = ScoreGroup(
    key="score",
    title="Health score",
    about=(
        "Computed from other metrics, which are read for it even where they are disabled; the "
        "README has the table of factors."
    ),
    tier=SHORT,
    sources=(RESOURCE, STORAGE, HEALTH, PING, INTERFACE_ERRORS, TRACKING, BGP),
    metrics=(
        SensorMetric(
            key="score",
            about=(
                "Health of the router: 100 less the cost of each factor, never below 0; a factor "
                "that the router does not have costs nothing, one that lost its data makes the "
                "score unknown."
            ),
            source=lambda row: row.score,
            supported=_always,
            requires=_REQUIRES,
            graph=Graph.HEALTH,
            state_class=SensorStateClass.MEASUREMENT,
            suggested_display_precision=0,
            resolution=1,
        ),
        SensorMetric(
            key="score.factor",
            about="The factor that lowers the health score most, the first of several equal ones.",
            source=lambda row: row.factor,
            supported=_always,
            requires=_REQUIRES,
            device_class=SensorDeviceClass.ENUM,
            options=[*(factor.key for factor in FACTORS), _NO_FACTOR],
        ),
    ),
)
