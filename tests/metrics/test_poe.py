"""Power over Ethernet, on boards that measure the output and on those that do not."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest

from custom_components.mikrotik_monitoring.metrics.model import Query
from custom_components.mikrotik_monitoring.metrics.poe import POE, STATUSES, PoeRow
from custom_components.mikrotik_monitoring.polling.group_state import Outcome
from custom_components.mikrotik_monitoring.routeros import Command, Row
from tests.conftest import EVERYTHING, Clock, StartRouter, add_router, ask, outcome_of, wait_for
from tests.repository.files import english

from .entities import enable, entity_id, find, ports, state_of

FEW = ports("crs_poe", "ether1", "ether4", "sfp-sfpplus1")
PORTS: list[Row] = [
    {"name": "ether2", "default-name": "ether2"},
    {"name": "camera, yard", "default-name": "ether3", "disabled": "false"},
    {"name": "ether4", "default-name": "ether4", "disabled": "true"},
]


async def read(
    listed: list[Row], feeds: list[Row]
) -> tuple[dict[str, PoeRow | None], list[Command]]:
    """Let the group read; return its rows, and the commands."""
    asked: list[Command] = []

    async def ask(command: Command, **_: Any) -> list[Row]:
        asked.append(command)
        if command.path == "/interface/print":
            return [{**port, "type": "ether"} for port in PORTS]
        return listed if command.path.endswith("/print") else feeds

    query = Query[PoeRow](ask=ask, keys=POE.keys)
    return await POE.read(query), asked


async def test_ports_are_known_as_the_interfaces_are() -> None:
    """A renamed port keeps its identity; one that is not monitored is not requested."""
    rows, asked = await read(
        [
            {".id": "*2", "name": "ether2"},
            {".id": "*3", "name": "camera, yard"},
            {".id": "*4", "name": "ether4"},
        ],
        [{"name": "camera, yard", "poe-out-status": "powered-on"}, {"name": "?"}],
    )
    assert rows.keys() == {"port:ether3"}
    assert [command.path for command in asked[:2]] == [
        "/interface/ethernet/poe/print",
        "/interface/print",
    ]
    assert asked[2].path == "/interface/ethernet/poe/monitor"
    assert asked[2].arguments == (("numbers", "*2,*3"), ("once", ""))


async def test_a_board_whose_menu_is_empty() -> None:
    """No further command is sent."""
    rows, asked = await read([], [])
    assert (rows, len(asked)) == ({}, 1)


async def test_power_is_back_with_the_link(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """All tiers are read at once then, and none waits for another one's reading."""
    router = await start_router("crs_poe", interfaces=FEW)
    await add_router(hass, router)
    await clock.settle()
    router.reboot()
    power = entity_id(hass, router, "interface.poe.power", "port:ether1")
    await wait_for(lambda: is_unavailable(hass, power))
    await clock.advance(20)
    await wait_for(lambda: not is_unavailable(hass, power))


def is_unavailable(hass: HomeAssistant, entity: str) -> bool:
    """Return whether an entity is shown as unavailable."""
    return hass.states.is_state(entity, "unavailable")


@pytest.mark.parametrize(
    ("row", "values"),
    [
        ({}, (None, None, None, None)),
        ({"poe-out-status": "waiting-for-load"}, (None, None, None, "waiting-for-load")),
        (
            {
                "poe-out-status": "powered-on",
                "poe-out-power": "4.7",
                "poe-out-voltage": "48.0",
                "poe-out-current": "98",
            },
            (4.7, 48.0, 98.0, "powered-on"),
        ),
        ({"poe-out-power": "1", "poe-out-voltage": "23.5V"}, (1.0, 23.5, None, None)),
        ({"poe-out-status": "controller-upgrade"}, (None, None, None, "other")),
    ],
)
def test_rows(row: Row, values: tuple[object, ...]) -> None:
    """Whole and decimal numbers stand side by side; a future status becomes "other"."""
    assert tuple(metric.source(PoeRow.from_row(row)) for metric in POE.metrics) == values


def test_each_status_has_its_word() -> None:
    """Each state is translated."""
    assert set(english()["entity"]["sensor"]["interface_poe_status"]["state"]) == set(STATUSES)


@pytest.mark.parametrize("version", ["6.49.18", "7.16.2"])
async def test_a_switch_that_measures(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock, version: str
) -> None:
    """Power of ports that feed is on by default; idle ones have a status alone."""
    router = await start_router("crs_poe", version=version, interfaces=FEW)
    entry = await add_router(hass, router)
    await clock.settle()
    registry = er.async_get(hass)
    power = entity_id(hass, router, "interface.poe.power", "port:ether1")
    assert registry.entities[power].disabled_by is None
    assert find(hass, router, "interface.poe.power", "port:ether4") is None
    assert find(hass, router, "interface.poe.power", "port:sfp-sfpplus1") is None
    details = ("interface.poe.voltage", "interface.poe.current", "interface.poe.status")
    await enable(hass, entry, clock, *details, instance="port:ether1")
    (truth,) = await ask(
        entry,
        Command(
            path="/interface/ethernet/poe/monitor",
            arguments=(("numbers", "ether1"), ("once", "")),
        ),
    )
    assert state_of(hass, router, "interface.poe.status", "port:ether1") == "powered-on"
    for key in ("power", "voltage", "current"):
        state = state_of(hass, router, f"interface.poe.{key}", "port:ether1")
        assert float(state) == pytest.approx(float(truth[f"poe-out-{key}"]), rel=0.03)


def test_a_port_that_measures_but_feeds_nothing_starts_disabled() -> None:
    """Some boards report volts and watts of idle ports too."""
    power = next(metric for metric in POE.metrics if metric.key == "interface.poe.power")
    assert power.enabled_for is not None
    idle = {"poe-out-status": "waiting-for-load", "poe-out-power": "0"}
    assert not power.enabled_for(PoeRow.from_row(idle))
    assert power.enabled_for(PoeRow.from_row({"poe-out-status": "powered-on"}))


async def test_a_board_that_does_not_measure(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """A small router reports whether its one port feeds, without numbers."""
    router = await start_router("hap_v6")
    await add_router(hass, router, **EVERYTHING)
    await clock.settle()
    assert find(hass, router, "interface.poe.status", "port:ether5")
    assert find(hass, router, "interface.poe.status", "port:ether4") is None
    assert find(hass, router, "interface.poe.power", "port:ether5") is None


async def test_a_board_without_poe(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """The menu is absent: it is tried once, and there are no entities."""
    router = await start_router("rb5009")
    entry = await add_router(hass, router)
    await clock.settle()
    assert outcome_of(entry, POE.key) is Outcome.ABSENT
    router.journal.clear()
    await clock.advance(310, step=31)
    assert not router.journal.commands("/interface/ethernet/poe/print")
    assert find(hass, router, "interface.poe.status", "port:ether1") is None
