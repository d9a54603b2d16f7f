"""The test of a router that was added: in the options, and as an action."""

import asyncio
from dataclasses import replace
from typing import Any

from homeassistant.config_entries import ConfigFlowResult
from homeassistant.const import CONF_PORT, EVENT_LOGBOOK_ENTRY
from homeassistant.core import Context, HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.exceptions import HomeAssistantError, Unauthorized
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    MockUser,
    async_capture_events,
)

from custom_components.mikrotik_monitoring.connection_test.entry import async_test_connection
from custom_components.mikrotik_monitoring.const import DOMAIN
from custom_components.mikrotik_monitoring.polling.link import login_refusals
from simulator import Fault, SimulatedRouter
from tests.conftest import (
    CONNECTIONS,
    PASSWORD,
    Clock,
    StartRouter,
    add_router,
    is_connected,
    serial_of,
    wait_for,
)

from ..actions.calls import device_of
from ..running.entities import operated, press, switch


async def open_test(hass: HomeAssistant, entry: MockConfigEntry) -> ConfigFlowResult:
    """Choose the test in the menu of the options."""
    result = await hass.config_entries.options.async_init(entry.entry_id)
    assert result["type"] is FlowResultType.MENU
    return await hass.config_entries.options.async_configure(
        result["flow_id"], {"next_step_id": "test_connection"}
    )


async def open_slow_test(
    hass: HomeAssistant, entry: MockConfigEntry, router: SimulatedRouter, clock: Clock
) -> ConfigFlowResult:
    """Choose the test of a router that does not respond to one command until it times out."""
    await clock.settle()
    router.journal.clear()
    router.faults.set(Fault.SILENT, command="/user/print")
    opening = hass.async_create_task(open_test(hass, entry))
    await wait_for(lambda: router.journal.commands("/user/print"))
    assert not opening.done()
    clock.offset += 8.5
    result = await opening
    assert result["type"] is FlowResultType.SHOW_PROGRESS
    return result


async def report_of(hass: HomeAssistant, result: ConfigFlowResult) -> str:
    """Wait for the report; return its text."""
    assert result["type"] is FlowResultType.MENU
    assert result["step_id"] == "test_report"
    assert result["menu_options"] == ["test_connection", "init"]
    placeholders = result["description_placeholders"]
    assert placeholders is not None
    assert PASSWORD not in placeholders["report"]
    return placeholders["report"]


async def test_in_the_options(hass: HomeAssistant, router: SimulatedRouter, clock: Clock) -> None:
    """It shows the report, can be repeated, and leads back; nothing is stored."""
    entry = await add_router(hass, router, recording_level="compact")
    options, data = dict(entry.options), dict(entry.data)
    result = await open_test(hass, entry)
    report = await report_of(hass, result)
    assert "| ✓ | Login | As monitor" in report
    assert "| ✓ | Router | home-rb5009" in report
    await router.stop()
    await wait_for(lambda: not is_connected(entry))
    result = await hass.config_entries.options.async_configure(
        result["flow_id"], {"next_step_id": "test_connection"}
    )
    report = await report_of(hass, result)
    assert "**The connection fails at: TCP**" in report
    assert f"port {router.port}. Check the address" in report
    assert "| · | Login | Not tried |" in report
    result = await hass.config_entries.options.async_configure(
        result["flow_id"], {"next_step_id": "init"}
    )
    assert result["step_id"] == "init"
    hass.config_entries.options.async_abort(result["flow_id"])
    assert (entry.options, entry.data) == (options, data)


async def test_that_takes_long(hass: HomeAssistant, router: SimulatedRouter, clock: Clock) -> None:
    """Progress is shown until the end, and long enough for a browser that subscribes late."""
    entry = await add_router(hass, router)
    result = await open_slow_test(hass, entry, router, clock)
    assert result["progress_action"] == "testing"
    # Pending commands are cancelled.
    clock.offset += 2
    await wait_for(lambda: len(router.sessions) == CONNECTIONS)
    flow = result["flow_id"]
    result = await hass.config_entries.options.async_configure(flow)
    assert result["type"] is FlowResultType.SHOW_PROGRESS
    clock.offset += 3
    await hass.async_block_till_done()
    result = await hass.config_entries.options.async_configure(flow)
    assert "**The connection fails at: Policies**" in await report_of(hass, result)


async def test_of_an_entry_that_is_not_loaded(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """It does not need a loaded entry."""
    entry = await add_router(hass, router)
    await hass.config_entries.async_unload(entry.entry_id)
    assert "**The connection works" in await report_of(hass, await open_test(hass, entry))
    await wait_for(lambda: not router.sessions)


async def test_options_that_are_closed_meanwhile(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """The test ends with them, and leaves no session."""
    entry = await add_router(hass, router)
    await wait_for(lambda: len(router.sessions) == CONNECTIONS)
    result = await open_slow_test(hass, entry, router, clock)
    assert len(router.sessions) == CONNECTIONS + 1
    hass.config_entries.options.async_abort(result["flow_id"])
    await wait_for(lambda: len(router.sessions) == CONNECTIONS)
    assert is_connected(entry)


async def call(
    hass: HomeAssistant, device_id: str | list[str], context: Context | None = None
) -> dict[str, Any]:
    """Call the action that tests connections; return the reports."""
    response = await hass.services.async_call(
        DOMAIN,
        "test_connection",
        {"device_id": device_id},
        blocking=True,
        return_response=True,
        context=context,
    )
    assert response is not None
    return dict(response)


async def test_as_an_action(hass: HomeAssistant, start_router: StartRouter, clock: Clock) -> None:
    """The response has a report for each router, also for one that is away or not loaded."""
    home, cell = await start_router("rb5009"), await start_router("chr")
    entries = [await add_router(hass, one) for one in (home, cell)]
    devices = [device_of(hass, entry) for entry in entries]
    await hass.config_entries.async_unload(entries[0].entry_id)
    await cell.stop()
    answer = await call(hass, devices)
    assert set(answer) == set(devices)
    assert answer[devices[0]]["passed"] is True
    assert answer[devices[0]]["failed_step"] is None
    assert len(answer[devices[0]]["steps"]) == 9
    assert answer[devices[0]]["menus"]
    assert answer[devices[1]]["passed"] is False
    assert answer[devices[1]]["failed_step"] == "tcp"
    assert PASSWORD not in str(answer)


async def test_the_action_is_an_admins(
    hass: HomeAssistant, router: SimulatedRouter, hass_read_only_user: MockUser, clock: Clock
) -> None:
    """A user without that right is refused."""
    entry = await add_router(hass, router)
    context = Context(user_id=hass_read_only_user.id)
    logins = router.logins
    with pytest.raises(Unauthorized):
        await call(hass, device_of(hass, entry), context)
    assert router.logins == logins


async def test_one_router_at_a_time(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """A second test of the same router waits for the first."""
    entry = await add_router(hass, router)
    await clock.settle()
    router.journal.clear()
    logins = router.logins
    router.faults.set(Fault.SILENT, command="/user/print", times=1)
    first, second = (asyncio.create_task(async_test_connection(hass, entry)) for _ in range(2))
    await wait_for(lambda: router.journal.commands("/user/print"))
    assert router.logins == logins + 1
    first.cancel()
    report = await second
    assert first.cancelled()
    assert report.failure is None
    assert router.logins == logins + 2


async def test_another_router_behind_the_address(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """It is distinguished from the one that was added."""
    router, other = await start_router("rb5009"), await start_router("chr")
    entry = MockConfigEntry(
        domain=DOMAIN,
        unique_id=serial_of(router),
        data={
            "host": other.host,
            CONF_PORT: other.port,
            "username": "monitor",
            "password": PASSWORD,
            "tls_mode": "off",
            "id_kind": "serial",
        },
    )
    entry.add_to_hass(hass)
    report = await async_test_connection(hass, entry)
    assert report.failure is not None
    assert report.failure.step == "identity"


async def test_as_a_button(hass: HomeAssistant, router: SimulatedRouter, clock: Clock) -> None:
    """The result is in the logbook; a failed step is reported to the user who pressed."""
    entry = await add_router(hass, router)
    lines = async_capture_events(hass, EVENT_LOGBOOK_ENTRY)
    await press(hass, router, "test_connection")
    assert lines[-1].data["name"] == entry.title
    assert lines[-1].data["entity_id"] == operated(hass, router, "button", "test_connection")
    assert lines[-1].data["message"].startswith("The connection works, but")
    assert "Clock: " in lines[-1].data["message"]
    await router.stop()
    await wait_for(lambda: not is_connected(entry))
    with pytest.raises(HomeAssistantError) as caught:
        await press(hass, router, "test_connection")
    assert caught.value.translation_key == "connection_test_failed"
    placeholders = caught.value.translation_placeholders
    assert placeholders is not None
    assert (placeholders["name"], placeholders["step"]) == (entry.title, "TCP")
    assert placeholders["reason"].startswith("No connection to 127.0.0.1")
    assert lines[-1].data["message"].startswith("The connection fails at: TCP. No connection")


async def test_with_collection_off(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """The button works, and does not start the collection."""
    await add_router(hass, router)
    await switch(hass, router, "off")
    await wait_for(lambda: not router.sessions)
    await press(hass, router, "test_connection")
    await wait_for(lambda: not router.sessions)


async def test_the_button_is_an_admins(
    hass: HomeAssistant, router: SimulatedRouter, hass_read_only_user: MockUser, clock: Clock
) -> None:
    """A user without that right is refused."""
    await add_router(hass, router)
    logins = router.logins
    hass_read_only_user.mock_policy({"entities": True})
    with pytest.raises(Unauthorized):
        await press(hass, router, "test_connection", Context(user_id=hass_read_only_user.id))
    assert router.logins == logins


async def test_a_login_that_was_mended(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """After logging in again the test's own pause ends; it is separate from the link's."""
    entry = await add_router(hass, router)
    user = router.users["monitor"]
    router.users["monitor"] = replace(user, password="another-password")
    refused = await async_test_connection(hass, entry)
    assert refused.failure is not None
    assert login_refusals(hass, entry).wait == 0
    paused = await async_test_connection(hass, entry)
    assert [one.sentence for one in paused.results if one is paused.failure] == ["login_paused"]
    router.users["monitor"] = user
    entry.async_start_reauth(hass)
    await hass.async_block_till_done()
    [flow] = hass.config_entries.flow.async_progress()
    typed = {"username": "monitor", "password": PASSWORD}
    result = await hass.config_entries.flow.async_configure(flow["flow_id"], typed)
    assert result["reason"] == "reauth_successful"
    report = await async_test_connection(hass, entry)
    assert report.failure is None
