"""RIP: how many neighbours send their routes."""

from dataclasses import dataclass
from typing import Final, override

from homeassistant.components.sensor import SensorStateClass

from .counts import count, counting
from .model import MEDIUM, Group, Menu, Query, SensorMetric

_MENU: Final = "/routing/rip/neighbor"
_COUNT: Final = counting(_MENU)


@dataclass(frozen=True, kw_only=True, slots=True)
class RipRow:
    """The number of neighbours, None where the router does not report it."""

    neighbours: int | None


class RipGroup(Group[RipRow]):
    """The number of neighbours: no row where there never was one."""

    @override
    async def read(self, query: Query[RipRow]) -> dict[str, RipRow | None]:
        """Let the router count."""
        number = await count(query.ask, _COUNT)
        is_known = query.last is not None and "" in query.last.rows
        return {"": RipRow(neighbours=number)} if number or is_known else {}


RIP = RipGroup(
    key="rip",
    title="OSPF, BFD and RIP",
    menus=(Menu(_MENU),),
    tier=MEDIUM,
    family="routing",
    metrics=(
        SensorMetric(
            key="rip.neighbours",
            about="Routers from which RIP has received routes recently; 0 after the last is gone.",
            source=lambda row: row.neighbours,
            supported=lambda _: True,
            state_class=SensorStateClass.MEASUREMENT,
            kind="totals",
            entity_registry_enabled_default=False,
        ),
    ),
)
