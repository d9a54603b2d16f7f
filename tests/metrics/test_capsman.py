"""Access points of both CAPsMANs: which are up, which are missing, and who is registered there."""

from typing import Any

from homeassistant.const import STATE_OFF, STATE_ON, STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
import pytest

from custom_components.mikrotik_monitoring.const import OPTION_INSTANCES
from custom_components.mikrotik_monitoring.metrics.capsman import CAPS, CapRow, CapsRow
from custom_components.mikrotik_monitoring.metrics.model import AWAY_TIME, Query, Reading
from custom_components.mikrotik_monitoring.polling.group_state import Outcome
from custom_components.mikrotik_monitoring.routeros import Command, NoSuchCommandError, Row
from simulator import Fault, SimulatedRouter, load_profile
from tests.conftest import (
    Clock,
    StartRouter,
    add_router,
    is_connected,
    latest,
    outcome_of,
    poll,
    request_full_read,
    wait_for,
)

from .entities import enable, find, state_of

NEWER, OLDER = "/interface/wifi/capsman", "/caps-man/manager"
REMOTE, OLDER_REMOTE = "/interface/wifi/capsman/remote-cap", "/caps-man/remote-cap"
HALL, LIBRARY, GYM = (f"48:A9:8A:61:0C:{number}" for number in (10, 20, 30))
NORTH = "6C:3B:6B:20:41:00"
UP, KNOWN, CAP = "capsman.up", "capsman.known", "capsman.cap.up"
CLIENTS, OF_CAP = "capsman.clients", "capsman.cap.clients"


def asked(router: SimulatedRouter) -> list[str]:
    """Return the controllers' menus that were read since the journal was cleared."""
    menus = (NEWER, REMOTE, OLDER, OLDER_REMOTE)
    commands = {f"{menu}/print" for menu in menus}
    return [one.command for one in router.journal if one.command in commands]


@pytest.mark.parametrize(
    ("profile", "caps"),
    [
        ("capsman", {HALL: "ap-hall", LIBRARY: "ap-library", GYM: "ap-gym"}),
        ("capsman_v6", {NORTH: "cap-north"}),
    ],
)
async def test_access_points(
    hass: HomeAssistant,
    start_router: StartRouter,
    clock: Clock,
    profile: str,
    caps: dict[str, str],
) -> None:
    """How many are up is on by default; each one exists with its kind, under its identity."""
    router = await start_router(profile)
    number = len(router.rows(REMOTE if profile == "capsman" else OLDER_REMOTE))
    entry = await add_router(hass, router)
    assert state_of(hass, router, UP) == str(number)
    assert find(hass, router, KNOWN) is None
    await enable(hass, entry, clock, CAP, instance=NORTH)
    assert state_of(hass, router, KNOWN) == str(number)
    for base, identity in caps.items():
        found = find(hass, router, CAP, base)
        assert found is not None
        state = hass.states.get(found)
        assert state is not None
        assert state.state == STATE_ON
        assert state.name.endswith(f"Access point {identity}")
        assert base not in state.name


@pytest.mark.parametrize("is_listed", [True, False])
async def test_one_is_gone_and_back(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock, *, is_listed: bool
) -> None:
    """It is no longer listed, or in another state: then it is down, not unknown."""
    router = await start_router("capsman")
    entry = await add_router(hass, router)
    await enable(hass, entry, clock, CAP, instance=GYM)
    [row] = [row for row in router.rows(REMOTE) if row["base-mac"] == GYM]
    for _ in range(2):
        if is_listed:
            router.set_field(REMOTE, {"base-mac": GYM}, {"state": "Connecting..."})
        else:
            router.remove_row(REMOTE, {"base-mac": GYM})
        for _ in range(2):
            await poll(entry, clock, "short")
            assert state_of(hass, router, CAP, GYM) == STATE_OFF
            assert state_of(hass, router, CAP, HALL) == STATE_ON
            assert (state_of(hass, router, UP), state_of(hass, router, KNOWN)) == ("2", "3")
        if is_listed:
            router.set_field(REMOTE, {"base-mac": GYM}, {"state": "Ok"})
        else:
            router.add_row(REMOTE, {**row, ".id": "*F1"})
        await poll(entry, clock, "short")
        assert state_of(hass, router, CAP, GYM) == STATE_ON
        assert (state_of(hass, router, UP), state_of(hass, router, KNOWN)) == ("3", "3")


async def test_one_is_gone_while_home_assistant_starts(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """It still counts among those that are expected: it has an entity."""
    router = await start_router("capsman")
    entry = await add_router(hass, router)
    await enable(hass, entry, clock, CAP, instance=GYM)
    router.remove_row(REMOTE, {"base-mac": GYM})
    await hass.config_entries.async_reload(entry.entry_id)
    await clock.settle()
    assert (state_of(hass, router, UP), state_of(hass, router, KNOWN)) == ("2", "3")
    assert state_of(hass, router, CAP, GYM) == STATE_UNAVAILABLE


async def test_the_link_is_lost(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """A controller's access points are remembered when a session ends."""
    router = await start_router("capsman")
    entry = await add_router(hass, router)
    await enable(hass, entry, clock, CAP, instance=GYM)
    router.remove_row(REMOTE, {"base-mac": GYM})
    router.reboot()
    await wait_for(lambda: not is_connected(entry))
    await wait_for(lambda: is_connected(entry))
    await clock.settle()
    assert state_of(hass, router, CAP, GYM) == STATE_OFF
    assert state_of(hass, router, CAP, HALL) == STATE_ON


@pytest.mark.parametrize("profile", ["capsman", "capsman_v6"])
async def test_clients(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock, profile: str
) -> None:
    """They are counted once each, on their access point's radios and virtual ones."""
    router = await start_router(profile)
    entry = await add_router(hass, router)
    await enable(hass, entry, clock, CLIENTS, instance="")
    caps = {HALL: "3", LIBRARY: "1", GYM: "3"} if profile == "capsman" else {NORTH: "2"}
    assert state_of(hass, router, CLIENTS) == ("7" if profile == "capsman" else "3")
    for base, clients in caps.items():
        assert state_of(hass, router, OF_CAP, base) == clients


async def test_radios_whose_access_point_is_not_known(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """Without the list of radios they count as the controller's own."""
    router = await start_router("capsman_v6", missing=frozenset({"/caps-man/radio"}))
    entry = await add_router(hass, router)
    await enable(hass, entry, clock, CLIENTS, instance="")
    assert state_of(hass, router, CLIENTS) == "0"
    assert state_of(hass, router, UP) == "2"
    assert state_of(hass, router, "wireless.radio.running", "name:cap1") == STATE_ON


async def test_two_of_one_identity(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """Without names of their own, the newer CAPsMAN tells them apart by address."""
    router = await start_router("capsman")
    for name, base in (("hall-5g", HALL), ("hall-2g", HALL), ("library-5g", LIBRARY)):
        cap = {"cap": f"MikroTik@{base}%*1"}
        router.set_field("/interface/wifi", {"name": name}, cap)
        router.set_field(REMOTE, {"base-mac": base}, {"identity": "MikroTik"})
    entry = await add_router(hass, router)
    await enable(hass, entry, clock, OF_CAP, instance=HALL)
    assert state_of(hass, router, OF_CAP, HALL) == "3"
    assert state_of(hass, router, OF_CAP, LIBRARY) == "1"
    for radio in ("hall-5g", "hall-2g", "library-5g"):
        router.set_field("/interface/wifi", {"name": radio}, {"cap": "MikroTik"})
    request_full_read(entry, "short")
    await poll(entry, clock, "short")
    assert state_of(hass, router, OF_CAP, HALL) == "0"
    assert state_of(hass, router, CLIENTS) == "7"


async def test_a_controller_with_radios_of_its_own(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """Their clients are no access point's."""
    profile = load_profile("hap_ax")
    router = await start_router(
        "hap_ax", tables={**profile.tables, NEWER: ({"enabled": "yes", "interfaces": "bridge"},)}
    )
    entry = await add_router(hass, router)
    assert state_of(hass, router, UP) == "0"
    await enable(hass, entry, clock, CLIENTS, instance="")
    assert state_of(hass, router, CLIENTS) == "0"
    assert state_of(hass, router, "wireless.clients") == "4"


@pytest.mark.parametrize(
    ("profile", "outcome"),
    [("rb5009", Outcome.ANSWERED), ("hap_v6", Outcome.ANSWERED), ("ltap", Outcome.ANSWERED)],
)
async def test_a_router_that_is_no_controller(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock, profile: str, outcome: Outcome
) -> None:
    """Its controllers are off: only that is read, once an hour."""
    router = await start_router(profile)
    entry = await add_router(hass, router)
    assert outcome_of(entry, CAPS.key) is outcome
    assert find(hass, router, UP) is None
    assert not {f"{REMOTE}/print", f"{OLDER_REMOTE}/print"} & set(asked(router))
    router.journal.clear()
    await poll(entry, clock, "short")
    assert not asked(router)


async def test_a_router_without_any_menu(hass: HomeAssistant, start_router: StartRouter) -> None:
    """Before 7.13 the newer one is missing, without the package the older one."""
    router = await start_router("hap_v6", missing=frozenset({OLDER}))
    entry = await add_router(hass, router)
    assert outcome_of(entry, CAPS.key) is Outcome.ABSENT


async def test_what_is_asked(hass: HomeAssistant, start_router: StartRouter, clock: Clock) -> None:
    """One list a minute, without serial numbers; the version only where it is enabled."""
    router = await start_router("capsman")
    entry = await add_router(hass, router)
    router.journal.clear()
    await poll(entry, clock, "short")
    assert asked(router) == [f"{REMOTE}/print"]
    [one] = router.journal.commands(f"{REMOTE}/print")
    assert "=.proplist=base-mac,identity,state" in one.words


async def test_a_refused_list(hass: HomeAssistant, start_router: StartRouter, clock: Clock) -> None:
    """What is refused is unavailable until the router replies."""
    router = await start_router("capsman")
    entry = await add_router(hass, router)
    router.faults.set(Fault.REFUSE, command=f"{REMOTE}/print", message="failure: busy")
    await poll(entry, clock, "short")
    assert state_of(hass, router, UP) == STATE_UNAVAILABLE
    router.faults.clear()
    await poll(entry, clock, "short")
    assert state_of(hass, router, UP) == "3"


async def test_more_than_can_be_shown(hass: HomeAssistant, start_router: StartRouter) -> None:
    """Of many only those that are named are shown, beside the totals."""
    profile = load_profile("capsman")
    caps = tuple(
        {"identity": f"ap-{number}", "base-mac": f"02:00:00:00:00:{number:02X}", "state": "Ok"}
        for number in range(21)
    )
    router = await start_router("capsman", tables={**profile.tables, REMOTE: caps})
    await add_router(hass, router, **{OPTION_INSTANCES: {"capsman": ["ap-3"]}})
    assert state_of(hass, router, UP) == "21"
    assert state_of(hass, router, CAP, "02:00:00:00:00:03") == STATE_ON
    assert find(hass, router, CAP, "02:00:00:00:00:04") is None


async def read(menus: dict[str, list[Row]], **query: Any) -> dict[str, CapRow | CapsRow | None]:
    """Let the group read a router with just these menus."""

    async def ask(command: Command, **_: Any) -> list[Row]:
        menu = command.path.removesuffix("/print")
        if menu not in menus:
            raise NoSuchCommandError("no such command")
        return menus[menu]

    return await CAPS.read(Query(ask=ask, keys=CAPS.keys, **query))


ON: dict[str, list[Row]] = {NEWER: [{"enabled": "yes"}], OLDER: [{"enabled": "true"}]}


async def test_both_controllers_at_once() -> None:
    """A router may run both; each access point is in one of them."""
    rows = await read(
        {
            **ON,
            REMOTE: [{"base-mac": "A", "identity": "new", "state": "Ok"}],
            OLDER_REMOTE: [{"base-mac": "B", "identity": "old", "state": "Run", "name": "[B]"}],
        }
    )
    assert rows.keys() == {"", "A", "B"}
    assert rows[""] == CapsRow(controllers=(REMOTE, OLDER_REMOTE), up=2, known=2)


@pytest.mark.parametrize("enabled", [{"enabled": "no"}, {"enabled": "false"}, {}])
async def test_a_controller_that_is_off(enabled: Row) -> None:
    """Its access points do not count, whatever it lists."""
    rows = await read({NEWER: [enabled], REMOTE: [{"base-mac": "A"}]})
    assert rows == {}


@pytest.mark.parametrize(
    ("row", "up", "label"),
    [
        ({"state": "Ok", "identity": "ap"}, True, "ap"),
        ({"state": "Run", "identity": "ap"}, True, "ap"),
        ({"state": "Join...", "identity": "ap"}, False, "ap"),
        ({"state": "Sulking", "identity": "ap"}, None, "ap"),
        ({"identity": "", "name": "cap-7"}, True, "cap-7"),
        ({"identity": "ap\0\0"}, True, "ap"),
    ],
)
async def test_states(row: Row, up: bool | None, label: str) -> None:
    """An unknown word is not down; one without a state is listed, so it is up."""
    parsed = CapRow.from_row(row)
    assert (parsed.up, parsed.label) == (up, label)


async def test_one_without_an_address_of_the_factory() -> None:
    """Its instance is its identity then."""
    rows = await read({**ON, REMOTE: [{"identity": "ap", "state": "Ok"}], OLDER_REMOTE: []})
    assert rows.keys() == {"", "ap"}


async def test_after_a_week_it_is_forgotten(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """An access point that does not come back was removed."""
    router = await start_router("capsman")
    entry = await add_router(hass, router)
    router.remove_row(REMOTE, {"base-mac": GYM})
    await poll(entry, clock, "short")
    reading = latest(entry, CAPS.key)
    assert reading is not None
    assert GYM in reading.listed
    last = Reading(at=0, rows=reading.rows)
    clock.offset += AWAY_TIME
    rows = await read({**ON, REMOTE: [], OLDER_REMOTE: []}, before=last, last=last)
    assert rows.keys() == {""}
