"""Feed values to the alerts of a router, one after the other."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Self

from custom_components.mikrotik_monitoring.alerts.engine import Observation, RouterAlerts
from custom_components.mikrotik_monitoring.alerts.model import ActiveAlert, Transition, Value
from custom_components.mikrotik_monitoring.alerts.rule import Rule

BEGUN = datetime(2026, 3, 1, 12, tzinfo=UTC)


@dataclass
class Feed:
    """The alerts of one router, and a clock."""

    alerts: RouterAlerts
    interval: float = 60.0
    at: float = 0.0
    seen: list[Transition] = field(default_factory=list)

    @classmethod
    def of(
        cls, rule: Rule, *more: Rule, active: Iterable[ActiveAlert] = (), interval: float = 60
    ) -> Self:
        """Return a feed of some rules."""
        return cls(RouterAlerts((rule, *more), active), interval=interval)

    @property
    def now(self) -> datetime:
        """Return the time of the wall clock."""
        return BEGUN + timedelta(seconds=self.at)

    def one(
        self,
        value: Value,
        instance: str = "",
        metric: str = "m",
        *,
        beside: Mapping[str, Mapping[str, Value]] | None = None,
        carrier: str | None = None,
    ) -> list[str]:
        """Feed a value, with those of other metrics and its carrier; return the changes."""
        found = self.alerts.observe(
            Observation(
                metric=metric,
                values={instance: value},
                label="<{}>".format,
                at=self.at,
                wall=self.now,
                interval=self.interval,
                beside=beside or {},
                carrier=lambda _: carrier,
            )
        )
        self.at += self.interval
        self.seen += found
        return [transition.change.value for transition in found]

    def many(self, values: Iterable[Value], instance: str = "") -> list[str]:
        """Feed values; return the changes."""
        return [change for value in values for change in self.one(value, instance)]
