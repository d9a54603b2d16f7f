"""Poll health: what polling costs the router, and whether it keeps to its interval."""

from dataclasses import dataclass
from functools import partial
from typing import override

from homeassistant.components.sensor import SensorDeviceClass, SensorStateClass
from homeassistant.const import EntityCategory, UnitOfTime

from .model import REALTIME, SHORT, TIERS, DeadBand, Group, Polling, Query, RateMetric, SensorMetric

_A_MINUTE = 60


@dataclass(frozen=True, kw_only=True)
class PollGroup(Group[Polling]):
    """Statistics of the polling itself, without a query to the router."""

    derived: bool = True

    @override
    async def read(self, query: Query[Polling]) -> dict[str, Polling | None]:
        """Return the polling statistics so far."""
        return {"": query.polling()}


def _duration(tier: str) -> SensorMetric[Polling]:
    """Return the metric of a tier's last poll; only the realtime one is enabled by default."""
    return SensorMetric(
        key=f"poll.{tier}.duration",
        about=(
            f"How long the last poll of the {tier} tier took, from its first command to its last "
            "answer; a poll that takes longer than its interval skips ticks."
        ),
        source=lambda row: row.durations.get(tier),
        device_class=SensorDeviceClass.DURATION,
        native_unit_of_measurement=UnitOfTime.SECONDS,
        state_class=SensorStateClass.MEASUREMENT,
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=tier == REALTIME.key,
        suggested_display_precision=2,
        resolution=0.001,
        # Less than a twentieth of the shortest interval is insignificant.
        dead_band=DeadBand(absolute=0.25) if tier == REALTIME.key else None,
    )


_count = partial(
    SensorMetric[Polling],
    state_class=SensorStateClass.TOTAL_INCREASING,
    entity_category=EntityCategory.DIAGNOSTIC,
    entity_registry_enabled_default=False,
)
_per_minute = partial(
    RateMetric[Polling],
    factor=_A_MINUTE,
    state_class=SensorStateClass.MEASUREMENT,
    entity_category=EntityCategory.DIAGNOSTIC,
    entity_registry_enabled_default=False,
    suggested_display_precision=0,
    resolution=1,
)

# Each tier's duration is updated at that tier's own interval.
DURATIONS = tuple(
    PollGroup(
        key=f"poll.{tier.key}",
        title="Poll health",
        tier=tier,
        metrics=(_duration(tier.key),),
    )
    for tier in TIERS
)

POLL = PollGroup(
    key="poll",
    title="Poll health",
    tier=SHORT,
    metrics=(
        _count(
            key="poll.logins",
            about=(
                "Logins to the router's API since the integration was started: two are normal, "
                "each further one means a lost connection."
            ),
            source=lambda row: row.logins,
        ),
        _per_minute(
            key="poll.commands",
            about="API commands sent to the router, logins and keep-alives included.",
            source=lambda row: row.commands,
        ),
        _per_minute(
            key="poll.bytes",
            about="Bytes that the router sent over the API, without encryption overhead.",
            source=lambda row: row.bytes_received,
        ),
        _count(
            key="poll.skipped",
            about=(
                "Polls of all tiers that were skipped since the integration was started, because "
                "the previous one was still running."
            ),
            source=lambda row: row.skipped,
        ),
    ),
)
