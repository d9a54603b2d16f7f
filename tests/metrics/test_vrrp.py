"""VRRP interfaces: master or backup, by the flags of each version."""

from homeassistant.core import HomeAssistant
import pytest

from custom_components.mikrotik_monitoring.metrics.vrrp import VRRP, VrrpRow
from custom_components.mikrotik_monitoring.polling.group_state import Outcome
from custom_components.mikrotik_monitoring.routeros import NoSuchCommandError, Row
from tests.conftest import Clock, StartRouter, add_router, outcome_of, poll

from .answering import Asked, interface
from .entities import enable, find, state_of

MENU = "/interface/vrrp"
SERVERS, GUESTS = "name:vrrp-servers", "name:vrrp-guests"
OLD = {"running": "false", "master": "false", "backup": "false", "invalid": "false"}


@pytest.mark.parametrize(
    ("row", "state"),
    [
        # RouterOS 6 and early 7 report each flag.
        ({**OLD, "running": "true", "master": "true"}, "master"),
        ({**OLD, "backup": "true"}, "backup"),
        ({**OLD, "invalid": "true"}, "invalid"),
        # Newer ones leave out unset flags, or send an empty text for set ones.
        ({"running": "true", "master": "true"}, "master"),
        ({"master": "", "running": ""}, "master"),
        ({"master": "true"}, "master"),
        ({"backup": "true"}, "backup"),
        ({"failure": "true", "running": "false"}, "failure"),
        # A flag that lags behind.
        ({"running": "false", "master": "true"}, "backup"),
        # Neither of the two is reported.
        ({"running": "true"}, "master"),
        ({"running": "false"}, "backup"),
        ({"name": "vrrp1"}, None),
        ({"running": "perhaps"}, None),
    ],
)
def test_states(row: Row, state: str | None) -> None:
    """What is missing is neither true nor false."""
    assert VrrpRow.from_row(row).state == state


async def test_changes() -> None:
    """They are counted while the router is watched; an unknown state is no change."""
    menu = f"{MENU}/print"
    master, backup = {"name": "v1", "master": "true"}, {"name": "v1", "backup": "true"}
    router = Asked(VRRP, {"/interface/print": [interface("v1", 1)], menu: [master]})
    changes = [(await router.read())["name:v1"].changes]
    for row in (backup, backup, {"name": "v1"}, backup, master):
        router.answers[menu] = [row]
        changes.append((await router.read())["name:v1"].changes)
    assert changes == [0, 1, 1, 1, 1, 2]
    assert router.paths == [menu]
    assert "password" not in router.commands[0].proplist


async def test_what_is_not_watched() -> None:
    """A disabled interface is listed and not monitored; without the menu there is none."""
    down = interface("v1", 1, disabled="true")
    router = Asked(VRRP, {"/interface/print": [down], f"{MENU}/print": [{"name": "v1"}]})
    assert await router.read() == {"name:v1": None}
    router.answers[f"{MENU}/print"] = []
    assert await router.read() == {}
    with pytest.raises(NoSuchCommandError):
        await Asked(VRRP, {}).read()


@pytest.mark.parametrize("version", ["7.18.2", "7.6", "6.49.18"])
async def test_a_backup_takes_over(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock, version: str
) -> None:
    """It is off by default, then on the interface's page; there and back."""
    router = await start_router("core", version=version)
    entry = await add_router(hass, router)
    assert find(hass, router, "vrrp.state", GUESTS) is None
    await enable(hass, entry, clock, "vrrp.state", "vrrp.changes", instance=GUESTS)
    assert state_of(hass, router, "vrrp.state", SERVERS) == "master"
    assert state_of(hass, router, "vrrp.state", GUESTS) == "backup"
    name = {"name": "vrrp-guests"}
    router.set_field(MENU, name, {"running": "true", "master": "true", "backup": None})
    await poll(entry, clock, "medium")
    assert state_of(hass, router, "vrrp.state", GUESTS) == "master"
    assert state_of(hass, router, "vrrp.changes", GUESTS) == "1"
    router.set_field(MENU, name, {"running": "false", "master": None, "backup": "true"})
    await poll(entry, clock, "medium")
    assert state_of(hass, router, "vrrp.state", GUESTS) == "backup"
    assert state_of(hass, router, "vrrp.changes", GUESTS) == "2"
    assert state_of(hass, router, "vrrp.changes", SERVERS) == "0"


@pytest.mark.parametrize("profile", ["rb5009", "hap_v6"])
async def test_a_router_without_vrrp_or_bonds(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock, profile: str
) -> None:
    """It has empty menus, and its bridges and chips cost nothing until they are chosen."""
    router = await start_router(profile)
    entry = await add_router(hass, router)
    for group in ("vrrp", "bonding", "bridge", "bridge.port", "switch.port"):
        assert outcome_of(entry, group) is Outcome.ANSWERED
    router.journal.clear()
    await poll(entry, clock, "medium", "long")
    parts = ("vrrp", "bonding", "bridge", "switch")
    assert router.journal
    assert not [one for one in router.journal if any(part in one.command for part in parts)]
