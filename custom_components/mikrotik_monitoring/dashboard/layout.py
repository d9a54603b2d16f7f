"""What a person wants of a router's views."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Final, Self

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
import voluptuous as vol

from ..const import (
    DEFAULT_SERIES_LIMIT,
    OPTION_GRAPHS,
    OPTION_RANGE,
    OPTION_SERIES_LIMIT,
    OPTION_VIEW_TITLE,
)
from ..metrics.model import Graph
from .entries import router_device, router_name
from .paths import FLEET, URL_PATH, view_path
from .ranges import Range

# What a strategy, or a view of one, may set; an address has no host, so no other site.
WISHES: Final = {
    vol.Optional("base_path"): vol.Match(r"^/[\w-]+$"),
    vol.Optional("graphs"): [vol.In([graph.value for graph in Graph])],
    vol.Optional("hours"): vol.All(vol.Coerce(float), vol.Range(min=0.1, max=24)),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Layout:
    """The views of one router: the entry's options, and what a strategy overrides.

    A strategy that names its graphs has no ``own_graphs``, those that an owner added.
    ``series`` is how many lines a graph may have; ``hours`` how far back the live graphs reach,
    if a person has changed it.
    """

    base_path: str = f"/{URL_PATH}"
    title: str | None = None
    graphs: frozenset[Graph] = frozenset(Graph)
    own_graphs: bool = True
    series: int = DEFAULT_SERIES_LIMIT
    default: Range = Range.LIVE
    hours: float | None = None

    @classmethod
    def of(cls, entry: ConfigEntry, wishes: dict[str, Any] | None = None) -> Self:
        """Return the layout of a router; an option that is not set is the default."""
        options = entry.options
        layout = cls(
            title=options.get(OPTION_VIEW_TITLE) or None,
            graphs=_graphs(options.get(OPTION_GRAPHS)),
            series=int(options.get(OPTION_SERIES_LIMIT, DEFAULT_SERIES_LIMIT)),
            default=Range(options.get(OPTION_RANGE, Range.LIVE)),
        )
        return layout._wished(wishes or {})

    def _wished(self, wishes: dict[str, Any]) -> Self:
        """Return the layout with the wishes applied."""
        graphs = wishes.get("graphs")
        return replace(
            self,
            base_path=wishes.get("base_path", self.base_path),
            graphs=_graphs(graphs) if graphs else self.graphs,
            own_graphs=not graphs,
            hours=wishes.get("hours"),
        )

    @property
    def wishes(self) -> dict[str, Any]:
        """Return the wishes that views of a dashboard at another address must be requested with."""
        wishes: dict[str, Any] = {}
        if self.base_path != f"/{URL_PATH}":
            wishes["base_path"] = self.base_path
        if not self.own_graphs:
            wishes["graphs"] = [graph.value for graph in Graph if graph in self.graphs]
        if self.hours is not None:
            wishes["hours"] = self.hours
        return wishes

    @property
    def fleet(self) -> str:
        """Return the address of the view of all routers."""
        return f"{self.base_path}/{FLEET}"

    def address(self, entry: ConfigEntry, kind: str) -> str:
        """Return the address of one of a router's views."""
        return f"{self.base_path}/{self.path(entry, kind)}"

    def path(self, entry: ConfigEntry, kind: str) -> str:
        """Return the path of one of a router's views; the default one has the router's own."""
        own = view_path(entry)
        return own if kind == self.default else f"{own}-{kind}"


@callback
def view_frame(
    hass: HomeAssistant, entry: ConfigEntry, layout: Layout, kind: str
) -> dict[str, Any]:
    """Return what the dashboard must know about a view before it is opened."""
    return {
        "title": layout.title or router_name(entry, router_device(hass, entry)),
        "path": layout.path(entry, kind),
        "back_path": layout.fleet
        if kind == layout.default
        else layout.address(entry, layout.default),
    }


def _graphs(names: Iterable[str] | None) -> frozenset[Graph]:
    """Return the named graphs; all of them if none is named, or none of the names is valid."""
    return frozenset(Graph(name) for name in names or () if name in Graph) or frozenset(Graph)
