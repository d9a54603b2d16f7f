"""User Manager: the sessions that it accounts for, of RouterOS 6 and 7."""

from homeassistant.core import HomeAssistant
import pytest

from custom_components.mikrotik_monitoring.metrics.user_manager import USER_MANAGER, UserManagerRow
from custom_components.mikrotik_monitoring.polling.group_state import Outcome
from custom_components.mikrotik_monitoring.routeros import NoSuchCommandError
from tests.conftest import Clock, StartRouter, add_router, outcome_of, poll

from .asked import Asked
from .entities import enable, find, state_of

NEW = "/user-manager/session"
OLD = "/tool/user-manager/session"
SESSIONS = "user_manager.sessions"


@pytest.mark.parametrize("menu", [NEW, OLD])
async def test_the_active_sessions_are_counted(menu: str) -> None:
    """The menu depends on the version; once it is found the other is not tried."""
    router = Asked({f"{menu}/print": "900", f"{menu}/print ?active=yes": "31"})
    rows = await router.read(USER_MANAGER)
    assert rows == {"": UserManagerRow(menu=menu, sessions=31)}
    assert await router.read(USER_MANAGER, before=rows) == rows
    assert router.asked == [f"{menu}/print ?active=yes"]


async def test_a_router_that_has_it_and_does_not_use_it() -> None:
    """If it never had a session there is no row; without the package there is no menu."""
    assert await Asked({f"{NEW}/print": "0"}).read(USER_MANAGER) == {}
    assert await Asked({f"{OLD}/print": "0"}).read(USER_MANAGER) == {}
    with pytest.raises(NoSuchCommandError):
        await Asked({}).read(USER_MANAGER)


@pytest.mark.parametrize("version", ["7.20.6", "6.49.18"])
async def test_entity(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock, version: str
) -> None:
    """It exists when its kind is chosen, and follows the sessions that end."""
    router = await start_router("hotspot", version=version)
    menu = NEW if version.startswith("7") else OLD
    entry = await add_router(hass, router)
    assert find(hass, router, SESSIONS) is None
    await enable(hass, entry, clock, SESSIONS, instance="")
    await poll(entry, clock, "short")
    assert state_of(hass, router, SESSIONS) == "41"
    router.set_field(menu, {"user": "guest-of-room-100"}, {"active": "false", "status": "stop"})
    await poll(entry, clock, "short")
    assert state_of(hass, router, SESSIONS) == "40"


async def test_a_router_without_the_package(hass: HomeAssistant, start_router: StartRouter) -> None:
    """Its menu is absent, which is no failure."""
    entry = await add_router(hass, await start_router("hap_v6"))
    assert outcome_of(entry, USER_MANAGER.key) is Outcome.ABSENT
