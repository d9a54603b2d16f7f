"""Wireless clients by band, from the registration tables and the radios' channels."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import override

from homeassistant.components.sensor import SensorStateClass

from .model import SHORT, Graph, Group, Query, SensorMetric
from .radio import RADIOS
from .wireless import WIRELESS


@dataclass(frozen=True, kw_only=True, slots=True)
class BandsRow:
    """The number of clients on each band that has a radio."""

    clients: Mapping[str, int]


@dataclass(frozen=True, kw_only=True)
class BandsGroup(Group[BandsRow]):
    """Made of the clients registered at each radio, without a query."""

    @override
    async def read(self, query: Query[BandsRow]) -> dict[str, BandsRow | None]:
        """Sum up the clients of the radios of each band."""
        peers, radios = query.source(WIRELESS).rows, query.source(RADIOS).rows
        clients = Counter[str]()
        for instance, radio in radios.items():
            if radio.band is not None:
                heard = peers.get(instance)
                clients[radio.band] += 0 if heard is None else heard.clients
        return {"": BandsRow(clients=dict(clients))} if clients else {}


def _of(band: str) -> partial[SensorMetric[BandsRow]]:
    """Return a factory for the clients of a band."""
    return partial(
        SensorMetric[BandsRow],
        source=lambda row: row.clients.get(band),
        requires=("wireless.clients", "wireless.radio.channel"),
        graph=Graph.WIFI,
        state_class=SensorStateClass.MEASUREMENT,
        kind="bands",
        entity_registry_enabled_default=False,
    )


BANDS = BandsGroup(
    key="wireless.bands",
    title="Wireless",
    tier=SHORT,
    derived=True,
    sources=(WIRELESS, RADIOS),
    family="wireless",
    metrics=(
        _of("2ghz")(
            key="wireless.clients.2ghz",
            about="Clients of the radios and virtual access points on 2.4 GHz.",
        ),
        _of("5ghz")(
            key="wireless.clients.5ghz",
            about="Clients of the radios and virtual access points on 5 GHz.",
        ),
        _of("6ghz")(
            key="wireless.clients.6ghz",
            about="Clients of the radios and virtual access points on 6 GHz.",
        ),
    ),
)
