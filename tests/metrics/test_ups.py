"""UPSs that a router monitors, on RouterOS 6 and 7."""

from collections.abc import Mapping
from typing import Any

from homeassistant.const import STATE_OFF, STATE_ON, STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import HomeAssistant
import pytest

from custom_components.mikrotik_monitoring.metrics.model import Query, Reading
from custom_components.mikrotik_monitoring.metrics.ups import UPS, UpsRow
from custom_components.mikrotik_monitoring.polling.group_state import Outcome
from custom_components.mikrotik_monitoring.routeros import Command, Row
from simulator import Fault
from tests.conftest import (
    EVERYTHING,
    Clock,
    StartRouter,
    add_router,
    outcome_of,
    poll,
    request_full_read,
)

from .entities import enable, find, state_of

MONITOR = "/system/ups/monitor"
PRINT = "/system/ups/print"


class Upses:
    """A router's UPSs, read repeatedly by the group."""

    def __init__(self, configured: list[Row], **told: Row | None) -> None:
        """Store the configuration, and the rows by their ids without the star."""
        self.configured = configured
        self.told = told
        self.asked: list[Command] = []
        self.before: Reading[UpsRow] | None = None

    async def ask(self, command: Command, **_: Any) -> list[Row]:
        """Return the configuration, or the rows of the UPSs that are named."""
        self.asked.append(command)
        if command.path == PRINT:
            return self.configured
        numbers = command.arguments[0][1]
        rows = (self.told.get(f"id{one.removeprefix('*')}") for one in numbers.split(","))
        return [row for row in rows if row is not None]

    async def read(self, *keys: str, is_full: bool = False) -> Mapping[str, UpsRow | None]:
        """Read once more."""
        query = Query[UpsRow](
            ask=self.ask, keys=frozenset(keys) or UPS.keys, before=self.before, is_full=is_full
        )
        rows = await UPS.read(query)
        kept = {name: row for name, row in rows.items() if row is not None}
        self.before = Reading(at=0, rows=kept, listed=rows.keys())
        return rows


def ups(number: int, name: str, **more: str) -> Row:
    """Return a UPS that is configured."""
    return {".id": f"*{number}", "name": name, "disabled": "false", **more}


async def test_one_command_for_all() -> None:
    """Replies have no names, but the command's order; the configuration is remembered."""
    routers = Upses(
        [ups(1, "left"), ups(2, "off", disabled="true"), ups(3, "right")],
        id1={"on-line": "true"},
        id3={"on-line": "false"},
    )
    for _ in range(2):
        rows = await routers.read("ups.on_line")
        assert {name: row and row.on_line for name, row in rows.items()} == {
            "left": True,
            "off": None,
            "right": False,
        }
    assert [command.path for command in routers.asked] == [PRINT, MONITOR, MONITOR]
    assert routers.asked[0].proplist == (".id", "name", "disabled", "invalid")
    assert routers.asked[1].arguments == (("numbers", "*1,*3"), ("once", ""))
    assert routers.asked[1].proplist == ("on-line",)


async def test_where_not_all_answer_each_is_asked_alone() -> None:
    """It then shows which one is silent, and no other gets its values."""
    routers = Upses(
        [ups(1, "left"), ups(2, "silent"), ups(3, "right")],
        id1={"on-line": "true"},
        id3={"on-line": "false"},
    )
    rows = await routers.read()
    states = {name: row.on_line for name, row in rows.items() if row is not None}
    assert states == {"left": True, "silent": None, "right": False}
    assert len(routers.asked) == 1 + 1 + 3


async def test_a_lost_port() -> None:
    """The UPS is left out of the command, which would fail. It is unknown, not gone."""
    routers = Upses([ups(1, "rack", invalid="true")])
    for _ in range(2):
        row = (await routers.read())["rack"]
        assert row is not None
        assert row.on_line is None
        assert all(metric.is_supported(row) for metric in UPS.metrics if metric.supported)
    assert [command.path for command in routers.asked] == [PRINT]


async def test_one_that_says_nothing() -> None:
    """Alone, it is queried once."""
    routers = Upses([ups(1, "rack")])
    assert (await routers.read())["rack"] == UpsRow(identifier="*1")
    assert len(routers.asked) == 2


async def test_two_of_one_name() -> None:
    """The one on battery is shown."""
    routers = Upses(
        [ups(1, "ups1"), ups(2, "ups1")], id1={"on-line": "true"}, id2={"on-line": "false"}
    )
    row = (await routers.read())["ups1"]
    assert row is not None
    assert row.on_line is False


def test_what_a_ups_tells() -> None:
    """Units of the console are removed; durations have two forms, and alarms two names."""
    row = UpsRow.from_row(
        {
            "on-line": "yes",
            "battery-charge": "97%",
            "runtime-left": "00:34:30",
            "battery-voltage": "27.1V",
            "load": "41",
            "temperature": "31C",
            "frequency": "50.02Hz",
            "overloaded-output": "yes",
            "replace-battery": "false",
        },
        "*1",
    )
    assert (row.on_line, row.charge, row.runtime, row.load) == (True, 97, 34.5, 41)
    assert (row.battery_voltage, row.temperature, row.frequency) == (27.1, 31, 50.02)
    assert (row.overload, row.replace_battery, row.low_battery) == (True, False, False)
    assert row.line_voltage is None


@pytest.mark.parametrize("text", ["max", "", "never", None])
def test_a_runtime_that_is_none(text: str | None) -> None:
    """One beyond what can be reported is no number."""
    told = {"on-line": "true"} | ({} if text is None else {"runtime-left": text})
    assert UpsRow.from_row(told, "*1").runtime is None


def test_a_ups_that_is_not_heard() -> None:
    """Without the line state its alarms are unknown, too, not off."""
    assert UpsRow.from_row({"battery-charge": "0"}, "*1") == UpsRow(identifier="*1")


@pytest.mark.parametrize(("profile", "name"), [("rose", "ups1"), ("ccr_v6", "rack")])
async def test_entities(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock, profile: str, name: str
) -> None:
    """Whether it is on line is on by default; a power failure shows within a minute."""
    router = await start_router(profile)
    entry = await add_router(hass, router)
    told = router.device.monitored["/system/ups"][name]
    is_on = STATE_ON if told["on-line"] == "true" else STATE_OFF
    assert state_of(hass, router, "ups.on_line", name) == is_on
    assert find(hass, router, "ups.charge", name) is None
    await enable(hass, entry, clock, "ups.charge", "ups.runtime", instance=name)
    told |= {"on-line": "false", "battery-charge": "64", "runtime-left": "12m40s"}
    router.journal.clear()
    await poll(entry, clock, "short")
    assert state_of(hass, router, "ups.on_line", name) == STATE_OFF
    assert float(state_of(hass, router, "ups.charge", name)) == 64
    assert float(state_of(hass, router, "ups.runtime", name)) == 13
    assert len(router.journal.commands(MONITOR)) == 1
    assert not router.journal.commands(PRINT)
    told["on-line"] = "true"
    await poll(entry, clock, "short")
    assert state_of(hass, router, "ups.on_line", name) == STATE_ON


async def test_a_ups_that_is_switched_off(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """The monitor refuses an item that is gone: the group fails until the UPS is back."""
    router = await start_router("rose")
    entry = await add_router(hass, router)
    router.faults.set(Fault.REFUSE, command=MONITOR, message="no such item")
    await poll(entry, clock, "short")
    assert state_of(hass, router, "ups.on_line", "ups1") == STATE_UNAVAILABLE
    router.faults.clear()
    await poll(entry, clock, "short")
    assert state_of(hass, router, "ups.on_line", "ups1") == STATE_ON
    router.set_field("/system/ups", {"name": "ups1"}, {"invalid": "true"})
    request_full_read(entry, "short")
    await poll(entry, clock, "short")
    assert state_of(hass, router, "ups.on_line", "ups1") == STATE_UNKNOWN


@pytest.mark.parametrize(
    ("profile", "outcome"), [("rb5009", Outcome.ANSWERED), ("hap_v6", Outcome.ABSENT)]
)
async def test_a_router_without_a_ups(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock, profile: str, outcome: Outcome
) -> None:
    """It has an empty menu or none, and costs nothing, whatever is enabled."""
    router = await start_router(profile)
    entry = await add_router(hass, router, **EVERYTHING)
    assert outcome_of(entry, UPS.key) is outcome
    router.journal.clear()
    await poll(entry, clock, "short")
    assert not [one for one in router.journal if one.command.startswith("/system/ups")]
