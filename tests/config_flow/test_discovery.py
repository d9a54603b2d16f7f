"""Routers that were discovered on the network: suggested, and followed with care."""

from collections.abc import Mapping
from ipaddress import ip_address
from typing import Any
from unittest.mock import AsyncMock

from homeassistant.components import network
from homeassistant.config_entries import (
    SOURCE_DHCP,
    SOURCE_IGNORE,
    ConfigEntryState,
    ConfigFlowResult,
)
from homeassistant.const import CONF_HOST, CONF_PASSWORD, CONF_PORT
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.service_info.dhcp import DhcpServiceInfo
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
import pytest_socket

from custom_components.mikrotik_monitoring.adding import link
from custom_components.mikrotik_monitoring.const import CONF_FINGERPRINT, CONF_TLS_MODE, DOMAIN
from custom_components.mikrotik_monitoring.dashboard.entries import named_entry
from custom_components.mikrotik_monitoring.dashboard.generator import build_dashboard
from custom_components.mikrotik_monitoring.routeros import fetch_fingerprint, mndp
from custom_components.mikrotik_monitoring.routeros.mndp import Neighbour
from simulator import Fault, SimulatedRouter
from tests.conftest import (
    PASSWORD,
    StartRouter,
    add_router,
    entry_data,
    is_connected,
    serial_of,
)

from .dialogue import (
    OTHER_PASSWORD,
    assert_aborted,
    assert_asks_again,
    begin,
    free_port,
    stored,
    submit,
    submit_detail,
    suggested,
)

MAC = "48a98a112233"
# A loopback address on which nothing listens.
GONE = "127.0.0.9"

EDGE = Neighbour(
    address="192.168.88.1", identity="edge", board="RB5009UG+S+", version="7.16.1 (stable)"
)


@pytest.fixture(autouse=True)
def _old_address() -> None:
    """Allow the check of whether a router still responds at its old address."""
    pytest_socket.socket_allow_hosts(["127.0.0.1", GONE], allow_unix_socket=True)


async def seen(
    hass: HomeAssistant, ip: str = "127.0.0.1", hostname: str = "edge", mac: str = MAC
) -> ConfigFlowResult:
    """Start the discovery of a router by DHCP."""
    return await hass.config_entries.flow.async_init(
        DOMAIN,
        context={"source": SOURCE_DHCP},
        data=DhcpServiceInfo(ip=ip, hostname=hostname, macaddress=mac),
    )


def title(hass: HomeAssistant, result: ConfigFlowResult) -> str:
    """Return the title of a discovery card on the page of integrations."""
    [flow] = [
        one
        for one in hass.config_entries.flow.async_progress()
        if one["flow_id"] == result["flow_id"]
    ]
    return str(flow["context"]["title_placeholders"]["name"])


def texts(result: ConfigFlowResult) -> Mapping[str, str]:
    """Return the placeholders of a step."""
    found = result["description_placeholders"]
    assert found is not None
    return found


def known(hass: HomeAssistant, router: SimulatedRouter, **changes: Any) -> MockConfigEntry:
    """Return the entry of a router that is not set up, but whose MAC addresses are registered."""
    entry = MockConfigEntry(
        domain=DOMAIN,
        title="Edge",
        unique_id=serial_of(router),
        data=stored({**entry_data(router), CONF_HOST: GONE, **changes}),
    )
    entry.add_to_hass(hass)
    dr.async_get(hass).async_get_or_create(
        config_entry_id=entry.entry_id,
        identifiers={(DOMAIN, serial_of(router))},
        connections={(dr.CONNECTION_NETWORK_MAC, dr.format_mac(MAC))},
    )
    return entry


async def test_a_router_that_was_seen_needs_its_password_alone(
    hass: HomeAssistant,
    router: SimulatedRouter,
    setup_entry: AsyncMock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It is shown by its own name; the entry is as if it had been added by hand."""
    monkeypatch.setattr(link, "DEFAULT_PORT", router.port)
    router.users["homeassistant"] = router.users["monitor"]
    result = await seen(hass)
    assert_asks_again(result, "discovered", {})
    assert title(hass, result) == "edge (127.0.0.1)"
    assert texts(result)["about"] == "edge (127.0.0.1)"
    result = await submit_detail(hass, await submit(hass, result, {CONF_PASSWORD: PASSWORD}))
    assert result["data"] == stored({**entry_data(router), "username": "homeassistant"})
    assert result["result"].unique_id == serial_of(router)


async def test_a_router_that_says_what_it_is(
    hass: HomeAssistant, neighbours: list[Neighbour]
) -> None:
    """Its own reply replaces the name that it gave to DHCP."""
    neighbours.append(EDGE)
    result = await seen(hass, EDGE.address, hostname="")
    assert title(hass, result) == "edge · RB5009UG+S+ · 7.16.1 (stable) · 192.168.88.1"
    other = await seen(hass, "192.168.88.2", hostname="", mac="48a98a445566")
    assert title(hass, other) == "48:a9:8a:44:55:66 (192.168.88.2)"


async def test_a_login_that_fails(
    hass: HomeAssistant, router: SimulatedRouter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The full form is shown: host and port of the API can be changed too."""
    monkeypatch.setattr(link, "DEFAULT_PORT", free_port())
    result = await submit(hass, await seen(hass), {CONF_PASSWORD: OTHER_PASSWORD})
    assert_asks_again(result, "user", {"base": "unreachable"})
    assert suggested(result)[CONF_HOST] == "127.0.0.1"
    result = await submit(hass, result, {**entry_data(router), CONF_PORT: router.port})
    assert result["step_id"] == "detail"


async def test_a_router_that_is_watched_is_not_suggested(
    hass: HomeAssistant, router: SimulatedRouter
) -> None:
    """Recognised by its address or registered MAC addresses; nor is one suggested twice."""
    entry = await add_router(hass, router)
    assert_aborted(await seen(hass), "already_configured")
    [device] = [
        one
        for one in dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id)
        if one.connections
    ]
    own = {mac for _, mac in device.connections}
    ports = {row["mac-address"].lower() for row in router.rows("/interface/ethernet")}
    assert own == ports
    # It is connected at its address: another device with this MAC address is not this router.
    mac = min(own).replace(":", "")
    assert_aborted(await seen(hass, "192.168.88.7", mac=mac), "already_configured")
    assert_asks_again(await seen(hass, "192.168.88.7"), "discovered", {})
    assert_aborted(await seen(hass, "192.168.88.8"), "already_in_progress")


async def test_a_suggestion_ends_where_its_router_was_added_by_hand(
    hass: HomeAssistant, router: SimulatedRouter
) -> None:
    """It is matched once the MAC addresses have been read; other suggestions stay."""
    port, *_ = [row["mac-address"] for row in router.rows("/interface/ethernet")]
    await seen(hass, "192.168.88.7", mac=port.replace(":", "").lower())
    other = await seen(hass, "192.168.88.8")
    assert len(hass.config_entries.flow.async_progress()) == 2
    await add_router(hass, router)
    [left] = hass.config_entries.flow.async_progress()
    assert left["flow_id"] == other["flow_id"]


async def test_ports_that_are_not_watched_tell_the_router_too(
    hass: HomeAssistant, router: SimulatedRouter
) -> None:
    """Whichever port requested the DHCP lease, and whatever the owner leaves out."""
    chosen = {"by": "pattern", "include": ["sfp-sfpplus1"], "exclude": []}
    await add_router(hass, router, interfaces=chosen)
    for row in router.rows("/interface/ethernet"):
        mac = row["mac-address"].replace(":", "").lower()
        assert_aborted(await seen(hass, "192.168.88.7", mac=mac), "already_configured")


async def test_a_router_that_is_ignored(hass: HomeAssistant) -> None:
    """It is not suggested again, at whatever address."""
    await seen(hass)
    await hass.config_entries.flow.async_init(
        DOMAIN,
        context={"source": SOURCE_IGNORE},
        data={"unique_id": dr.format_mac(MAC), "title": "edge"},
    )
    assert_aborted(await seen(hass, "192.168.88.9"), "already_configured")
    # An ignored entry is not treated as a router anywhere else.
    assert [view["path"] for view in build_dashboard(hass)["views"] if "header" in view] == []
    assert named_entry(hass, "edge") is None


async def test_the_form_suggests_who_answers(
    hass: HomeAssistant, router: SimulatedRouter, neighbours: list[Neighbour]
) -> None:
    """Not those that are monitored; another address can be typed as well."""
    entry = MockConfigEntry(domain=DOMAIN, data={CONF_HOST: "10.0.0.1"})
    entry.add_to_hass(hass)
    neighbours += [Neighbour(address="10.0.0.1", identity="watched"), EDGE]
    result = await begin(hass)
    schema = result["data_schema"]
    assert schema is not None
    field = next(value for key, value in schema.schema.items() if key == CONF_HOST)
    assert field.config["options"] == [
        {
            "value": EDGE.address,
            "label": "edge · RB5009UG+S+ · 7.16.1 (stable) · 192.168.88.1",
        }
    ]
    result = await submit(hass, result, entry_data(router))
    assert result["step_id"] == "detail"


@pytest.mark.parametrize(
    ("addresses", "local", "to"),
    [
        (["127.0.0.1", "::1"], "127.0.0.1", "127.0.0.1"),
        (["127.0.0.1", "192.168.88.10"], "0.0.0.0", "255.255.255.255"),  # noqa: S104 - what is bound.
    ],
)
async def test_whom_the_form_asks(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch, addresses: list[str], local: str, to: str
) -> None:
    """A broadcast on the network, unless Home Assistant has only the loopback adapter."""
    asked = AsyncMock(return_value=[])
    monkeypatch.setattr(mndp, "search", asked)
    enabled = AsyncMock(return_value=[ip_address(address) for address in addresses])
    monkeypatch.setattr(network, "async_get_enabled_source_ips", enabled)
    await begin(hass)
    assert asked.call_args.kwargs == {"local": (local, 5678), "to": (to, 5678)}


async def test_a_router_at_another_address(
    hass: HomeAssistant, router: SimulatedRouter, setup_entry: AsyncMock
) -> None:
    """The user confirms it; then its identity is checked, and the new address stored."""
    entry = known(hass, router)
    result = await seen(hass)
    assert_asks_again(result, "new_address", {})
    assert not router.sessions
    assert not router.journal.commands("/login")
    assert title(hass, result) == "Edge"
    said = texts(result)
    assert (said["router"], said["old"], said["new"]) == ("Edge", GONE, "127.0.0.1")
    assert_aborted(await seen(hass), "already_in_progress")
    assert_aborted(await submit(hass, result, {}), "address_followed")
    await hass.async_block_till_done()
    assert entry.data[CONF_HOST] == "127.0.0.1"
    assert entry.data[CONF_PASSWORD] == PASSWORD


async def test_an_address_that_is_ignored(hass: HomeAssistant, router: SimulatedRouter) -> None:
    """The router stays as it is, with its login; other addresses are still suggested."""
    entry = known(hass, router)
    result = await seen(hass)
    flow = next(iter(hass.config_entries.flow.async_progress()))
    assert flow["flow_id"] == result["flow_id"]
    await hass.config_entries.flow.async_init(
        DOMAIN,
        context={"source": SOURCE_IGNORE},
        data={"unique_id": flow["context"]["unique_id"], "title": "Edge"},
    )
    await hass.async_block_till_done()
    assert entry in hass.config_entries.async_entries(DOMAIN, include_ignore=False)
    assert (entry.data[CONF_HOST], entry.data[CONF_PASSWORD]) == (GONE, PASSWORD)
    assert_aborted(await seen(hass), "already_configured")
    assert_asks_again(await seen(hass, "192.0.2.77"), "new_address", {})


async def test_another_router_at_the_new_address(
    hass: HomeAssistant, start_router: StartRouter, router: SimulatedRouter
) -> None:
    """Nothing is stored, and the dialogue says which router responds, or why none does."""
    other = await start_router("rb5009", serial="OTHER0001")
    entry = known(hass, router, **{CONF_PORT: other.port})
    before = dict(entry.data)
    result = await submit(hass, await seen(hass), {})
    assert_asks_again(result, "new_address", {"base": "wrong_router"})
    assert texts(result)["name"] == other.profile.identity
    assert texts(result)["router"] == "Edge"
    other.faults.set(Fault.REFUSE, command="/system/routerboard/print", message="no")
    result = await submit(hass, result, {})
    assert_asks_again(result, "new_address", {"base": "unidentified"})
    other.faults.set(Fault.REFUSE, command="/system/license/print", message="no")
    result = await submit(hass, result, {})
    assert_asks_again(result, "new_address", {"base": "no_identity"})
    await other.stop()
    result = await submit(hass, result, {})
    assert_asks_again(result, "new_address", {"base": "unreachable"})
    assert entry.data == before


@pytest.mark.parametrize("is_proven", [True, False])
async def test_a_router_whose_certificate_is_known(
    hass: HomeAssistant, router: SimulatedRouter, setup_entry: AsyncMock, is_proven: bool
) -> None:
    """A device that proves to be the router is followed at once; no other gets the password."""
    assert router.tls_port is not None
    shown = await fetch_fingerprint("127.0.0.1", router.tls_port, 5)
    secured = {
        CONF_PORT: router.tls_port,
        CONF_TLS_MODE: "fingerprint",
        CONF_FINGERPRINT: shown if is_proven else "00:11",
    }
    entry = known(hass, router, **secured)
    router.journal.clear()
    result = await seen(hass)
    await hass.async_block_till_done()
    if is_proven:
        assert_aborted(result, "address_followed")
        assert entry.data[CONF_HOST] == "127.0.0.1"
    else:
        assert_aborted(result, "address_not_proven")
        assert entry.data[CONF_HOST] == GONE
        assert not router.journal.commands("/login")
    assert result["description_placeholders"] == {"name": "Edge", "host": "127.0.0.1"}


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "router.example.org"])
async def test_a_router_that_may_still_be_where_it_was(
    hass: HomeAssistant, router: SimulatedRouter, host: str
) -> None:
    """Something responds at its address, or its host is a name."""
    known(hass, router, **{CONF_HOST: host})
    assert_aborted(await seen(hass, "192.168.88.7"), "already_configured")


async def test_a_router_is_watched_at_its_new_address(
    hass: HomeAssistant, router: SimulatedRouter
) -> None:
    """An entry that is waiting for a retry is set up at once."""
    entry = known(hass, router)
    await hass.config_entries.async_setup(entry.entry_id)
    assert_aborted(await submit(hass, await seen(hass), {}), "address_followed")
    await hass.async_block_till_done()
    assert entry.state is ConfigEntryState.LOADED
    assert is_connected(entry)
