"""Ten routers of public reports, in `fixtures/field_cases`: each once showed a wrong value."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
import json
from pathlib import Path
from typing import Any, Final

from homeassistant.const import STATE_OFF, STATE_ON, STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.mikrotik_monitoring.metrics.ping import PING
from simulator import Host, SimulatedRouter
from simulator.profile import Interface
from simulator.traffic import Pattern

from .conftest import Clock, StartRouter, add_router, latest, poll, request_full_read, tiers_of
from .metrics.entities import find, state_of

CASES: Final = Path(__file__).parent / "fixtures" / "field_cases"
SERVER: Final = "dhcp1"


@dataclass(frozen=True, kw_only=True)
class Case:
    """A router's version, its interfaces and its menus."""

    version: str
    menus: Mapping[str, Sequence[Mapping[str, str]]] = field(default_factory=dict)

    @classmethod
    def load(cls, name: str) -> Case:
        """Read a case by the name of its file."""
        told = json.loads((CASES / f"{name}.json").read_text())
        return cls(version=told["version"], menus=told["menus"])

    @property
    def options(self) -> dict[str, Any]:
        """Return the profile options that make a simulated router that of the case."""
        tables = {menu: tuple(rows) for menu, rows in self.menus.items() if menu != "/interface"}
        return {
            "version": self.version,
            "interfaces": tuple(map(_interface, self.menus.get("/interface", ()))),
            "tables": tables,
            "clients": (),
            "rules": (),
            "queues": (),
            "queue_tree": (),
        }


def _interface(row: Mapping[str, str]) -> Interface:
    traffic = Pattern(mean=float(row["rx-byte"]) / 1000, day="flat")
    return Interface(
        name=row["name"],
        type=row["type"],
        default_name=row.get("default-name"),
        speed=1000,
        rx=traffic,
        tx=traffic,
    )


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What Home Assistant shows of a case's router."""

    hass: HomeAssistant
    clock: Clock
    router: SimulatedRouter
    entry: MockConfigEntry

    def state(self, metric: str, instance: str = "") -> str | None:
        """Return a state, None if there is no such entity."""
        if find(self.hass, self.router, metric, instance) is None:
            return None
        return state_of(self.hass, self.router, metric, instance)

    async def next_hour(self) -> None:
        """Read again all that changes seldom."""
        for tier in tiers_of(self.entry):
            request_full_read(self.entry, tier)
            await poll(self.entry, self.clock, tier)


type Show = Callable[..., Awaitable[Shown]]


@pytest.fixture
def show(hass: HomeAssistant, start_router: StartRouter, clock: Clock) -> Show:
    """Return a function that starts the router of a case and adds it."""

    async def shown(name: str, profile: str = "rb5009", **hosts: Host) -> Shown:
        router = await start_router(profile, **Case.load(name).options)
        router.hosts.update(hosts)
        entry = await add_router(hass, router)
        return Shown(hass=hass, clock=clock, router=router, entry=entry)

    return shown


async def test_a_lease_whose_address_is_a_pool(show: Show) -> None:
    """The active address of a client counts, not the configured one."""
    shown = await show("dhcp-lease-address-is-pool")
    assert shown.state("dhcp.leases.active", SERVER) == "3"
    assert shown.state("dhcp.leases.available", SERVER) == str(51 - 3)


async def test_a_pool_that_goes_on_in_another(show: Show) -> None:
    """A server leases from its pool and the next ones; what is returned is free again."""
    shown = await show("dhcp-next-pool")
    assert shown.state("dhcp.leases.active", SERVER) == "25"
    assert shown.state("dhcp.leases.available", SERVER) == "15"
    assert shown.state("dhcp.leases.percent", SERVER) == "62.5"
    shown.router.remove_row("/ip/dhcp-server/lease", {"address": "192.168.1.20"})
    await shown.clock.advance(60, step=60)
    assert shown.state("dhcp.leases.active", SERVER) == "24"
    assert shown.state("dhcp.leases.available", SERVER) == "16"
    assert shown.state("dhcp.leases.percent", SERVER) == "60.0"


async def test_an_answered_ping_of_ipv6(show: Show) -> None:
    """An IPv6 gateway that responds has no loss; a silent one has, until it is back."""
    gateway = "fe80::1%ether1"
    answering = Host(round_trip=0.006, queueing=0)
    shown = await show("ipv6-ping-echo-reply", **{gateway: answering})
    assert shown.state("ping.loss", gateway) == "0.0"
    assert shown.state("ping.latency.avg", gateway) == "6.0"
    assert shown.state("score.factor") != "packet_loss"
    shown.router.hosts[gateway] = Host(round_trip=0, loss=1)
    await shown.clock.advance(60, step=60)
    assert shown.state("ping.loss", gateway) == "50.0"
    assert shown.state("score.factor") == "packet_loss"
    shown.router.hosts[gateway] = answering
    await shown.clock.advance(600, step=60)
    assert shown.state("ping.loss", gateway) == "0.0"
    assert shown.state("score.factor") != "packet_loss"


@pytest.mark.parametrize(
    ("case", "uplinks"),
    [
        ("lte-default-route-by-interface", "lte1"),
        ("lte-two-modems-ecmp", "lte1, lte2"),
        ("six-wans-ecmp", "ether1, ether2, ether3, ether4, ether5, ether6"),
    ],
)
async def test_uplinks(show: Show, case: str, uplinks: str) -> None:
    """All default routes count, whether their gateways are addresses or interfaces."""
    shown = await show(case, "ltap")
    assert shown.state("uplink.interfaces") == uplinks


async def test_of_many_gateways_some_are_pinged(show: Show) -> None:
    """Only a limited number of the uplinks is pinged."""
    shown = await show("six-wans-ecmp")
    reading = latest(shown.entry, PING.key)
    assert reading is not None
    pinged = {row.gateway.name for row in reading.rows.values() if row.latency}
    assert len(pinged) == 4
    assert all(shown.state("ping.loss", name) == "0.0" for name in pinged)


async def test_a_gateway_that_cannot_be_pinged(show: Show) -> None:
    """It has no metrics of pings, and diagnostics say why."""
    shown = await show("lte-default-route-by-interface", "ltap")
    assert shown.state("ping.loss", "lte1") is None
    reading = latest(shown.entry, PING.key)
    assert reading is not None
    remarks = [remark for row in reading.rows.values() for remark in PING.remarks(row)]
    assert remarks == ["lte1: not pinged: the route names no address behind it"]


async def test_entries_of_one_host(show: Show) -> None:
    """They are distinguished by type, and an entry without the flag "disabled" is enabled."""
    shown = await show("netwatch-types-same-host")
    assert shown.state("netwatch.up", "1.1.1.1") == STATE_ON
    assert shown.state("netwatch.up", "1.2.3.4") == STATE_ON
    assert shown.state("netwatch.up", "192.168.88.1 (http-get)") == STATE_OFF
    assert shown.state("netwatch.up", "192.168.88.1 (https-get)") == STATE_OFF
    assert shown.state("netwatch.up", "192.168.88.1 (tcp-conn)") == STATE_ON


async def test_one_entry_of_a_host_removed(show: Show) -> None:
    """The others stay what they were; the one that went is gone."""
    shown = await show("netwatch-types-same-host")
    entity_ids = {
        kind: find(shown.hass, shown.router, "netwatch.up", f"192.168.88.1 ({kind})")
        for kind in ("http-get", "https-get", "tcp-conn")
    }
    assert None not in entity_ids.values()
    shown.router.remove_row("/tool/netwatch", {"type": "http-get"})
    assert shown.router.rows("/tool/netwatch") == [
        dict(row) for row in Case.load("netwatch-types-one-removed").menus["/tool/netwatch"]
    ]

    def states() -> dict[str, str | None]:
        found = {
            kind: entity_id and shown.hass.states.get(entity_id)
            for kind, entity_id in entity_ids.items()
        }
        return {kind: state.state if state else None for kind, state in found.items()}

    await shown.clock.advance(60, step=60)
    kept = {"https-get": STATE_OFF, "tcp-conn": STATE_ON}
    assert states() == kept | {"http-get": STATE_UNAVAILABLE}
    await shown.clock.advance(1200, step=60)
    assert states() == kept | {"http-get": None}
    shown.router.add_row(
        "/tool/netwatch", {"host": "192.168.88.1", "type": "http-get", "status": "up"}
    )
    await shown.clock.advance(120, step=60)
    assert states() == kept | {"http-get": STATE_ON}


async def test_rows_that_name_no_interface(show: Show) -> None:
    """They are not counted as clients: a router without radios has no such entity."""
    shown = await show("registration-table-foreign-rows")
    assert shown.state("wireless.clients") is None


async def test_a_station_does_not_count_its_access_point(show: Show) -> None:
    """As a station a radio has no clients; as an access point it has, and then none again."""
    shown = await show("wifi-station-counts-its-ap", "hap_ax")
    assert shown.state("wireless.clients") == "0"
    assert shown.state("wireless.radio.clients", "port:wifi2") == "0"
    for mode, clients in (("ap", "1"), ("station-bridge", "0")):
        shown.router.set_field("/interface/wifi", {"name": "wifi2"}, {"configuration.mode": mode})
        await shown.next_hour()
        assert shown.state("wireless.clients") == clients
        assert shown.state("wireless.radio.clients", "port:wifi2") == clients
