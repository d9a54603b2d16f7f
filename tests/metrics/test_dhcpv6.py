"""DHCPv6: clients in all of their states, and the bindings of servers."""

from datetime import datetime, timedelta
import json

from homeassistant.const import STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.components.diagnostics import (
    get_diagnostics_for_config_entry,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.mikrotik_monitoring.metrics.dhcpv6 import (
    DHCPV6_BINDINGS,
    DHCPV6_CLIENT,
    BindingsRow,
    ClientRow,
)
from custom_components.mikrotik_monitoring.routeros import Row
from simulator import Fault
from tests.conftest import Clock, StartRouter, add_router, poll

from .asked import Asked
from .entities import enable, find, state_of

CLIENT = "/ipv6/dhcp-client"
SERVERS = "/ipv6/dhcp-server/print ?disabled=yes ?#!"
BINDING = "/ipv6/dhcp-server/binding/print"
BOUND = f"{BINDING} ?status=bound"
WAN = "ether1 prefix"


@pytest.mark.parametrize(
    ("status", "wanted", "state", "is_up"),
    [
        ("bound", "prefix", "bound", True),
        ("renewing...", "prefix", "renewing", True),
        ("rebinding...", "address", "rebinding", True),
        ("searching...", "prefix", "searching", False),
        ("requesting...", "prefix", "requesting", False),
        ("requesting-info...", "info", "requesting_info", False),
        ("confirming...", "prefix", "confirming", False),
        ("stopping...", "prefix", "stopping", False),
        ("declining...", "address", "declining", False),
        ("stopped", "prefix", "stopped", False),
        ("error - no such pool", "prefix", "error", False),
        ("Bound", "prefix", "bound", True),
        # A client that requests information alone is idle once it has it.
        ("idle", "info", "idle", True),
        ("idle", "prefix", "idle", False),
        ("idle", "info,prefix", "idle", False),
        ("pondering...", "prefix", None, None),
        ("", "prefix", None, None),
        (None, "prefix", None, None),
    ],
)
def test_words(status: str | None, wanted: str, state: str | None, is_up: bool | None) -> None:
    """An unknown word is an unknown state, not one that is down."""
    row = ClientRow.from_row({"request": wanted} | ({} if status is None else {"status": status}))
    assert (row.state, row.up) == (state, is_up)


def test_a_client_that_cannot_run() -> None:
    """Its interface is gone, or is a port of a bridge."""
    assert ClientRow.from_row({"request": "prefix", "invalid": "true"}).up is False


@pytest.mark.parametrize(
    ("fields", "prefix", "left"),
    [
        ({"prefix": "2001:db8:100::/56, 6d16h56m8s"}, "2001:db8:100::/56", 579_368),
        ({"prefix": "2001:db8:100::/56, never"}, "2001:db8:100::/56", None),
        ({"prefix": "2001:db8:100::/56"}, "2001:db8:100::/56", None),
        ({"prefix": "2001:db8:100::/56, 1h", "address": "2001:db8::9, 20m"}, None, 1200),
        ({"prefix": "2001:db8:100::/56", "expires-after": "2h"}, "2001:db8:100::/56", 7200),
        ({"prefix": ""}, None, None),
        ({}, None, None),
    ],
)
def test_what_was_given(fields: Row, prefix: str | None, left: float | None) -> None:
    """A lifetime stands behind a comma; the first one to end counts."""
    row = ClientRow.from_row({"status": "bound", "request": "prefix", **fields})
    assert row.prefix == (prefix or fields.get("prefix", "").partition(",")[0] or None)
    if left is None:
        assert row.expires is None
    else:
        assert row.expires is not None
        ends = dt_util.utcnow() + timedelta(seconds=left)
        assert abs(row.expires - ends) < timedelta(seconds=2)


def test_what_is_left_of_a_lost_lease() -> None:
    """The last server and prefix stay in the row for a while: they do not count."""
    row = ClientRow.from_row(
        {
            "status": "searching...",
            "request": "prefix",
            "prefix": "2001:db8:100::/56, 1h",
            "dhcp-server-v6": "fe80::1",
        }
    )
    assert (row.prefix, row.expires) == (None, None)
    assert DHCPV6_CLIENT.private(row) == ()


async def test_clients_are_told_apart() -> None:
    """By interface and by what they request, in whatever order that is written."""
    rows = [
        {"interface": "ether1", "request": "prefix,address", "status": "bound"},
        {"interface": "ether1", "request": "info", "status": "idle"},
        {"interface": "ether2", "request": "prefix", "disabled": "true", "status": "stopped"},
    ]
    found = await Asked({f"{CLIENT}/print": rows}).read(DHCPV6_CLIENT)
    assert list(found) == ["ether1 address,prefix", "ether1 info", "ether2 prefix"]
    assert found["ether2 prefix"] is None


async def test_only_what_is_wanted_is_asked() -> None:
    """The prefix does not cross the wire where it has no entity."""
    router = Asked({f"{CLIENT}/print": []})
    await router.read(DHCPV6_CLIENT, "dhcpv6.client.up")
    assert set(router.commands[0].proplist) == {
        *("interface", "request", "status", "invalid", "disabled")
    }


async def test_bindings() -> None:
    """They are counted where a server is not disabled; in between, by one command."""
    router = Asked({SERVERS: "1", BINDING: "0", BOUND: "7"})
    rows = await router.read(DHCPV6_BINDINGS)
    assert rows == {"": BindingsRow(bound=7)}
    assert await router.read(DHCPV6_BINDINGS, before=rows) == rows
    assert router.asked == [BOUND]
    router.answers[SERVERS] = "0"
    assert await router.read(DHCPV6_BINDINGS, before=rows, is_full=True) == {}
    assert router.asked == [SERVERS]


@pytest.mark.parametrize("version", ["7.20.6", "6.49.18"])
async def test_entities(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock, version: str
) -> None:
    """A client loses its lease, and gets another prefix."""
    router = await start_router("hotspot", version=version)
    entry = await add_router(hass, router)
    assert find(hass, router, "dhcpv6.client.up", WAN) is None
    await enable(
        hass,
        entry,
        clock,
        "dhcpv6.client.up",
        "dhcpv6.client.prefix",
        "dhcpv6.bindings",
        instance=WAN,
    )
    end = state_of(hass, router, "dhcpv6.client.expires", WAN)
    assert datetime.fromisoformat(end) > clock.now + timedelta(days=3)
    assert state_of(hass, router, "dhcpv6.client.up", WAN) == "on"
    assert state_of(hass, router, "dhcpv6.client.up", "ether4 info") == "on"
    assert find(hass, router, "dhcpv6.client.up", "ether3 address") is None
    assert find(hass, router, "dhcpv6.client.prefix", "ether4 info") is None
    assert state_of(hass, router, "dhcpv6.client.prefix", WAN) == "2001:db8:4b00::/56"
    assert state_of(hass, router, "dhcpv6.bindings") == "5"
    clock.offset += 240
    await poll(entry, clock, "short")
    assert state_of(hass, router, "dhcpv6.client.expires", WAN) == end
    router.set_field(CLIENT, {"interface": "ether1"}, {"status": "searching...", "prefix": None})
    await poll(entry, clock, "short")
    assert state_of(hass, router, "dhcpv6.client.up", WAN) == "off"
    assert state_of(hass, router, "dhcpv6.client.state", WAN) == "searching"
    assert state_of(hass, router, "dhcpv6.client.prefix", WAN) == STATE_UNKNOWN
    given = {"status": "bound", "prefix": "2001:db8:4c00::/56, 1h"}
    router.set_field(CLIENT, {"interface": "ether1"}, {**given})
    await poll(entry, clock, "short")
    assert state_of(hass, router, "dhcpv6.client.up", WAN) == "on"
    assert state_of(hass, router, "dhcpv6.client.prefix", WAN) == "2001:db8:4c00::/56"


async def test_no_prefix_and_no_server_in_diagnostics(
    hass: HomeAssistant,
    start_router: StartRouter,
    clock: Clock,
    hass_client: ClientSessionGenerator,
) -> None:
    """Neither in the router's data, nor in the owner's options."""
    router = await start_router("hotspot")
    kept = ["radius.server.requests_192.0.2.61 hotspot,login"]
    entry = await add_router(hass, router, kept=kept, kinds={"dhcpv6": ["prefix"]})
    prefix, address = "2001:db8:4b00::/56", "192.0.2.61"
    assert state_of(hass, router, "dhcpv6.client.prefix", WAN) == prefix
    words = f"failure: {prefix} of {address} is busy"
    for command in (f"{CLIENT}/print", "/radius/monitor"):
        router.faults.set(Fault.REFUSE, command=command, message=words)
    await poll(entry, clock, "short")
    report = await get_diagnostics_for_config_entry(hass, hass_client, entry)
    group = report["tiers"]["short"]["groups"]["dhcpv6.client"]
    assert group["error"] == "failure: **REDACTED** of **REDACTED** is busy"
    assert report["options"]["kinds"] == {"dhcpv6": ["prefix"]}
    assert not [one for one in (prefix, address) if one in json.dumps(report)]
