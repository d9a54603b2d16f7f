"""WireGuard peers: identified by their keys, named by name, comment or address."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256
import json

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util
import pytest

from custom_components.mikrotik_monitoring.diagnostics import async_get_config_entry_diagnostics
from custom_components.mikrotik_monitoring.metrics.wireguard import WIREGUARD, PeersRow
from custom_components.mikrotik_monitoring.polling.group_state import Outcome
from custom_components.mikrotik_monitoring.routeros import NoSuchCommandError, Row
from simulator import SimulatedRouter
from tests.conftest import Clock, StartRouter, add_router, outcome_of, poll

from .entities import enable, find, state_of
from .menus import Menus, interface

MENU = "/interface/wireguard/peers"
WG = interface("wg1", "wg")
KEY = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="


def known_by(key: str) -> str:
    """Return the instance of a peer with a key."""
    return sha256(key.encode()).hexdigest()[:16]


def peer(**more: str) -> Row:
    """Return a peer with a handshake a minute ago; underscores stand for hyphens."""
    named = {name.replace("_", "-"): value for name, value in more.items()}
    row = {"interface": "wg1", "public-key": KEY, "last-handshake": "1m", "rx": "10", "tx": "20"}
    return row | named


@pytest.mark.parametrize(
    ("age", "connected"),
    [
        ("53s", True),
        ("2m59s", True),
        ("3m", False),
        ("2d3h", False),
        ("00:01:02", True),
        ("", False),
        ("never", False),
        (None, False),
    ],
)
async def test_ages(age: str | None, *, connected: bool) -> None:
    """An age becomes a point in time; a peer without a handshake has none."""
    row = peer() | ({} if age is None else {"last-handshake": age})
    if age is None:
        del row["last-handshake"]
    found = (await Menus(WIREGUARD, {MENU: [row]}, WG).read())[known_by(KEY)]
    assert found.connected is connected
    is_known = age not in {None, "", "never"}
    assert (found.handshake is not None) is is_known
    if connected:
        assert dt_util.utcnow() - found.handshake < timedelta(minutes=3, seconds=5)


async def test_a_recorded_peer_that_never_spoke() -> None:
    """It is named after its comment, and has a counter of 0."""
    row = peer(rx="0", tx="0", comment="branch", current_endpoint_address="", endpoint_port="0")
    del row["last-handshake"]
    menus = Menus(WIREGUARD, {MENU: [row]}, WG)
    rows = await menus.read()
    assert rows[""] == PeersRow(connected=0, configured=1)
    assert menus.values(rows, known_by(KEY)) == {
        "wireguard.peer.connected": False,
        "wireguard.peer.handshake": None,
        "wireguard.peer.traffic.rx": 0,
        "wireguard.peer.traffic.tx": 0,
        "wireguard.peer.total.rx": 0,
        "wireguard.peer.total.tx": 0,
    }


@pytest.mark.parametrize(
    ("more", "label"),
    [
        ({"name": "anna", "comment": "Anna's", "allowed_address": "10.0.0.2/32"}, "anna"),
        ({"name": "", "comment": "Anna's", "allowed_address": "10.0.0.2/32"}, "Anna's"),
        ({"allowed_address": "10.0.0.2/32"}, "10.0.0.2/32"),
        ({}, known_by(KEY)),
    ],
)
async def test_names(more: dict[str, str], label: str) -> None:
    """RouterOS before 7.15 has no names."""
    assert WIREGUARD.label is not None
    rows = await Menus(WIREGUARD, {MENU: [peer(**more)]}, WG).read()
    assert WIREGUARD.label(rows[known_by(KEY)]) == label
    assert WIREGUARD.label(rows[""]) == ""


async def test_one_key_on_two_interfaces() -> None:
    """They are two peers; another key under the same name is another one too."""
    rows = await Menus(WIREGUARD, {MENU: [peer(), peer(interface="wg2")]}, WG).read()
    assert set(rows) == {"", f"{known_by(KEY)}@wg1", f"{known_by(KEY)}@wg2"}
    before = await Menus(WIREGUARD, {MENU: [peer(name="a")]}, WG).read()
    after = await Menus(WIREGUARD, {MENU: [peer(name="a", public_key="B" * 43 + "=")]}, WG).read()
    assert before.keys() != after.keys()


async def test_what_is_not_monitored() -> None:
    """Disabled, or on an interface that is not watched: listed, but not counted."""
    other = "B" * 43 + "="
    rows = [peer(), peer(public_key=other, disabled="true")]
    menus = Menus(WIREGUARD, {MENU: rows}, WG)
    found = await menus.read()
    assert found[known_by(other)] is None
    assert found[""] == PeersRow(connected=1, configured=1)
    menus.is_watched = lambda _: False
    assert (await menus.read())[""] == PeersRow(connected=0, configured=0)
    assert await Menus(WIREGUARD, {MENU: []}, WG).read() == {}


async def test_what_is_asked() -> None:
    """The key is read for its hash; the counters where they are enabled; no secret ever."""
    menus = Menus(WIREGUARD, {MENU: [peer()]}, WG)
    await menus.read("wireguard.peers.connected")
    (asked,) = menus.asked
    assert asked.path == f"{MENU}/print"
    assert set(asked.proplist) == {"interface", "public-key", "name", "comment", "disabled"} | {
        "allowed-address",
        "last-handshake",
    }
    await menus.read()
    assert {"rx", "tx"} <= set(menus.asked[0].proplist)
    assert not any("private" in name or "preshared" in name for name in menus.asked[0].proplist)
    with pytest.raises(NoSuchCommandError):
        await Menus(WIREGUARD, {}).read()


def peers_of(hass: HomeAssistant, metric: str) -> set[str]:
    """Return the instances that have an entity of a metric."""
    ids = (entity.unique_id for entity in er.async_get(hass).entities.values())
    return {text.rpartition("_")[2] for text in ids if f"_{metric}_" in text}


async def test_an_office(hass: HomeAssistant, start_router: StartRouter, clock: Clock) -> None:
    """Their number is on by default; a peer that is named has all entities."""
    router = await start_router("office")
    entry = await add_router(hass, router, instances={"wireguard": ["liep*"]})
    assert state_of(hass, router, "wireguard.peers.connected") == "3"
    assert find(hass, router, "wireguard.peers.configured") is None
    [named] = peers_of(hass, "wireguard.peer.connected")
    assert state_of(hass, router, "wireguard.peer.connected", named) == "on"
    shown = hass.states.get("binary_sensor.office_rb4011_wireguard_liepaja")
    assert shown is not None
    await enable(hass, entry, clock, "wireguard.peer.connected", instance="")
    assert len(peers_of(hass, "wireguard.peer.connected")) == 7
    assert peers_of(hass, "wireguard.peer.traffic.rx") == {named}
    clock.offset += 70
    await poll(entry, clock, "short")
    rate = float(state_of(hass, router, "wireguard.peer.traffic.rx", named))
    assert rate == pytest.approx(61_000 * 8 / 1e6, rel=0.1)
    before = datetime.fromisoformat(state_of(hass, router, "wireguard.peer.handshake", named))
    clock.offset += 130
    await poll(entry, clock, "short")
    after = datetime.fromisoformat(state_of(hass, router, "wireguard.peer.handshake", named))
    assert timedelta(seconds=110) < after - before < timedelta(seconds=250)


async def test_a_peer_that_falls_silent(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """It is off after three minutes, and on again with a handshake."""
    router = await start_router("rb5009")
    entry = await add_router(hass, router, kinds={"wireguard": ["peers"]})
    (instance,) = peers_of(hass, "wireguard.peer.connected")
    for age, count, state in (("3m4s", "0", "off"), ("12s", "1", "on")):
        router.set_field(MENU, {"name": "office"}, {"last-handshake": age})
        await poll(entry, clock, "short")
        assert state_of(hass, router, "wireguard.peers.connected") == count
        assert state_of(hass, router, "wireguard.peer.connected", instance) == state


async def test_version_6(hass: HomeAssistant, start_router: StartRouter) -> None:
    """It has no WireGuard: there is no entity, and it is not queried again."""
    router = await start_router("hap_v6")
    entry = await add_router(hass, router)
    assert outcome_of(entry, "wireguard") is Outcome.ABSENT
    assert find(hass, router, "wireguard.peers.connected") is None


def texts_of(router: SimulatedRouter) -> Iterator[str]:
    """Yield the private texts of an office's lines and tunnels."""
    for menu, *names in (
        (MENU, "public-key", "name", "comment", "allowed-address", "current-endpoint-address"),
        ("/ip/ipsec/active-peers", "remote-address", "id"),
        ("/ip/dhcp-client", "address", "gateway"),
        ("/ip/cloud", "public-address", "dns-name"),
        ("/ip/address", "address"),
    ):
        for row in router.rows(menu):
            yield from (row[name].partition("/")[0] for name in names if row.get(name))


async def test_diagnostics_have_none_of_it(hass: HomeAssistant, start_router: StartRouter) -> None:
    """Neither addresses nor names nor keys: the report has the number of peers."""
    router = await start_router("office")
    entry = await add_router(hass, router, detail="everything")
    report = json.dumps(await async_get_config_entry_diagnostics(hass, entry))
    # A peer has the name of a security check, "user_admin".
    private = set(texts_of(router)) - {"stopped", "admin"}
    assert len(private) > 20
    assert not [text for text in private if text in report]
    assert '"wireguard": {"outcome": "answered"' in report
