"""Other people's clients: what works with a real router works with the simulated one."""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
import logging
import ssl
from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import (
    CONF_HOST,
    CONF_PASSWORD,
    CONF_PORT,
    CONF_USERNAME,
    CONF_VERIFY_SSL,
)
from homeassistant.core import HomeAssistant
import librouteros
from librouteros.exceptions import MultiTrapError, TrapError
from librouteros.login import async_token, token
from librouteros.query import And, Key, Or
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
import routeros_api

from simulator import PROFILE_NAMES, SimulatedRouter, load_profile
from tests.profiles import with_fewer_subscribers

from .conftest import Start

ADMIN: dict[str, Any] = {"username": "admin", "password": "admin-password"}
NAME, TYPE, MTU = Key("name"), Key("type"), Key("mtu")


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    """Return a thread pool that ends with the test."""
    with ThreadPoolExecutor() as executor:
        yield executor


async def aside[T](pool: ThreadPoolExecutor, work: Callable[[], T]) -> T:
    """Run a client that blocks, beside the router."""
    return await asyncio.get_running_loop().run_in_executor(pool, work)


def names(rows: Any) -> set[Any]:
    """Return the names of rows."""
    return {row["name"] for row in rows}


def _walk(api: librouteros.Api) -> None:
    """Use what librouteros offers: paths, fields, queries, counts, writing, refusals."""
    interfaces = api.path("/interface")
    assert "ether1" in names(interfaces)
    rows = list(interfaces.select(NAME, TYPE).where(Or(TYPE == "vlan", TYPE == "bridge")))
    assert names(rows) == {"vlan20-guest", "vlan30-iot", "bridge"}
    assert set(rows[0]) == {"name", "type"}
    assert names(interfaces.select(NAME).where(And(TYPE == "wg", MTU < 1500))) == {"wg-office"}
    assert names(interfaces.select(NAME).where(NAME.In("ether1", "lo"))) == {"ether1", "lo"}
    [count] = api.rawCmd("/interface/print", "=count-only=", "?type=vlan")
    assert count == {"ret": 2}
    pools = api.path("/ip/pool")
    new = pools.add(name="guests", ranges="10.0.0.2-10.0.0.99")
    pools.update(**{".id": new, "comment": "for guests"})
    assert "guests" in names(pools)
    pools.remove(new)
    assert names(pools) == {"lan"}
    with pytest.raises(MultiTrapError, match="no such command prefix"):
        list(api("/ip/adress/print"))
    with pytest.raises(TrapError, match="unknown parameter detail"):
        list(api("/system/identity/print", detail=""))
    assert len(list(api("/ping", address="1.1.1.1", count="2", interval="10ms"))) == 2


async def test_librouteros(start: Start, pool: ThreadPoolExecutor) -> None:
    """The blocking client."""
    router = await start()

    def client() -> None:
        api = librouteros.connect(router.host, port=router.port, **ADMIN)
        try:
            _walk(api)
        finally:
            api.close()

    await aside(pool, client)


async def test_librouteros_over_tls(start: Start, pool: ThreadPoolExecutor) -> None:
    """The blocking client on the second port."""
    router = await start(tls="anonymous")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.set_ciphers("ADH:@SECLEVEL=0")

    def client() -> list[Any]:
        assert router.tls_port is not None
        api = librouteros.connect(
            router.host, port=router.tls_port, ssl_wrapper=context.wrap_socket, **ADMIN
        )
        try:
            return list(api.path("/system/identity"))
        finally:
            api.close()

    assert await aside(pool, client) == [{"name": "home-rb5009"}]


async def test_librouteros_async(router: SimulatedRouter) -> None:
    """The asynchronous client."""
    api = await librouteros.async_connect(router.host, port=router.port, **ADMIN)
    rows = [row async for row in api.path("/interface").select(NAME).where(TYPE == "vlan")]
    assert names(rows) == {"vlan20-guest", "vlan30-iot"}
    counted = [row async for row in api.rawCmd("/ip/firewall/connection/print", "=count-only=")]
    assert counted[0]["ret"] > 100
    assert [row async for row in api.path("/ip/hotspot/active")] == []
    with pytest.raises(MultiTrapError):
        _ = [row async for row in api("/caps-man/interface/print")]
    await api.close()


async def test_librouteros_wrong_password(router: SimulatedRouter) -> None:
    """It gets a real router's error."""
    with pytest.raises(TrapError, match=r"invalid user name or password \(6\)"):
        await librouteros.async_connect(router.host, "admin", "wrong", port=router.port)


async def test_librouteros_token(start: Start, pool: ThreadPoolExecutor) -> None:
    """The login of before 6.43, blocking and not."""
    router = await start("hap_v6", changes={"version": "6.42.12"})
    api = await librouteros.async_connect(
        router.host, port=router.port, login_method=async_token, **ADMIN
    )
    assert [row async for row in api.path("/system/identity")] == [{"name": "hap-flat"}]
    await api.close()

    def client() -> int:
        old = librouteros.connect(router.host, port=router.port, login_method=token, **ADMIN)
        count = len(list(old.path("/interface")))
        old.close()
        return count

    assert await aside(pool, client) == len(router.rows("/interface"))


@pytest.mark.parametrize(("version", "plain"), [("6.49.18", True), ("6.42.12", False)])
async def test_routeros_api(
    start: Start, pool: ThreadPoolExecutor, version: str, plain: bool
) -> None:
    """The RouterOS-api client; both its logins."""
    router = await start("hap_v6", changes={"version": version})

    def client() -> None:
        connection = routeros_api.RouterOsApiPool(
            router.host, port=router.port, plaintext_login=plain, **ADMIN
        )
        api = connection.get_api()
        resource = api.get_resource("/interface")
        assert {row["name"] for row in resource.get(type="wlan")} == {"wlan1", "wlan2"}
        pools = api.get_resource("/ip/pool")
        pools.add(name="guests", ranges="10.0.0.2-10.0.0.99")
        pools.remove(id=pools.get(name="guests")[0]["id"])
        counted = resource.call("print", {"count-only": ""})
        assert counted.done_message["ret"] == str(len(router.rows("/interface")))
        with pytest.raises(routeros_api.exceptions.RouterOsApiCommunicationError):
            api.get_resource("/no/such/menu").get()
        connection.disconnect()

    await aside(pool, client)


# Home Assistant's own integration supports only the login of 6.43 and later.
_PLAIN_LOGIN = [name for name in PROFILE_NAMES if load_profile(name).release >= (6, 43)]


@pytest.mark.parametrize("name", _PLAIN_LOGIN)
async def test_home_assistant_mikrotik(
    hass: HomeAssistant, start: Start, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Home Assistant's own integration sets up, polls and unloads without an error."""
    router = await start(name, changes=with_fewer_subscribers(name))
    entry = MockConfigEntry(
        domain="mikrotik",
        data={
            CONF_HOST: router.host,
            CONF_PORT: router.port,
            CONF_USERNAME: ADMIN["username"],
            CONF_PASSWORD: ADMIN["password"],
            CONF_VERIFY_SSL: False,
        },
    )
    entry.add_to_hass(hass)
    with caplog.at_level(logging.WARNING):
        assert await hass.config_entries.async_setup(entry.entry_id)
        await hass.async_block_till_done()
        assert entry.state is ConfigEntryState.LOADED
        await entry.runtime_data.async_refresh()
        await hass.async_block_till_done()
        assert entry.runtime_data.last_update_success
    states = {state.entity_id: state.state for state in hass.states.async_all("sensor")}
    assert any(entity.endswith("_cpu_usage") for entity in states)
    assert any(entity.endswith("_uptime") for entity in states)
    assert await hass.config_entries.async_unload(entry.entry_id)
    await hass.async_block_till_done()
    complaints = [
        record.getMessage()
        for record in caplog.records
        if record.levelno >= logging.WARNING
        and record.name not in {"homeassistant.loader", "asyncio"}
    ]
    assert complaints == []
    asked = {one.command for one in router.journal}
    assert {"/system/health/print", "/interface/print", "/system/identity/getall"} <= asked
