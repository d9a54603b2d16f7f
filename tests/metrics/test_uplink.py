"""Which interfaces are the uplinks, and their total traffic."""

from typing import Any

from homeassistant.core import HomeAssistant
import pytest

from custom_components.mikrotik_monitoring.metrics.gateway import Gateway
from custom_components.mikrotik_monitoring.metrics.interface import INTERFACE, InterfaceRow
from custom_components.mikrotik_monitoring.metrics.model import MissingSourceError, Query, Reading
from custom_components.mikrotik_monitoring.metrics.uplink import UPLINK, UplinkRow, shortened
from custom_components.mikrotik_monitoring.metrics.uplink_routes import UPLINK_ROUTES, RoutesRow
from simulator import Fault, SimulatedRouter
from tests.conftest import Clock, StartRouter, add_router, poll

from .entities import find, ports, state_of
from .readings import Known

KEYS = UPLINK.keys
RX = next(metric for metric in UPLINK.metrics if metric.key == "uplink.traffic.rx")


def interface(name: str, kind: str = "ether", rx: int = 0, tx: int = 0) -> InterfaceRow:
    """Return the row of an interface."""
    row = {"name": name, "type": kind, "rx-byte": str(rx), "tx-byte": str(tx)}
    return InterfaceRow.from_row(row)


def gateway(name: str, interface: str, **arguments: str) -> Gateway:
    """Return a gateway of an active default route."""
    return Gateway(name=name, interface=interface, arguments=tuple(arguments.items()))


async def read(
    interfaces: list[InterfaceRow] | None,
    gateways: list[Gateway] | None = None,
    *,
    before: Reading[UplinkRow] | None = None,
    is_full: bool = False,
    at: float = 0,
) -> Reading[UplinkRow]:
    """Read the uplinks from the other groups' readings."""
    told: dict[str, Reading[Any] | None] = {
        INTERFACE.key: None
        if interfaces is None
        else Reading(at=at, rows={f"port:{row.name}": row for row in interfaces}),
        UPLINK_ROUTES.key: None
        if gateways is None
        else Reading(at=at, rows={"": RoutesRow(gateways=tuple(gateways))}),
    }

    async def ask(*_: object, **__: object) -> list[dict[str, str]]:
        raise AssertionError("nothing is to be asked")

    query = Query[UplinkRow](
        ask=ask,
        keys=KEYS,
        before=before,
        readings=Known.latest_of(told),
        is_full=is_full,
    )
    rows = await UPLINK.read(query)
    return Reading(at=at, rows={key: row for key, row in rows.items() if row is not None})


def names(reading: Reading[UplinkRow]) -> str:
    """Return the names of the uplinks."""
    return reading.rows[""].names


PORTS = [
    interface("ether1", rx=1000, tx=500),
    interface("ether2", rx=9000, tx=9000),
    interface("bridge", "bridge", rx=10_000, tx=20_000),
    interface("pppoe-out1", "pppoe-out", rx=900, tx=400),
]


@pytest.mark.parametrize(
    ("gateways", "uplinks"),
    [
        ([gateway("192.0.2.1", "ether1")], "ether1"),
        ([gateway("192.0.2.1", "ether1"), gateway("fe80::1", "ether1")], "ether1"),
        (
            [gateway("192.0.2.1", "ether1"), gateway("pppoe-out1", "pppoe-out1")],
            "ether1, pppoe-out1",
        ),
        ([gateway("192.0.2.1", "ether1"), gateway("a", "ether2", vrf="office")], "ether1, ether2"),
        ([gateway("a", "ether1", vrf="office")], "ether1"),
        ([gateway("192.0.2.1", "bridge")], "ether2"),
        ([gateway("192.0.2.1", "gone1")], "ether2"),
        ([gateway("192.0.2.1", "")], "ether2"),
        ([], "ether2"),
        (None, "ether2"),
    ],
)
async def test_uplinks(gateways: list[Gateway] | None, uplinks: str) -> None:
    """The default routes decide; without them it is the port with the most traffic."""
    assert names(await read(PORTS, gateways)) == uplinks


async def test_a_tunnel_counts_on_what_it_passes() -> None:
    """An uplink whose traffic passes another one; alone its own counts."""
    both = [gateway("192.0.2.1", "ether1"), gateway("wg1", "wg1")]
    ports = [PORTS[0], interface("wg1", "wg", rx=500)]
    grown = [interface("ether1", rx=3000), interface("wg1", "wg", rx=1500)]
    first, now = await read(ports, both, at=0), await read(grown, both, at=4)
    assert names(now) == "ether1, wg1"
    assert RX.value("", now, first) == pytest.approx(2000 * 8 / 4)
    first, now = await read(ports, both[1:], at=0), await read(grown, both[1:], at=4)
    assert RX.value("", now, first) == pytest.approx(1000 * 8 / 4)


def test_more_names_than_a_state_holds() -> None:
    """The first names are shown, with the number of all."""
    many = [f"pppoe-out{number:03}" for number in range(100)]
    assert shortened(many[:3]) == "pppoe-out000, pppoe-out001, pppoe-out002"
    text = shortened(many)
    assert len(text) <= 255
    assert text.startswith("pppoe-out000, ")
    assert text.endswith(" … (100)")


async def test_tunnels_alone() -> None:
    """A router without any port has an uplink too; before there are interfaces, it has none yet."""
    assert names(await read(PORTS[3:])) == "pppoe-out1"
    nothing: tuple[list[InterfaceRow] | None, ...] = ([], None)
    for interfaces in nothing:
        with pytest.raises(MissingSourceError):
            await read(interfaces)


async def test_the_busiest_is_chosen_once_an_hour() -> None:
    """Two equally busy ports do not alternate."""
    first = await read(PORTS)
    now = [interface("ether1", rx=99_000), *PORTS[1:]]
    assert names(await read(now, before=first)) == "ether2"
    assert names(await read(now, before=first, is_full=True)) == "ether1"
    assert names(await read(now[:1], before=first)) == "ether1"


async def test_rates_are_of_the_same_uplinks() -> None:
    """Other uplinks, or a counter that went back, give no rate; the counters' times are used."""
    both = [gateway("192.0.2.1", "ether1"), gateway("192.0.2.2", "ether2")]
    first = await read(PORTS, both, at=10)
    grown = [interface("ether1", rx=2000), interface("ether2", rx=9500)]
    now = await read(grown, both, at=14)
    assert RX.value("", now, first) == pytest.approx(1500 * 8 / 4)
    assert RX.value("", now, None) is None
    assert RX.value("", await read(grown, both[:1], at=14), first) is None
    reset = [interface("ether1", rx=5), interface("ether2", rx=9500)]
    assert RX.value("", await read(reset, both, at=14), first) is None


@pytest.mark.parametrize(
    ("profile", "uplinks"),
    [
        ("rb5009", ["ether1"]),
        ("ccr_isp", ["sfp-sfpplus1"]),
        ("hap_v6", ["ether1"]),
        ("chr", ["ether1"]),
    ],
)
async def test_uplinks_of_the_profiles(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock, profile: str, uplinks: list[str]
) -> None:
    """What is shown is the sum of what these ports show."""
    router: SimulatedRouter = await start_router(profile)
    await add_router(hass, router, recording_level="full")
    await clock.advance(70)
    assert state_of(hass, router, "uplink.interfaces") == ", ".join(uplinks)
    for way in ("rx", "tx"):
        ports = [
            float(state_of(hass, router, f"interface.traffic.{way}", f"port:{name}"))
            for name in uplinks
        ]
        shown = float(state_of(hass, router, f"uplink.traffic.{way}"))
        assert shown == pytest.approx(sum(ports), rel=1e-4)
        assert shown > 0


TABLE = "/interface/print"
SHOWN = "uplink.traffic.rx"


async def test_a_missed_reading_changes_nothing(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """The same counters give the same rate; two missed readings are too many."""
    router = await start_router(interfaces=ports("rb5009", "ether1", "ether2"))
    entry = await add_router(hass, router, recording_level="full")
    await clock.advance(10)
    hass.config_entries.async_update_entry(entry, pref_disable_polling=True)
    before = float(state_of(hass, router, SHOWN))
    assert before > 0
    await poll(entry, clock, "short")
    router.faults.set(Fault.REFUSE, command=TABLE, message="failure: busy")
    await poll(entry, clock, "realtime")
    assert float(state_of(hass, router, SHOWN)) == before
    await poll(entry, clock, "realtime")
    assert state_of(hass, router, SHOWN) == "unavailable"
    router.faults.clear()
    await clock.skip(5)
    await poll(entry, clock, "realtime")
    assert float(state_of(hass, router, SHOWN)) > 0


async def test_uplinks_follow_their_sources_at_once(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """If interfaces are read late, the uplinks come with them, not an hour later."""
    router = await start_router(interfaces=ports("rb5009", "ether1", "ether2"))
    router.faults.set(Fault.REFUSE, command=TABLE, message="failure: busy")
    await add_router(hass, router, recording_level="full")
    await clock.advance(30)
    assert find(hass, router, SHOWN) is None
    router.faults.clear()
    await clock.advance(20)
    assert float(state_of(hass, router, SHOWN)) > 0
