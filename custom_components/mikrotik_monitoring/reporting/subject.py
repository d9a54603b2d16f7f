"""Whom a report is about: a router, and what of it may be told."""

from collections.abc import Iterator
from dataclasses import dataclass

from homeassistant.config_entries import ConfigEntry


@dataclass(frozen=True, kw_only=True, slots=True)
class Series:
    """An entity whose history may be read: of which metric and instance, and what it is called.

    ``interface`` is how the router calls its interface, empty for what is the router's own.
    """

    metric: str
    instance: str
    entity_id: str
    name: str
    interface: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Subject:
    """A router: its name, what may be read of it, and whether its availability and alerts may."""

    entry: ConfigEntry
    name: str
    series: tuple[Series, ...]
    tells_availability: bool = True
    tells_alerts: bool = True

    @property
    def router(self) -> str:
        """Return what its statistics of availability are known by."""
        return self.entry.unique_id or self.entry.entry_id

    def of(self, metric: str) -> Iterator[Series]:
        """Yield the series of a metric."""
        return (one for one in self.series if one.metric == metric)

    def entity(self, metric: str, instance: str = "") -> str | None:
        """Return the entity of a metric's instance, None where there is none."""
        return next((one.entity_id for one in self.of(metric) if one.instance == instance), None)
