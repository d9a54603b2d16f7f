"""IPsec peers, which a router lists only while they are connected."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest

from custom_components.mikrotik_monitoring.metrics.ipsec import IPSEC, IpsecRow, PeerRow
from custom_components.mikrotik_monitoring.metrics.model import AWAY_TIME, Reading
from custom_components.mikrotik_monitoring.polling.group_state import Outcome
from custom_components.mikrotik_monitoring.routeros import NoSuchCommandError, Row
from tests.conftest import Clock, StartRouter, add_router, outcome_of, poll

from .entities import find, state_of
from .menus import Menus

ACTIVE, PEER, SA = "/ip/ipsec/active-peers", "/ip/ipsec/peer", "/ip/ipsec/installed-sa"
SITE = "198.51.100.140"


def peer(address: str = "192.0.2.1", state: str = "established", **more: str) -> Row:
    """Return an active peer."""
    row = {"remote-address": address, "state": state, "rx-bytes": "100", "tx-bytes": "200"}
    return row | {name.replace("_", "-"): value for name, value in more.items()}


def ipsec(*peers: Row, configured: int = 2) -> Menus:
    """Return a router's menus."""
    return Menus(IPSEC, {ACTIVE: list(peers), PEER: configured, SA: 4})


@pytest.mark.parametrize(
    ("state", "up"),
    [
        ("established", True),
        ("Established", True),
        ("message-1-received", False),
        ("spawning", False),
        ("no-phase1", False),
        ("expired", False),
        ("eap", False),
        ("enlightened", None),
        ("", None),
    ],
)
async def test_states(state: str, up: bool | None) -> None:
    """An unknown word is no failure."""
    rows = await ipsec(peer(state=state)).read()
    assert rows["192.0.2.1"].is_up is up
    assert rows[""] == IpsecRow(established=int(up is True), configured=2, associations=4)


async def test_peers_behind_one_address() -> None:
    """They share an instance, up if either is, and each counts."""
    rows = await ipsec(peer(), peer(), peer(state="spawning", rx_bytes="", tx_bytes="0")).read()
    assert rows[""].established == 2
    row = rows["192.0.2.1"]
    assert (row.established, row.rx, row.tx) == (2, 200, 400)
    assert (await ipsec(peer(state="?"), peer("")).read()).keys() == {"", "192.0.2.1"}


async def test_a_router_without_ipsec() -> None:
    """Without configuration there is nothing; configured peers may all be away."""
    menus = ipsec(configured=0)
    assert await menus.read() == {}
    assert menus.paths == [f"{ACTIVE}/print", f"{PEER}/print"]
    rows = await ipsec(configured=1).read()
    assert rows == {"": IpsecRow(established=0, configured=1, associations=4)}
    with pytest.raises(NoSuchCommandError):
        await Menus(IPSEC, {}).read()
    assert await Menus(IPSEC, {ACTIVE: []}).read() == {}, "a router that cannot tell"


async def test_only_what_is_wanted_is_asked() -> None:
    """One print a minute; what is configured is counted again once an hour."""
    menus = ipsec(peer())
    await menus.read()
    menus.menus[PEER] = 3
    rows = await menus.read("ipsec.peers.established", "ipsec.peers.configured")
    assert menus.paths == [f"{ACTIVE}/print"]
    assert list(menus.asked[0].proplist) == ["remote-address", "state"]
    assert rows[""] == IpsecRow(established=1, configured=2, associations=None)
    await menus.read("ipsec.associations", "ipsec.traffic.rx")
    assert menus.paths == [f"{ACTIVE}/print", f"{SA}/print"]
    assert list(menus.asked[0].proplist) == ["remote-address", "state", "rx-bytes"]
    assert (await menus.read())[""].configured == 3


async def test_a_peer_that_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is down for a week, then gone; also one from before Home Assistant started."""
    menus = ipsec(peer())
    await menus.read()
    menus.menus[ACTIVE] = []
    row = (await menus.read())["192.0.2.1"]
    assert (row.is_up, row.rx) == (False, None)
    menus.menus[ACTIVE] = [peer()]
    assert (await menus.read())["192.0.2.1"].is_up
    menus.menus[ACTIVE] = []
    module = "custom_components.mikrotik_monitoring.metrics.ipsec.AWAY_TIME"
    with monkeypatch.context() as patched:
        patched.setattr(module, -AWAY_TIME)
        assert (await menus.read()).keys() == {""}
    started = ipsec()
    started.registered = frozenset({"192.0.2.1"})
    assert (await started.read())["192.0.2.1"].is_up is False
    unsure = Menus(IPSEC, {ACTIVE: []})
    unsure.registered = frozenset({"192.0.2.1"})
    assert set(await unsure.read()) == {"", "192.0.2.1"}


def rate_between(before: dict[str, Any], now: dict[str, Any]) -> Any:
    """Return the total rate of ten seconds."""
    metric = next(one for one in IPSEC.metrics if one.key == "ipsec.traffic.rx")
    readings = (Reading(at=0.0, rows=before), Reading(at=10.0, rows=now))
    return metric.value("", readings[1], readings[0])


def total(established: int) -> IpsecRow:
    """Return the row of all together."""
    return IpsecRow(established=established, configured=None, associations=None)


def test_the_rate_of_all() -> None:
    """A peer that came or was reset adds nothing yet; without any there is no traffic."""
    a, b = PeerRow(established=1, rx=1000, tx=0), PeerRow(established=1, rx=5000, tx=0)
    grown = PeerRow(established=1, rx=2000, tx=0)
    assert rate_between({"": total(1), "a": a}, {"": total(1), "a": grown}) == 800
    assert rate_between({"": total(1), "a": a}, {"": total(2), "a": grown, "b": b}) == 800
    assert rate_between({"": total(2), "a": a, "b": b}, {"": total(2), "a": grown, "b": a}) == 800
    assert rate_between({"": total(1), "a": b}, {"": total(1), "a": a}) is None
    assert rate_between({"": total(1), "a": a}, {"": total(0), "a": PeerRow()}) == 0
    metric = next(one for one in IPSEC.metrics if one.key == "ipsec.traffic.rx")
    assert metric.value("", Reading(at=0.0, rows={"": total(0)}), None) is None


async def test_an_office(hass: HomeAssistant, start_router: StartRouter, clock: Clock) -> None:
    """A lost site is down, and up again; without configuration there is nothing."""
    router = await start_router("office")
    entry = await add_router(hass, router, instances={"ipsec": [SITE]})
    assert state_of(hass, router, "ipsec.peers.established") == "1"
    assert state_of(hass, router, "ipsec.peer.established", SITE) == "on"
    assert find(hass, router, "ipsec.peer.established", "198.51.100.180") is None
    assert find(hass, router, "ipsec.associations") is None
    row = next(one for one in router.rows(ACTIVE) if one["remote-address"] == SITE)
    router.remove_row(ACTIVE, {"remote-address": SITE})
    await poll(entry, clock, "short")
    assert state_of(hass, router, "ipsec.peers.established") == "0"
    assert state_of(hass, router, "ipsec.peer.established", SITE) == "off"
    router.add_row(ACTIVE, {name: text for name, text in row.items() if name != ".id"})
    await poll(entry, clock, "short")
    assert state_of(hass, router, "ipsec.peers.established") == "1"
    assert state_of(hass, router, "ipsec.peer.established", SITE) == "on"


async def test_a_router_before_active_peers(hass: HomeAssistant, start_router: StartRouter) -> None:
    """RouterOS before 6.44 has another menu: nothing is shown or read again."""
    router = await start_router("rb2011_v6")
    entry = await add_router(hass, router)
    assert outcome_of(entry, "ipsec") is Outcome.ABSENT
    ids = (entity.unique_id for entity in er.async_get(hass).entities.values())
    assert not [text for text in ids if "_ipsec." in text]
