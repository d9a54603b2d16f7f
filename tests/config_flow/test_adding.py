"""Adding a router: the forms, and the message of each failure."""

from collections.abc import Callable, Mapping
from typing import Any
from unittest.mock import AsyncMock

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_HOST, CONF_PASSWORD, CONF_PORT, CONF_USERNAME
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest

from custom_components.mikrotik_monitoring.adding import link
from custom_components.mikrotik_monitoring.connection_test import probe
from custom_components.mikrotik_monitoring.const import (
    CONF_TLS_MODE,
    DOMAIN,
)
from simulator import Fault, SimulatedRouter, User, load_profile
from tests import journals
from tests.conftest import CONNECTIONS, PASSWORD, StartRouter, entry_data, serial_of, wait_for

from .dialogue import (
    OTHER_PASSWORD,
    add,
    assert_asks_again,
    assert_left,
    free_port,
    stored,
    stranger,
    submit,
    submit_detail,
    suggested,
    typed,
)

RESOURCE = "/system/resource/print"

type Hinder = Callable[[SimulatedRouter, pytest.MonkeyPatch], Mapping[str, Any]]


@pytest.mark.parametrize(
    ("profile", "options"),
    [
        pytest.param("rb5009", {}, id="v7"),
        pytest.param("hap_v6", {}, id="v6"),
        pytest.param("hap_v6", {"version": "6.42.12"}, id="challenge"),
        pytest.param("chr", {}, id="chr"),
    ],
)
async def test_a_router_is_added(
    hass: HomeAssistant,
    start_router: StartRouter,
    setup_entry: AsyncMock,
    profile: str,
    options: dict[str, Any],
) -> None:
    """Host, user and password are enough for RouterOS 6 and 7; its name and id are read."""
    router = await start_router(profile, **options)
    result = await add(hass, typed(router))
    result = await submit_detail(hass, result)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == router.profile.identity
    kind = "serial" if "/system/routerboard" in router.device.tables else "system_id"
    assert result["data"] == stored(entry_data(router), kind)
    assert result["result"].unique_id == serial_of(router)
    assert len(setup_entry.mock_calls) == 1
    await assert_left(router)


async def test_an_added_router_is_watched(hass: HomeAssistant, router: SimulatedRouter) -> None:
    """The entry is set up at once; removing it ends the session."""
    result = await submit_detail(hass, await add(hass, typed(router)))
    await hass.async_block_till_done()
    entry = result["result"]
    assert entry.state is ConfigEntryState.LOADED
    await wait_for(lambda: len(router.sessions) == CONNECTIONS)
    await hass.config_entries.async_remove(entry.entry_id)
    await assert_left(router)


@pytest.mark.parametrize(("mode", "constant"), [("off", "PORT"), ("unverified", "TLS_PORT")])
async def test_an_empty_port_follows_the_encryption(
    hass: HomeAssistant,
    router: SimulatedRouter,
    setup_entry: AsyncMock,
    monkeypatch: pytest.MonkeyPatch,
    mode: str,
    constant: str,
) -> None:
    """Without a port the API's default is used, or that of its TLS service."""
    port = router.port if mode == "off" else router.tls_port
    monkeypatch.setattr(link, f"DEFAULT_{constant}", port)
    result = await add(hass, typed(router, port=None, tls_mode=mode))
    result = await submit_detail(hass, result)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["data"][CONF_PORT] == port
    await assert_left(router)


@pytest.mark.parametrize("host", [" 127.0.0.1 ", "[127.0.0.1]"])
async def test_a_host_is_tidied(
    hass: HomeAssistant, router: SimulatedRouter, setup_entry: AsyncMock, host: str
) -> None:
    """Spaces and the brackets of an IPv6 address are stripped."""
    result = await submit_detail(hass, await add(hass, typed(router, host=host)))
    assert result["data"][CONF_HOST] == "127.0.0.1"


@pytest.mark.parametrize("host", [" ", "http://127.0.0.1", "127.0.0.1:8728", "me@127.0.0.1"])
async def test_what_is_no_host_is_told_at_its_field(
    hass: HomeAssistant, router: SimulatedRouter, setup_entry: AsyncMock, host: str
) -> None:
    """A link or an address with a port is not tried; the right host then works."""
    result = await add(hass, typed(router, host=host))
    assert_asks_again(result, "user", {CONF_HOST: "invalid_host"})
    assert not router.journal
    result = await submit(hass, result, typed(router))
    result = await submit_detail(hass, result)
    assert result["type"] is FlowResultType.CREATE_ENTRY


def _no_service(router: SimulatedRouter, monkeypatch: pytest.MonkeyPatch) -> Mapping[str, Any]:
    return {CONF_PORT: free_port()}


def _silence(router: SimulatedRouter, monkeypatch: pytest.MonkeyPatch) -> Mapping[str, Any]:
    monkeypatch.setattr(probe, "READ_DEADLINE", 0.1)
    router.faults.set(Fault.SILENT, command=RESOURCE)
    return {}


def _hanging_up(router: SimulatedRouter, monkeypatch: pytest.MonkeyPatch) -> Mapping[str, Any]:
    router.faults.set(Fault.DROP_MID_WORD, command=RESOURCE)
    return {}


def _self_signed(router: SimulatedRouter, monkeypatch: pytest.MonkeyPatch) -> Mapping[str, Any]:
    return {CONF_PORT: router.tls_port, CONF_TLS_MODE: "system"}


def _wrong_password(router: SimulatedRouter, monkeypatch: pytest.MonkeyPatch) -> Mapping[str, Any]:
    return {CONF_PASSWORD: OTHER_PASSWORD}


def _no_api_policy(router: SimulatedRouter, monkeypatch: pytest.MonkeyPatch) -> Mapping[str, Any]:
    return _as_user(router, "read", "test")


def _no_read_policy(router: SimulatedRouter, monkeypatch: pytest.MonkeyPatch) -> Mapping[str, Any]:
    return _as_user(router, "api", "test")


def _as_user(router: SimulatedRouter, *policies: str) -> Mapping[str, Any]:
    router.users["guest"] = User(
        name="guest", password=PASSWORD, group="guests", policies=frozenset(policies)
    )
    return {CONF_USERNAME: "guest"}


def _group_without_read(
    router: SimulatedRouter, monkeypatch: pytest.MonkeyPatch
) -> Mapping[str, Any]:
    router.users["guest"] = User(
        name="guest", password=PASSWORD, group="guests", policies=frozenset({"api", "read"})
    )
    router.add_row("/user/group", {"name": "guests", "policy": "api,test,!read"})
    return {CONF_USERNAME: "guest"}


def _unknown_menu(router: SimulatedRouter, monkeypatch: pytest.MonkeyPatch) -> Mapping[str, Any]:
    router.faults.set(Fault.REFUSE, command=RESOURCE, message="no such command")
    return {}


def _refusal(router: SimulatedRouter, monkeypatch: pytest.MonkeyPatch) -> Mapping[str, Any]:
    router.faults.set(Fault.REFUSE, command=RESOURCE, message="failure: busy")
    return {}


def _accident(router: SimulatedRouter, monkeypatch: pytest.MonkeyPatch) -> Mapping[str, Any]:
    async def read(ask: object) -> None:
        raise RuntimeError("surprise")

    monkeypatch.setattr(probe, "read_identity", read)
    return {}


@pytest.mark.parametrize(
    ("error", "hinder"),
    [
        ("unreachable", _no_service),
        ("unreachable", _hanging_up),
        ("timed_out", _silence),
        ("tls_failed", _self_signed),
        ("invalid_auth", _wrong_password),
        ("invalid_auth", _no_api_policy),
        ("permission_denied", _no_read_policy),
        ("permission_denied", _group_without_read),
        ("no_such_command", _unknown_menu),
        ("refused", _refusal),
        ("unknown", _accident),
    ],
)
async def test_each_failure_has_its_message_and_the_flow_goes_on(
    hass: HomeAssistant,
    router: SimulatedRouter,
    setup_entry: AsyncMock,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    error: str,
    hinder: Hinder,
) -> None:
    """A failure is shown, leaves no session, keeps the input, and can be corrected."""
    with monkeypatch.context() as patches:
        values = typed(router, **hinder(router, patches))
        result = await add(hass, values)
        assert_asks_again(result, "user", {"base": error})
        assert suggested(result) == values
        assert not hass.config_entries.async_entries(DOMAIN)
        await assert_left(router)
    assert ("Unexpected error" in caplog.text) == (error == "unknown")
    router.faults.clear()
    result = await submit(hass, result, typed(router))
    result = await submit_detail(hass, result)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["data"] == stored(entry_data(router))
    await assert_left(router)


async def test_the_message_names_what_can_be_done(
    hass: HomeAssistant, router: SimulatedRouter
) -> None:
    """The placeholders hold the host, the router's words, and a command that grants the rights."""
    result = await add(hass, typed(router, **_as_user(router, "api")))
    placeholders = result["description_placeholders"]
    assert placeholders is not None
    assert placeholders["host"] == router.host
    assert placeholders["port"] == str(router.port)
    assert placeholders["error"] == "not enough permissions (9)"
    assert 'set [find name="guest"] group=home-assistant' in placeholders["command"]


async def test_a_stranger_is_told_from_a_router(
    hass: HomeAssistant, router: SimulatedRouter, setup_entry: AsyncMock
) -> None:
    """A port where something else responds gets the message about ports."""
    async with stranger(b"\xff" * 16) as port:
        result = await add(hass, typed(router, port=port))
    assert_asks_again(result, "user", {"base": "protocol"})
    result = await submit(hass, result, typed(router))
    result = await submit_detail(hass, result)
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_a_router_without_an_id_is_refused(
    hass: HomeAssistant, router: SimulatedRouter, setup_entry: AsyncMock
) -> None:
    """Without a serial number or a licence a router could not be recognised again."""
    profile = load_profile("chr", serial="", licence={}, software_id=None)
    nameless = SimulatedRouter(profile, tls=None)
    with journals.only_readings() as watch:
        async with watch(nameless):
            result = await add(hass, typed(nameless))
    assert_asks_again(result, "user", {"base": "no_identity"})
    result = await submit(hass, result, typed(router))
    result = await submit_detail(hass, result)
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_a_user_the_router_does_not_list_is_let_in(
    hass: HomeAssistant, router: SimulatedRouter, setup_entry: AsyncMock
) -> None:
    """RADIUS users are not in the router's list: their policies are found out later."""
    router.faults.set(Fault.REFUSE, command="/user/print", message="not enough permissions (9)")
    result = await add(hass, typed(router))
    result = await submit_detail(hass, result)
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_a_login_needs_a_user(hass: HomeAssistant, router: SimulatedRouter) -> None:
    """The error is shown at its field, before connecting to the router."""
    result = await add(hass, typed(router, username=""))
    assert_asks_again(result, "user", {CONF_USERNAME: "no_username"})
    assert not router.journal
