"""Updates that the router itself has found."""

from homeassistant.components.update import UpdateDeviceClass
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers import entity_registry as er
import pytest

from custom_components.mikrotik_monitoring.const import DOMAIN
from simulator import Fault, SimulatedRouter

from .conftest import Clock, StartRouter, add_router, serial_of

ROUTEROS = "system.version.update"
FIRMWARE = "system.firmware.update"
PRINT = "/system/package/update/print"


def update(hass: HomeAssistant, router: SimulatedRouter, metric: str) -> State | None:
    """Return the state of an update, None if the router has none."""
    known_by = f"{serial_of(router)}_{metric}"
    entity = er.async_get(hass).async_get_entity_id("update", DOMAIN, known_by)
    return None if entity is None else hass.states.get(entity)


def versions(state: State | None) -> tuple[str, object, object]:
    """Return a state with the versions it stands for."""
    assert state is not None
    return state.state, state.attributes["installed_version"], state.attributes["latest_version"]


async def test_a_newer_version(hass: HomeAssistant, start_router: StartRouter) -> None:
    """A router that has checked for updates reports a newer one; nothing can be installed."""
    router = await start_router("chr")
    await add_router(hass, router)
    state = update(hass, router, ROUTEROS)
    assert versions(state) == ("on", "7.24", "7.24.1")
    assert state is not None
    assert state.attributes["device_class"] == UpdateDeviceClass.FIRMWARE
    assert state.attributes["supported_features"] == 0
    assert update(hass, router, FIRMWARE) is None


async def test_up_to_date(hass: HomeAssistant, start_router: StartRouter) -> None:
    """RouterOS is the latest, the board's firmware was not upgraded with it."""
    router = await start_router("hap_v6")
    await add_router(hass, router)
    assert versions(update(hass, router, ROUTEROS)) == ("off", "6.49.18", "6.49.18")
    assert versions(update(hass, router, FIRMWARE)) == ("on", "6.49.10", "6.49.18")


@pytest.mark.parametrize(
    ("installed", "latest", "state"),
    [
        ("7.20.4", "7.21rc1", "on"),
        ("7.21beta4", "7.21beta5", "on"),
        ("7.21rc2", "7.21", "on"),
        ("7.9.2", "7.10", "on"),
        ("6.49.18", "7.12.1", "on"),
        ("7.21", "7.20.6", "off"),
        ("7.21", "next", "on"),
    ],
)
async def test_order(
    hass: HomeAssistant, start_router: StartRouter, installed: str, latest: str, state: str
) -> None:
    """Versions are compared by their numbers; a channel may offer an older one."""
    router = await start_router("chr")
    values = {"installed-version": installed, "latest-version": latest}
    router.set_field("/system/package/update", {}, values)
    await add_router(hass, router)
    assert versions(update(hass, router, ROUTEROS)) == (state, installed, latest)


async def test_before_the_router_has_looked(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """It is unknown; then it is reported within the hour, and lost when the router reboots."""
    await add_router(hass, router)
    assert update(hass, router, ROUTEROS) is None
    found = {"latest-version": "7.20.6", "status": "New version is available"}
    router.set_field("/system/package/update", {}, found)
    await clock.advance(3600, step=600)
    await clock.settle()
    assert versions(update(hass, router, ROUTEROS)) == ("on", "7.20.4", "7.20.6")
    router.set_field("/system/package/update", {}, dict.fromkeys(found))
    await clock.advance(3600, step=600)
    assert versions(update(hass, router, ROUTEROS))[0] == "unknown"


async def test_the_router_is_never_made_to_look(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """A check for updates goes to the internet: only the result of the last one is read."""
    await add_router(hass, router)
    await clock.advance(3600, step=600)
    asked = {asked.command for asked in router.journal if "update" in asked.command}
    assert asked == {PRINT}


async def test_gone_then_back(hass: HomeAssistant, start_router: StartRouter, clock: Clock) -> None:
    """A refused menu takes its update away, and it returns."""
    router = await start_router("hap_v6")
    await add_router(hass, router)
    router.faults.set(Fault.REFUSE, command=PRINT, message="action failed (6)")
    await clock.advance(3600, step=600)
    state = update(hass, router, ROUTEROS)
    assert state is not None
    assert state.state == "unavailable"
    router.faults.clear()
    await clock.advance(60)
    assert versions(update(hass, router, ROUTEROS))[0] == "off"
