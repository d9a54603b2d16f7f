"""The subject of a report: a router, and which of its data may be read."""

from collections.abc import Iterator
from dataclasses import dataclass

from homeassistant.config_entries import ConfigEntry


@dataclass(frozen=True, kw_only=True, slots=True)
class Series:
    """An entity whose history may be read: its metric, its instance, and its name.

    ``interface`` is the router's name of its interface, empty for the router's own entities.
    """

    metric: str
    instance: str
    entity_id: str
    name: str
    interface: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Subject:
    """A router: its name, the readable series, and whether availability and alerts are readable."""

    entry: ConfigEntry
    name: str
    series: tuple[Series, ...]
    tells_availability: bool = True
    tells_alerts: bool = True

    @property
    def router(self) -> str:
        """Return the router's id in the statistics of availability."""
        return self.entry.unique_id or self.entry.entry_id

    def of(self, metric: str) -> Iterator[Series]:
        """Yield the series of a metric."""
        return (one for one in self.series if one.metric == metric)

    def entity(self, metric: str, instance: str = "") -> str | None:
        """Return the entity of a metric's instance, None where there is none."""
        return next((one.entity_id for one in self.of(metric) if one.instance == instance), None)
