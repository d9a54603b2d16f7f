"""A new password for many routers: tried one by one, stored where it is accepted."""

from homeassistant.config_entries import ConfigEntryState, ConfigFlowResult
from homeassistant.const import CONF_PASSWORD, CONF_USERNAME
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.mikrotik_monitoring import progress
from custom_components.mikrotik_monitoring.options import new_login
from simulator import Fault, SimulatedRouter, User
from tests.conftest import PASSWORD, USER, StartRouter, add_router, entry_data, wait_for

NEW_PASSWORD = "a-new-password"


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not keep progress steps on screen: nobody reads them here."""
    monkeypatch.setattr(progress, "SHOWN", 0.0)


def rotate(router: SimulatedRouter) -> None:
    """Change the password on a router, as its owner does."""
    user = router.users[USER]
    router.users[USER] = User(
        name=USER, password=NEW_PASSWORD, group=user.group, policies=user.policies
    )


def login_in(entry: MockConfigEntry) -> tuple[str, str]:
    """Return the user and the password that an entry stores."""
    return entry.data[CONF_USERNAME], entry.data[CONF_PASSWORD]


async def open_form(hass: HomeAssistant, entry_id: str) -> ConfigFlowResult:
    """Open the form by the menu."""
    result = await hass.config_entries.options.async_init(entry_id)
    assert "new_password" in result["menu_options"]
    return await hass.config_entries.options.async_configure(
        result["flow_id"], {"next_step_id": "new_password"}
    )


async def send(hass: HomeAssistant, result: ConfigFlowResult, **typed: object) -> ConfigFlowResult:
    """Submit the form, and wait for the report."""
    values = {"routers": [], "same_user": False, CONF_PASSWORD: NEW_PASSWORD, **typed}
    result = await hass.config_entries.options.async_configure(result["flow_id"], values)
    assert result["type"] is FlowResultType.SHOW_PROGRESS, result
    await hass.async_block_till_done()
    result = await hass.config_entries.options.async_configure(result["flow_id"])
    assert result["step_id"] == "changed"
    return result


def report(result: ConfigFlowResult) -> dict[str, str]:
    """Return the report about each router, by its name."""
    texts = result["description_placeholders"]
    assert texts is not None
    assert PASSWORD not in str(texts)
    assert NEW_PASSWORD not in str(texts)
    lines = (line.replace("\\", "").split("**: ") for line in texts["report"].splitlines())
    return {name.removeprefix("- **"): said for name, said in lines}


async def test_each_is_changed_after_its_own_login(
    hass: HomeAssistant, start_router: StartRouter, caplog: pytest.LogCaptureFixture
) -> None:
    """A refused one keeps its old password; where it is accepted, reauthentication ends."""
    first, second = await start_router("rb5009"), await start_router("hap_v6")
    entry, other = await add_router(hass, first), await add_router(hass, second)
    rotate(first)
    entry.async_start_reauth(hass)
    await hass.async_block_till_done()
    assert hass.config_entries.flow.async_progress()
    result = await open_form(hass, entry.entry_id)
    result = await send(hass, result, routers=[entry.entry_id, other.entry_id])
    assert result["menu_options"] == ["new_password", "init"]
    said = report(result)
    assert said[entry.title] == "accepts it; stored."
    assert said[other.title].startswith("keeps its current login. The router rejects")
    assert login_in(entry) == (USER, NEW_PASSWORD)
    assert login_in(other) == (USER, PASSWORD)
    assert not hass.config_entries.flow.async_progress()
    await wait_for(lambda: entry.state is ConfigEntryState.LOADED)
    rotate(second)
    result = await hass.config_entries.options.async_configure(
        result["flow_id"], {"next_step_id": "new_password"}
    )
    result = await send(hass, result, same_user=True)
    assert report(result) == {
        entry.title: "already has this login.",
        other.title: "accepts it; stored.",
    }
    assert result["menu_options"] == ["init"]
    assert login_in(other) == (USER, NEW_PASSWORD)
    assert NEW_PASSWORD not in caplog.text


async def test_another_user_goes_with_the_password(
    hass: HomeAssistant, router: SimulatedRouter
) -> None:
    """If one is typed; without a router nothing is tried."""
    entry = await add_router(hass, router)
    login = {CONF_USERNAME: "admin", CONF_PASSWORD: "admin-password"}
    result = await open_form(hass, entry.entry_id)
    result = await hass.config_entries.options.async_configure(
        result["flow_id"], {"routers": [], "same_user": False, **login}
    )
    assert result["errors"] == {"routers": "no_router_chosen"}
    result = await send(hass, result, routers=[entry.entry_id], **login)
    assert login_in(entry) == ("admin", "admin-password")


async def test_what_else_goes_wrong_costs_its_own_router(
    hass: HomeAssistant, start_router: StartRouter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another router at the address, one without an id, an unexpected error of ours."""
    router, stranger = await start_router("rb5009"), await start_router("hap_v6")
    entry = await add_router(hass, router)
    result = await open_form(hass, entry.entry_id)
    hass.config_entries.async_update_entry(entry, data=entry_data(stranger))
    chosen = {"routers": [entry.entry_id], CONF_PASSWORD: PASSWORD}
    result = await send(hass, result, **chosen)
    assert "A different router responds" in report(result)[entry.title]

    again = {"next_step_id": "new_password"}
    result = await hass.config_entries.options.async_configure(result["flow_id"], again)
    hass.config_entries.async_update_entry(entry, data=entry_data(router))
    await hass.async_block_till_done()
    router.faults.set(Fault.REFUSE, command="/system/routerboard/print")
    result = await send(hass, result, **chosen)
    assert "does not report the id" in report(result)[entry.title]

    async def fail(*_: object) -> None:
        raise RuntimeError("surprise")

    result = await hass.config_entries.options.async_configure(result["flow_id"], again)
    monkeypatch.setattr(new_login, "read_access", fail)
    result = await send(hass, result, **chosen)
    assert "Unexpected error" in report(result)[entry.title]
    assert login_in(entry) == (USER, PASSWORD)


@pytest.mark.parametrize("is_loaded", [True, False])
async def test_a_login_that_was_mended_on_the_router_is_tried_at_once(
    hass: HomeAssistant, router: SimulatedRouter, is_loaded: bool
) -> None:
    """The stored login stays; reauthentication ends, and the entry is set up again."""
    entry = await add_router(hass, router)
    if not is_loaded:
        await hass.config_entries.async_unload(entry.entry_id)
    entry.async_start_reauth(hass)
    await hass.async_block_till_done()
    assert hass.config_entries.flow.async_progress()
    result = await open_form(hass, entry.entry_id)
    result = await send(hass, result, routers=[entry.entry_id], **{CONF_PASSWORD: PASSWORD})
    assert report(result) == {entry.title: "already has this login."}
    assert not hass.config_entries.flow.async_progress()
    await wait_for(lambda: entry.state is ConfigEntryState.LOADED)
