"""Whole routers that write their values in unusual forms: what a person sees of them.

The forms that RouterOS uses for a flag, a number, a duration or a name are from MikroTik's manuals
and users' reports; here a simulated router replies with them.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from homeassistant.const import STATE_OFF, STATE_ON, STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import SimulatedRouter

from .conftest import EVERYTHING, Clock, StartRouter, add_router, poll, serial_of
from .metrics.entities import ports
from .walk.watched import enable_all

INTERFACES = "/interface"
HEALTH = "/system/health"
NETWATCH = "/tool/netwatch"
LEASES = "/ip/dhcp-server/lease"


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What Home Assistant shows of a router, every entity enabled."""

    hass: HomeAssistant
    router: SimulatedRouter
    entry: MockConfigEntry
    clock: Clock

    @property
    def unique_ids(self) -> set[str]:
        """Return the unique ids of the router's entities, without the router's own part."""
        entities = er.async_entries_for_config_entry(er.async_get(self.hass), self.entry.entry_id)
        return {entity.unique_id.split("_", 1)[1] for entity in entities}

    @property
    def devices(self) -> set[str | None]:
        """Return the names of the router and its interfaces."""
        registry = dr.async_get(self.hass)
        routers = dr.async_entries_for_config_entry(registry, self.entry.entry_id)
        interfaces = dr.async_child_entries_for_config_entry(registry, self.entry.entry_id)
        return {device.name for device in (*routers, *interfaces)}

    async def tell(self, tier: str, menu: str, **values: str | None) -> None:
        """Change fields of a menu of one row, and poll a tier."""
        self.router.set_field(menu, {}, values)
        await poll(self.entry, self.clock, tier)

    def entity_id(self, known_by: str) -> str | None:
        """Return the id of an entity, None if there is none."""
        unique_id = f"{serial_of(self.router)}_{known_by}"
        registry = er.async_get(self.hass)
        ids = (
            registry.async_get_entity_id(platform, "mikrotik_monitoring", unique_id)
            for platform in ("sensor", "binary_sensor", "update")
        )
        return next((found for found in ids if found is not None), None)

    def state(self, metric: str, instance: str = "") -> str | None:
        """Return the state of a metric's entity, None if there is none."""
        found = self.entity_id("_".join(filter(None, (metric, instance))))
        state = None if found is None else self.hass.states.get(found)
        return None if state is None else state.state

    def number(self, metric: str, instance: str = "") -> float:
        """Return the state of an entity that has a number."""
        state = self.state(metric, instance)
        assert state is not None, (metric, instance)
        return float(state)

    def name(self, metric: str, instance: str = "") -> str:
        """Return the name of an entity."""
        found = self.entity_id("_".join(filter(None, (metric, instance))))
        state = None if found is None else self.hass.states.get(found)
        assert state is not None, (metric, instance)
        return state.name


type Change = Callable[[SimulatedRouter], object]
type Show = Callable[..., Awaitable[Shown]]


@pytest.fixture
def show(hass: HomeAssistant, start_router: StartRouter, clock: Clock) -> Show:
    """Return a function that changes a router, adds it and returns what is shown of it."""

    async def shown(change: Change, profile: str = "rb5009", **options: object) -> Shown:
        kept = {"interfaces": ports(profile, "ether1", "ether2", "ether3", "ether4", "lte1")}
        router = await start_router(profile, **(kept | options))
        change(router)
        entry = await add_router(hass, router, recording_level="full", **EVERYTHING)
        await enable_all(hass, entry, clock)
        return Shown(hass=hass, router=router, entry=entry, clock=clock)

    return shown


def replace_rows(router: SimulatedRouter, menu: str, *rows: Mapping[str, str | bytes]) -> None:
    """Replace all rows of a menu."""
    table = router.device.table(menu)
    for record in list(table.records(router.device.seconds)):
        table.remove(record)
    for row in rows:
        router.add_row(menu, row)


def port_fields(**fields: Mapping[str, str | bytes | None]) -> Change:
    """Return a function that writes fields of interfaces, by their names."""

    def change(router: SimulatedRouter) -> None:
        for name, values in fields.items():
            router.set_field(INTERFACES, {"name": name}, values)

    return change


async def test_flags(show: Show) -> None:
    """Set is "true", "yes" and the empty text; unset is "false", "no" and an absent field."""
    running = {"ether1": "yes", "ether2": "", "ether3": "no", "ether4": None}
    shown = await show(port_fields(**{name: {"running": word} for name, word in running.items()}))
    states = {name: shown.state("interface.running", f"port:{name}") for name in running}
    assert states == {
        "ether1": STATE_ON,
        "ether2": STATE_ON,
        "ether3": STATE_OFF,
        "ether4": STATE_OFF,
    }


async def test_flags_of_what_is_disabled(show: Show) -> None:
    """What is disabled has no entities, whatever the form; an absent flag is not set."""
    disabled = {"ether1": "", "ether2": "yes", "ether3": "no", "ether4": None}
    shown = await show(port_fields(**{name: {"disabled": word} for name, word in disabled.items()}))
    found = {name for name in disabled if shown.state("interface.running", f"port:{name}")}
    assert found == {"ether3", "ether4"}


async def test_flags_of_a_bgp_session(show: Show) -> None:
    """RouterOS 7 writes an established session's flag as an empty text; a lost one has none."""

    def change(router: SimulatedRouter) -> None:
        menu = "/routing/bgp/session"
        router.set_field(menu, {"name": "arelion-1"}, {"established": ""})
        router.set_field(menu, {"name": "lix-rs1-1"}, {"established": "yes"})
        router.set_field(menu, {"name": "lix-rs2-1"}, {"established": "false"})
        router.set_field(menu, {"name": "customer-a-1"}, {"established": None})

    shown = await show(change, "ccr_isp", subscriber_queues=False)
    peers = ("arelion", "lix-rs1", "lix-rs2", "customer-a")
    states = [shown.state("bgp.peer.established", peer) for peer in peers]
    assert states == [STATE_ON, STATE_ON, STATE_OFF, STATE_OFF]
    assert shown.state("bgp.sessions.established") == "2"


async def test_rules_without_flags(show: Show) -> None:
    """A dynamic rule has neither "disabled" nor "invalid"; a rule that lacks them counts."""
    rule = {"chain": "input", "action": "drop", "bytes": "600", "packets": "10"}
    shown = await show(
        lambda router: replace_rows(
            router,
            "/ip/firewall/filter",
            rule | {"comment": "Plain"},
            rule | {"comment": "Off", "disabled": ""},
            rule | {"comment": "Made by the router", "dynamic": ""},
            rule | {"comment": "New in a later version", "action": "vaporise"},
        )
    )
    assert shown.state("firewall.rule.packets", "rule:filter:input:Plain") is not None
    assert shown.state("firewall.rule.packets", "rule:filter:input:Made by the router") is None
    assert shown.state("firewall.rule.packets", "rule:filter:input:New in a later version") is None
    assert shown.state("firewall.filter.packets") is not None


async def test_counters_of_64_bits(show: Show) -> None:
    """A counter may be as large as 64 bits allow; text that is no number is unknown."""
    shown = await show(
        port_fields(
            ether1={"rx-byte": "18446744073709551615", "tx-byte": "0"},
            ether2={"rx-byte": "12 345 678", "tx-byte": "many"},
        )
    )
    assert shown.number("interface.total.rx", "port:ether1") == pytest.approx(18446744073.709551)
    assert shown.number("interface.total.tx", "port:ether1") == 0
    assert shown.state("interface.total.rx", "port:ether2") is None
    assert shown.state("interface.total.tx", "port:ether2") is None


async def test_counters_that_a_port_lacks(show: Show) -> None:
    """Many ports count no errors or drops: these have no such entities, the others do."""
    fields = ("rx-error", "tx-error", "rx-drop", "tx-drop")
    shown = await show(
        port_fields(ether1=dict.fromkeys(fields), ether2=dict.fromkeys((*fields, "tx-queue-drop")))
    )
    assert shown.state("interface.errors.rate", "port:ether1") is None
    assert shown.state("interface.errors.rx", "port:ether1") is None
    assert shown.state("interface.drops.rate", "port:ether1") is not None
    assert shown.state("interface.drops.rate", "port:ether2") is None
    assert shown.state("interface.drops.rate", "port:ether3") is not None


async def test_uptime(show: Show) -> None:
    """Weeks to milliseconds in one text, without units that are zero; older ones had colons."""
    texts = {
        "1w2d3h4m5s": 788645,
        "41w6d18h4m22s": 25380262,
        "1653w3d1h46m43s": 1000000003,
        "53m10s720ms": 3190.72,
        "0ms": 0,
        "01:22:53": 4973,
        "2d03:04:05": 183845,
        "0s": 0,
    }
    shown = await show(lambda _: None, "chr")
    for text, seconds in texts.items():
        await shown.tell("realtime", "/system/resource", uptime=text)
        booted = dt_util.parse_datetime(shown.state("system.uptime") or "")
        assert booted is not None, text
        assert abs(dt_util.utcnow() - timedelta(seconds=seconds) - booted) < timedelta(seconds=5)
    await shown.tell("realtime", "/system/resource", uptime="eternity")
    assert shown.state("system.uptime") == STATE_UNKNOWN


async def test_resources_that_are_not_told(show: Show) -> None:
    """Without uptime, storage or bad blocks there are no such entities; the others exist."""
    absent = dict.fromkeys(("uptime", "bad-blocks", "free-hdd-space", "cpu-frequency"))
    shown = await show(lambda router: router.set_field("/system/resource", {}, absent))
    for metric in ("uptime", "storage.bad_blocks", "storage.percent", "storage.free"):
        assert shown.state(f"system.{metric}") is None
    assert shown.number("system.storage.total") > 0
    assert shown.number("system.cpu.load") >= 0


async def test_bad_blocks(show: Show) -> None:
    """Both whole numbers and fractions, with the console's per cent sign or without."""
    texts = {"0": 0, "1": 1, "4.7": 4.7, "0.7%": 0.7, "12": 12}
    shown = await show(lambda _: None, "hap_v6")
    for text, value in texts.items():
        await shown.tell("long", "/system/resource", **{"bad-blocks": text})
        assert shown.number("system.storage.bad_blocks") == value
    for odd in ("none", "", None):
        await shown.tell("long", "/system/resource", **{"bad-blocks": odd})
        assert shown.state("system.storage.bad_blocks") == STATE_UNKNOWN


async def test_round_trips(show: Show) -> None:
    """Milliseconds and microseconds in one text; what is no duration is unknown."""
    times = {"9ms445us": 9.445, "245us": 0.245, "690ms": 690, "12ms": 12, "0ms": 0, "4s750ms": 4750}
    odd = ("never", "", "12 ms", "fast")
    entry = {"host": "1.1.1.1", "type": "icmp"}
    shown = await show(
        lambda router: replace_rows(
            router,
            NETWATCH,
            *(entry | {"name": f"<{text}>", "rtt-avg": text} for text in (*times, *odd)),
        )
    )
    for text, milliseconds in times.items():
        assert shown.number("netwatch.rtt", f"<{text}>") == pytest.approx(milliseconds, abs=0.0051)
    for text in odd:
        assert shown.state("netwatch.rtt", f"<{text}>") == STATE_UNKNOWN


async def test_words_of_netwatch(show: Show) -> None:
    """Only "up" and "down" are states; before the first test, and in new words, it is unknown."""
    words = {"up": STATE_ON, "down": STATE_OFF, "unknown": STATE_UNKNOWN, "flying": STATE_UNKNOWN}
    shown = await show(
        lambda router: replace_rows(
            router,
            NETWATCH,
            *(
                {
                    "host": f"192.0.2.{n}",
                    "comment": word,
                    "status": word,
                    "loss-percent": "5%",
                    "type": "icmp",
                }
                for n, word in enumerate(words)
            ),
            {"host": "192.0.2.9", "type": "icmp"},
        )
    )
    for word, state in words.items():
        assert shown.state("netwatch.up", word) == state
    assert shown.state("netwatch.up", "192.0.2.9") == STATE_UNKNOWN
    assert shown.state("netwatch.loss", "up") == "5.0"
    assert shown.state("netwatch.loss", "192.0.2.9") == STATE_UNKNOWN


async def test_dates(show: Show) -> None:
    """Both styles of dates are the router's local time; the month may have a capital."""
    moment, west = "2026-11-01T02:11:00+00:00", "2026-11-01T07:41:00+00:00"
    dates = {
        ("2026-11-01 04:11:00", "+02:00"): moment,
        ("2026-11-01 04:11:00", "-03:30"): west,
        ("nov/01/2026 04:11:00", "+02:00"): moment,
        ("Nov/01/2026 04:11:00", "-03:30"): west,
        ("smarch/13/2026 04:11:00", "+02:00"): STATE_UNKNOWN,
        ("never", "+02:00"): STATE_UNKNOWN,
    }
    shown = await show(lambda _: None, "chr")
    for (text, offset), state in dates.items():
        shown.router.set_field("/system/clock", {}, {"gmt-offset": offset})
        await shown.tell("long", "/system/license", **{"deadline-at": text})
        assert shown.state("system.licence.deadline") == state


async def test_pairs(show: Show) -> None:
    """Two numbers of a queue are separated by a slash or a comma; otherwise they are unknown."""
    queue = {"target": "10.0.0.1/32", "parent": "none", "dropped": "0/0", "packets": "1/2"}
    shown = await show(
        lambda router: replace_rows(
            router,
            "/queue/simple",
            queue | {"name": "slash", "bytes": "45666000/172388000", "max-limit": "1000000000/0"},
            queue | {"name": "comma", "bytes": "1000000000,2000000000", "max-limit": "10M/10M"},
            queue | {"name": "one", "bytes": "7"},
            queue | {"name": "absent"},
        )
    )
    assert shown.number("queue.simple.total.upload", "slash") == pytest.approx(0.045666)
    assert shown.number("queue.simple.total.download", "slash") == pytest.approx(0.172388)
    assert shown.number("queue.simple.total.upload", "comma") == 1
    assert shown.number("queue.simple.total.download", "comma") == 2
    # Upload has a limit, of which a share is used; download has none.
    assert shown.state("queue.simple.utilisation.upload", "slash") is not None
    assert shown.state("queue.simple.utilisation.download", "slash") is None
    assert shown.state("queue.simple.utilisation.upload", "comma") is None
    for name in ("one", "absent"):
        assert shown.state("queue.simple.upload", name) is None
        assert shown.state("queue.simple.drops", name) is not None


async def test_signals(show: Show) -> None:
    """Legacy radios append the rate to a signal, newer ones write the number, some a unit."""
    menu = "/interface/wireless/registration-table"
    signals = ("-62@1Mbps", "-71@HT20-6", "-50", "-55dBm")
    shown = await show(
        lambda router: replace_rows(
            router,
            menu,
            *({"interface": "wlan1", "signal-strength": text, "tx-ccq": "113"} for text in signals),
            {"interface": "wlan1", "bytes": "1851474,2037295"},
        ),
        "hap_v6",
        interfaces=ports("hap_v6", "wlan1"),
    )
    assert shown.state("wireless.radio.clients", "port:wlan1") == "5"
    assert shown.number("wireless.radio.signal.average", "port:wlan1") == -60
    assert shown.number("wireless.radio.signal.worst", "port:wlan1") == -71
    assert shown.number("wireless.radio.ccq", "port:wlan1") == 113


async def test_units_of_the_console(show: Show) -> None:
    """A unit that only the console should write is taken off, whole numbers and fractions alike."""
    readings = {
        ("voltage", "V", "24.3V"): ("health.voltage", "24.3"),
        ("temperature", "C", "36C"): ("health.temperature", "36.0"),
        ("psu1-current", "A", "412mA"): ("health.current", "0.412"),
        ("power-consumption", "W", "4.7"): ("health.power", "4.7"),
        ("poe-out-consumption", "W", "1"): ("health.power", "1.0"),
        ("fan1-speed", "RPM", "4080RPM"): ("health.fan.speed", "4080"),
        ("cpu-temperature", "C", "hot"): ("health.temperature", None),
        ("board-temperature1", "C", ""): ("health.temperature", None),
    }
    shown = await show(
        lambda router: replace_rows(
            router,
            HEALTH,
            *({"name": name, "type": kind, "value": text} for name, kind, text in readings),
        )
    )
    for (name, *_), (metric, state) in readings.items():
        found = shown.state(metric, name)
        assert found == state or float(found or "nan") == float(state or "nan"), name


async def test_words_of_health(show: Show) -> None:
    """A part that is anything but "ok" has failed; a sensor of a new type is ignored."""
    shown = await show(
        lambda router: replace_rows(
            router,
            HEALTH,
            {"name": "psu1-state", "value": "ok", "type": ""},
            {"name": "psu2-state", "value": "unplugged", "type": ""},
            {"name": "fan-state", "value": "", "type": ""},
            {"name": "flux", "value": "3", "type": "Wb"},
        )
    )
    assert shown.state("health.state", "psu1-state") == STATE_OFF
    assert shown.state("health.state", "psu2-state") == STATE_ON
    assert shown.state("health.state", "fan-state") is None
    assert not [known for known in shown.unique_ids if known.endswith("flux")]


async def test_settings_beside_the_sensors(show: Show) -> None:
    """RouterOS 6 writes all sensors into one row, and settings between them."""
    shown = await show(
        lambda router: router.set_field(
            HEALTH, {}, {"voltage": "24.1V", "fan-mode": "auto", "use-fan": "main", "state": "ok"}
        ),
        "hap_v6",
    )
    health = {known for known in shown.unique_ids if known.startswith("health.")}
    assert health == {"health.voltage_voltage"}
    assert shown.number("health.voltage", "voltage") == 24.1


async def test_modems(show: Show) -> None:
    """The band is inside a text; signals may be fractions; the operator may be padded."""
    bands = {
        "lte1": ("primary-band", "B3@15Mhz earfcn: 1875 phy-cellid: 345", "B3"),
        "lte2": ("primary-band", "n78@100Mhz arfcn: 640000", "n78"),
        "lte3": ("earfcn", "1700 (band 3, bandwidth 20Mhz)", "B3"),
        "lte4": ("earfcn", "1700", None),
    }
    told = {"current-operator": "LMT\0\0", "rsrp": "-107", "rsrq": "-13.5", "cqi": "9"}
    [modem] = ports("ltap", "lte1")
    modems = tuple(
        replace(modem, name=name, default_name=name, modem=told | {field: text})
        for name, (field, text, _) in bands.items()
    )
    shown = await show(lambda _: None, "ltap", interfaces=modems)
    for name, (*_, band) in bands.items():
        port = f"port:{name}"
        assert shown.state("lte.operator", port) == "LMT"
        assert shown.number("lte.rsrp", port) == pytest.approx(-107, abs=4)
        assert shown.number("lte.rsrq", port) == pytest.approx(-13.5, abs=1.5)
        assert shown.number("lte.cqi", port) == 9
        assert shown.state("lte.sinr", port) is None
        assert shown.state("lte.band", port) == band


async def test_speeds(show: Show) -> None:
    """A link's speed is a text with its unit: "10Mbps", "2.5Gbps"."""
    [port] = ports("rb5009", "ether1")
    speeds = (10, 100, 1000, 2500, 10_000, 25_000)
    links = (
        replace(port, name=f"e{speed}", default_name=f"e{speed}", speed=speed) for speed in speeds
    )
    shown = await show(lambda _: None, interfaces=tuple(links))
    assert [shown.number("interface.link.speed", f"port:e{speed}") for speed in speeds] == [*speeds]


async def test_a_table_that_is_off(show: Show) -> None:
    """Connections are not counted while they are not tracked: there is no such entity."""
    shown = await show(
        lambda router: router.set_field(
            "/ip/firewall/connection/tracking", {}, {"enabled": "no", "total-entries": None}
        )
    )
    assert shown.state("connection.total") is None
    assert shown.state("connection.saturation") is None
    assert shown.state("system.cpu.load") is not None


ODD_NAMES = ("yes", "007", "<pppoe-x>", "a/b", "true", "a,b", 'say "hi"', "žirafe 1", "a_b", "*1")


async def test_names_of_interfaces(show: Show) -> None:
    """A name is a text, whatever it looks like; it is part of the entities' unique ids."""

    def change(router: SimulatedRouter) -> None:
        for name in ODD_NAMES:
            router.add_row(INTERFACES, {"name": name, "type": "vlan", "running": "true"})
        router.set_field(INTERFACES, {"name": "ether2"}, {"name": "no", "comment": "yes"})
        router.set_field(INTERFACES, {"name": "ether3"}, {"name": "0x1F", "comment": "0042"})

    shown = await show(change)
    for name in ODD_NAMES:
        assert shown.state("interface.running", f"name:{name}") == STATE_ON
        assert name in shown.devices
    assert shown.name("interface.traffic.rx", "port:ether2") == "no · yes RX"
    assert shown.name("interface.traffic.rx", "port:ether3") == "0x1F · 0042 RX"


async def test_a_comma_in_the_name_of_a_port(show: Show) -> None:
    """A command for several ports uses their numbers instead, so the comma divides nothing."""
    shown = await show(port_fields(ether1={"name": "in,out"}, ether2={"name": "ether1"}))
    assert shown.number("interface.link.speed", "port:ether1") == 2500
    assert shown.number("interface.link.speed", "port:ether2") == 1000


async def test_dynamic_interfaces(show: Show) -> None:
    """A subscriber's interface has no entities, even if "dynamic" is an empty text."""

    def change(router: SimulatedRouter) -> None:
        for name, flag in (("<pppoe-kim>", "true"), ("<pppoe-lee>", "yes")):
            router.add_row(INTERFACES, {"name": name, "type": "pppoe-in", "dynamic": flag})
        router.add_row(INTERFACES, {"name": "<pppoe-own>", "type": "pppoe-in"})

    shown = await show(change)
    pppoe = {known for known in shown.unique_ids if "running_name:<pppoe" in known}
    assert pppoe == {"interface.running_name:<pppoe-own>"}


async def test_names_of_queues_servers_and_peers(show: Show) -> None:
    """Those without a device, too: each has its entities and is called by its name."""

    def change(router: SimulatedRouter) -> None:
        queue = {"bytes": "1/2", "packets": "1/2", "dropped": "0/0", "parent": "none"}
        replace_rows(router, "/queue/simple", *({"name": name} | queue for name in ODD_NAMES))
        servers = ({"name": name, "address-pool": "static-only"} for name in ODD_NAMES)
        replace_rows(router, "/ip/dhcp-server", *servers)
        replace_rows(
            router,
            "/routing/bgp/connection",
            *({"name": name, "remote.address": "192.0.2.1"} for name in ODD_NAMES),
        )

    shown = await show(change)
    for name in ODD_NAMES:
        assert shown.name("queue.simple.upload", name).endswith(f"Queue {name} upload")
        assert shown.state("dhcp.leases.active", name) == "0"
        assert shown.state("dhcp.leases.percent", name) is None
        assert shown.state("bgp.peer.state", name) == "down"


async def test_comments_in_a_code_page(show: Show, hass: HomeAssistant) -> None:
    """WinBox writes the PC's code page, WebFig UTF-8: one router may hold both."""
    shown = await show(
        port_fields(
            ether1={"comment": "Провайдер".encode("cp1251")},
            ether2={"comment": "Телевизор"},
            ether3={"comment": "Piešķīrums".encode("cp1257")},
        )
    )
    assert "ether2 · Телевизор" in shown.devices
    hass.config_entries.async_update_entry(
        shown.entry, options={**shown.entry.options, "text_encoding": "cp1251"}
    )
    await hass.config_entries.async_reload(shown.entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert {"ether1 · Провайдер", "ether2 · Телевизор"} <= shown.devices
    assert shown.name("interface.traffic.rx", "port:ether1") == "ether1 · Провайдер RX"
    assert shown.state("interface.running", "port:ether3") == STATE_ON


async def test_an_identity_of_any_bytes(show: Show) -> None:
    """The router's own name may be in a code page too, and hold what looks like a flag."""
    shown = await show(
        lambda router: router.set_field("/system/identity", {}, {"name": b"caf\xe9 yes"})
    )
    assert "café yes" in shown.devices


async def test_versions(show: Show) -> None:
    """A version is shown as the router writes it, with a channel nobody has heard of too."""
    versions = (
        "7.18rc2 (testing)",
        "7.1beta4 (development)",
        "6.42.12 (bugfix)",
        "8.0 (quantum)",
        "next",
    )
    shown = await show(lambda _: None, "chr")
    for version in versions:
        await shown.tell("long", "/system/resource", version=version)
        assert shown.state("system.version") == version


async def test_leases_in_states_to_come(show: Show) -> None:
    """Only a bound lease is active; names of digits and absent ones do not matter."""
    server, pool = "lan", "192.168.88.10-192.168.88.19,192.168.88.30,192.168.88.32/31"

    def change(router: SimulatedRouter) -> None:
        replace_rows(router, "/ip/pool", {"name": "pool", "ranges": pool})
        replace_rows(router, "/ip/dhcp-server", {"name": server, "address-pool": "pool"})
        states = ("bound", "waiting", "offered", "conflict", "pondering", "")
        leases = (
            {"address": f"192.168.88.{10 + number}", "server": server, "status": state}
            for number, state in enumerate(states)
        )
        replace_rows(
            router,
            LEASES,
            *leases,
            {"address": "192.168.88.33", "server": server, "status": "bound", "host-name": "007"},
            {"address": "10.9.9.9", "server": server, "status": "bound"},
        )

    shown = await show(change)
    assert shown.state("dhcp.leases.active", server) == "2"
    assert shown.state("dhcp.leases.available", server) == str(13 - 2)


async def test_gateways_in_a_list(show: Show) -> None:
    """A balanced route of RouterOS 6 has its gateways in one field, with commas between."""
    shown = await show(
        lambda router: router.set_field(
            "/ip/route",
            {"dst-address": "0.0.0.0/0"},
            {
                "gateway": "100.64.12.1,100.64.13.1",
                "gateway-status": "100.64.12.1 reachable via  ether1,100.64.13.1 unreachable",
            },
        ),
        "hap_v6",
    )
    for gateway in ("100.64.12.1", "100.64.13.1"):
        assert shown.state("ping.loss", gateway) is not None


async def test_rows_with_nothing_that_was_asked(show: Show) -> None:
    """A row without any of the requested fields is a bare sentence: it is no sensor, no core."""

    def change(router: SimulatedRouter) -> None:
        replace_rows(router, HEALTH, {"colour": "blue"})
        replace_rows(router, "/system/resource/cpu", {"irq": "1"}, {"cpu": "cpu1", "load": "3"})

    shown = await show(change)
    assert not [known for known in shown.unique_ids if known.startswith("health.")]
    assert shown.state("system.cpu.core.load", "1") == "3"
    assert "system.cpu.core.load" not in shown.unique_ids
