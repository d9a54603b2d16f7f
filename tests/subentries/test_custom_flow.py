"""The dialogue that adds a metric of an owner's own: what it asks, refuses and shows."""

from collections.abc import Mapping
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest

from custom_components.mikrotik_monitoring.metrics.custom_units import DEVICE_CLASSES
from custom_components.mikrotik_monitoring.subentries import custom_trial
from simulator import Fault, SimulatedRouter, load_profile
from tests.conftest import Clock, StartRouter, add_router, is_connected, wait_for

from .dialogue import (
    SHOWN,
    UNIT,
    add,
    begin,
    change,
    choose,
    fields_of,
    fill,
    options_of,
    sensors,
    shown,
    submit,
    suggested,
    told,
)

FILTER = "/ip/firewall/filter"
SUM = {"how": "sum", "field": "bytes", "rate": False}
COUNT = {"how": "count", "rate": False}
ROWS = {"how": "rows", "field": "rx-packet", "name_field": "name"}
LOAD = {"how": "value", "field": "cpu-load"}
CLASSES = ["none", "duration"]
PAUSE = custom_trial.pause


@pytest.fixture(autouse=True)
def _no_waiting(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the time between the two readings of a rate pass at once."""

    async def pause() -> None:
        clock.offset += 2

    monkeypatch.setattr(custom_trial, "pause", pause)


async def test_a_number_of_rows(hass: HomeAssistant, router: SimulatedRouter, clock: Clock) -> None:
    """The dialogue shows what the sensor will."""
    entry = await add_router(hass, router)
    rules = len(router.rows(FILTER))
    result = await fill(hass, await begin(hass, entry), {"menu": FILTER})
    assert result["step_id"] == "value"
    assert told(result)["rows"] == str(rules)
    assert options_of(result, "how") == ["count", "value", "sum", "maximum", "rows"]
    review = await fill(hass, result, COUNT, SHOWN, UNIT)
    assert review["type"] is FlowResultType.MENU
    said = told(review)
    assert (said["value"], said["count"], said["printed"]) == (str(rules), "1", "0")
    assert float(said["milliseconds"]) >= 0
    assert not entry.subentries
    done = await choose(hass, review, "save")
    assert done["title"] == "Mine"
    await clock.settle()
    assert shown(hass, entry) == str(rules)


async def test_what_a_person_typed_is_one_spelling(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """A menu is stored as it is queried, conditions without spaces."""
    entry = await add_router(hass, router)
    await add(
        hass, entry, {"menu": " IP firewall/Filter ", "query": [" chain = input ", " "]}, COUNT
    )
    (subentry,) = entry.subentries.values()
    assert subentry.data["menu"] == FILTER
    assert subentry.data["query"] == ["chain = input"]
    await clock.settle()
    inputs = [row for row in router.rows(FILTER) if row["chain"] == "input"]
    assert shown(hass, entry) == str(len(inputs))


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({"menu": "/ppp secret"}, {"menu": "denied_menu"}),
        ({"menu": "ppp/secret/"}, {"menu": "denied_menu"}),
        ({"menu": " /PPP/SECRET "}, {"menu": "denied_menu"}),
        ({"menu": "/user"}, {"menu": "denied_menu"}),
        ({"menu": "/user/active"}, {"menu": "denied_menu"}),
        ({"menu": "/file"}, {"menu": "denied_menu"}),
        ({"menu": "/system/script"}, {"menu": "denied_menu"}),
        ({"menu": "/snmp/community"}, {"menu": "denied_menu"}),
        ({"menu": "/ip/ipsec/identity"}, {"menu": "denied_menu"}),
        ({"menu": "/ip/ipsec/key/psk"}, {"menu": "denied_menu"}),
        ({"menu": "rules; reboot"}, {"menu": "invalid_menu"}),
        ({"menu": FILTER, "query": ["chain"]}, {"query": "invalid_query"}),
        ({"menu": "/interface/wireguard", "query": ["private-key=x"]}, {"query": "denied_field"}),
        ({"menu": "/no/such/menu"}, {"base": "no_such_menu"}),
    ],
)
async def test_a_menu_that_is_not_read(
    hass: HomeAssistant,
    router: SimulatedRouter,
    typed: dict[str, Any],
    errors: dict[str, str],
) -> None:
    """The error is shown at the field, and another one can be typed."""
    entry = await add_router(hass, router)
    asked = len(router.journal)
    result = await submit(hass, await begin(hass, entry), typed)
    assert result["step_id"] == "user"
    assert result["errors"] == errors
    assert suggested(result, "menu")
    if "base" not in errors:
        assert len(router.journal) == asked
    result = await submit(hass, result, {"menu": FILTER})
    assert result["step_id"] == "value"


@pytest.mark.parametrize(
    ("menu", "typed", "errors"),
    [
        ({"menu": FILTER}, {"how": "sum"}, {"field": "no_field"}),
        ({"menu": FILTER}, {"how": "sum", "field": "a b"}, {"field": "invalid_field"}),
        ({"menu": FILTER}, {"how": "sum", "field": "password"}, {"field": "denied_field"}),
        ({"menu": FILTER}, {"how": "sum", "field": "octets"}, {"field": "no_such_field"}),
        ({"menu": FILTER}, {"how": "sum", "field": "chain"}, {"field": "not_a_number"}),
        ({"menu": FILTER}, {"how": "value", "field": "bytes"}, {"how": "not_one_row"}),
        ({"menu": FILTER}, {"how": "maximum", "field": "bytes", "rate": True}, {"rate": "no_rate"}),
        ({"menu": FILTER}, {"how": "count", "rate": True}, {"rate": "no_rate"}),
        ({"menu": FILTER}, {"how": "rows", "field": "bytes"}, {"name_field": "no_name_field"}),
        (
            {"menu": FILTER},
            {"how": "rows", "field": "bytes", "name_field": "chain"},
            {"name_field": "same_names"},
        ),
        (
            {"menu": FILTER},
            {"how": "rows", "field": "bytes", "name_field": "nickname"},
            {"name_field": "no_names"},
        ),
        (
            {"menu": "/interface/wireguard"},
            {"how": "rows", "field": "mtu", "name_field": "private-key"},
            {"name_field": "denied_field"},
        ),
        (
            {"menu": "/ip/dhcp-server/lease", "query": ["status=bound"]},
            {"how": "sum", "field": "expires-after", "rate": True},
            {"rate": "not_counted"},
        ),
        (
            {"menu": "/interface", "query": ["type=ether"]},
            {"how": "rows", "field": "last-link-up-time", "name_field": "name"},
            {"field": "not_a_number"},
        ),
    ],
)
async def test_a_value_that_cannot_be(
    hass: HomeAssistant,
    router: SimulatedRouter,
    menu: dict[str, Any],
    typed: dict[str, Any],
    errors: dict[str, str],
) -> None:
    """The error is shown at the field; a valid value is then accepted."""
    entry = await add_router(hass, router)
    result = await fill(hass, await begin(hass, entry), menu)
    result = await submit(hass, result, typed)
    assert result["step_id"] == "value"
    assert result["errors"] == errors
    assert {name: suggested(result, name) for name in typed} == typed
    result = await submit(hass, result, COUNT)
    assert result["step_id"] == "shown"


async def test_a_name_is_needed(hass: HomeAssistant, router: SimulatedRouter) -> None:
    """Spaces do not count."""
    entry = await add_router(hass, router)
    result = await fill(hass, await begin(hass, entry), {"menu": FILTER}, COUNT)
    result = await submit(hass, result, {**SHOWN, "name": "  "})
    assert result["errors"] == {"name": "no_name"}
    result = await submit(hass, result, {**SHOWN, "name": " Правила 規則 "})
    assert result["step_id"] == "unit"


async def test_a_unit_that_cannot_be(hass: HomeAssistant, router: SimulatedRouter) -> None:
    """A typed one is limited to a word or two; with a device class it is from its list."""
    entry = await add_router(hass, router)
    result = await fill(hass, await begin(hass, entry), {"menu": FILTER}, COUNT, SHOWN)
    result = await submit(hass, result, {**UNIT, "unit": "x" * 30})
    assert result["errors"] == {"unit": "invalid_unit"}
    review = await submit(hass, result, {**UNIT, "unit": "rules"})
    assert told(review)["value"].endswith(" rules")


@pytest.mark.parametrize(
    ("form", "classes", "suggestion", "units", "states"),
    [
        (SUM, ["none", "data_size"], "data_size", {"B", "MiB", "GB"}, "total"),
        ({**SUM, "rate": True}, ["none", "data_rate"], "data_rate", {"bit/s"}, None),
        ({"how": "maximum", "field": "last-seen"}, CLASSES, "duration", {"s", "d"}, "measurement"),
        ({**SUM, "field": "packets"}, None, "none", {"packets"}, "total"),
        (LOAD, ["none", "battery"], "none", {"%"}, "measurement"),
        (ROWS, None, "none", {"packets"}, "total_increasing"),
        ({**SUM, "field": "disabled"}, ["none"], "none", {"%", "dBm"}, "measurement"),
    ],
)
async def test_the_lists_are_those_that_fit(
    hass: HomeAssistant,
    router: SimulatedRouter,
    form: dict[str, Any],
    classes: list[str] | None,
    suggestion: str,
    units: set[str],
    states: str | None,
) -> None:
    """For bytes the class is a size, for their growth a rate; a rate is only a measurement."""
    entry = await add_router(hass, router)
    menus = {"sum": FILTER, "rows": "/interface", "value": "/system/resource"}
    menu = menus.get(form["how"], "/ip/dhcp-server/lease")
    result = await fill(hass, await begin(hass, entry), {"menu": menu}, form)
    offered = options_of(result, "device_class")
    assert offered == (classes or ["none", *DEVICE_CLASSES])
    assert suggested(result, "device_class") == suggestion
    result = await submit(hass, result, {**SHOWN, "device_class": suggestion})
    assert units <= set(options_of(result, "unit"))
    assert suggested(result, "unit") == ("%" if form is LOAD else suggested_unit(suggestion, form))
    if states is None:
        assert options_of(result, "state_class") == ["measurement"]
    else:
        assert suggested(result, "state_class") == states


def suggested_unit(device_class: str, form: dict[str, Any]) -> str | None:
    """Return the unit in which RouterOS itself writes values of a device class."""
    units = {"data_size": "B", "data_rate": "B/s", "duration": "s"}
    assert device_class in units or not form.get("rate")
    return units.get(device_class)


async def test_a_class_needs_a_unit_of_its_own(
    hass: HomeAssistant, router: SimulatedRouter
) -> None:
    """The field's own unit is suggested."""
    entry = await add_router(hass, router)
    forms = ({"menu": FILTER}, SUM, {**SHOWN, "device_class": "data_size"})
    result = await fill(hass, await begin(hass, entry), *forms)
    assert suggested(result, "unit") == "B"
    total = {"unit": "MB", "state_class": "total"}
    review = await submit(hass, result, total)
    octets = sum(int(row["bytes"]) for row in router.rows(FILTER))
    value, unit = told(review)["value"].split()
    assert unit == "MB"
    assert float(value) == pytest.approx(octets / 1e6, rel=0.01)


async def test_a_rate_is_read_twice(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """The dialogue shows the router's actual rate, in the chosen unit."""
    entry = await add_router(hass, router)
    result = await fill(
        hass,
        await begin(hass, entry),
        {"menu": "/interface", "query": ["name=ether1"]},
        {"how": "value", "field": "rx-byte", "rate": True},
        {**SHOWN, "device_class": "data_rate"},
    )
    before = clock()
    review = await submit(hass, result, {**UNIT, "unit": "kbit/s"})
    true = 8 * router.rate("ether1", "rx-byte", before, clock()) / 1000
    value, unit = told(review)["value"].split()
    assert unit == "kbit/s"
    assert float(value) == pytest.approx(true, rel=0.05)


async def test_a_rate_takes_a_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """The two readings need some time between them."""
    assert custom_trial.PAUSE > 0
    monkeypatch.setattr(custom_trial, "PAUSE", 0)
    await PAUSE()


async def test_a_rate_that_is_not_known(
    hass: HomeAssistant, router: SimulatedRouter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A counter that went back is shown as a question mark, and may be saved."""

    async def reset() -> None:
        router.reset_counters("ether1")

    monkeypatch.setattr(custom_trial, "pause", reset)
    entry = await add_router(hass, router)
    review = await fill(
        hass,
        await begin(hass, entry),
        {"menu": "/interface", "query": ["name=ether1"]},
        {"how": "value", "field": "rx-byte", "rate": True},
        SHOWN,
        UNIT,
    )
    assert told(review)["value"] == "?"
    assert (await choose(hass, review, "save"))["type"] is FlowResultType.CREATE_ENTRY


async def test_one_sensor_per_row_names_some(hass: HomeAssistant, router: SimulatedRouter) -> None:
    """Five of them, and how many there are."""
    entry = await add_router(hass, router)
    review = await fill(
        hass,
        await begin(hass, entry),
        {"menu": "/interface"},
        {"how": "rows", "field": "running", "name_field": "name"},
        SHOWN,
        UNIT,
    )
    said = told(review)
    interfaces = router.rows("/interface")
    assert said["count"] == said["printed"] == str(len(interfaces))
    assert said["value"].startswith(f"{interfaces[0]['name']}: ")
    assert said["value"].endswith(", …")
    assert said["value"].count(":") == 5


async def test_a_menu_of_one_row(hass: HomeAssistant, start_router: StartRouter) -> None:
    """It cannot be counted, whether or not it is in the list: it only offers a value."""
    settings = {"/ip/settings": ({"icmp-rate-limit": "10"},)}
    tables = {**load_profile("rb5009").tables, **settings}
    router = await start_router("rb5009", tables=tables)
    entry = await add_router(hass, router)
    for menu, field in (("/system/resource", "cpu-count"), ("/ip/settings", "icmp-rate-limit")):
        result = await fill(hass, await begin(hass, entry), {"menu": menu})
        assert options_of(result, "how") == ["value"]
        assert told(result)["rows"] == "1"
        review = await fill(hass, result, {"how": "value", "field": field}, SHOWN, UNIT)
        value = router.rows(menu)[0][field]
        assert told(review)["value"] == value


async def test_long_menus_are_only_counted(hass: HomeAssistant, start_router: StartRouter) -> None:
    """Over 200 rows nothing else is offered, over 50 no sensor per row; conditions reduce it."""
    router = await start_router("rb5009")
    for number in range(201):
        row = {"list": "long" if number < 51 else "longer", "address": f"192.0.2.{number}"}
        router.add_row("/ip/firewall/address-list", row)
    entry = await add_router(hass, router)
    router.journal.clear()
    menu = {"menu": "/ip/firewall/address-list"}
    result = await fill(hass, await begin(hass, entry), menu)
    assert options_of(result, "how") == ["count"]
    assert fields_of(result) == ["how"]
    review = await fill(hass, result, {"how": "count"}, SHOWN, UNIT)
    assert int(told(review)["value"]) >= 201
    asked = router.journal.commands("/ip/firewall/address-list/print")
    assert len(asked) > 1
    assert all("=count-only=" in one.words for one in asked)
    result = await fill(hass, await begin(hass, entry), {**menu, "query": ["list=long"]})
    assert options_of(result, "how") == ["count", "value", "sum", "maximum"]


@pytest.mark.parametrize(
    ("message", "error"),
    [
        ("not enough permissions (9)", "not_permitted"),
        ("no such command prefix", "no_such_menu"),
        ("failure: out of memory", "refused"),
    ],
)
@pytest.mark.parametrize("step", ["user", "value", "unit"])
async def test_a_router_that_refuses(
    hass: HomeAssistant, router: SimulatedRouter, step: str, message: str, error: str
) -> None:
    """In every step the reason is shown, and it can be tried again."""
    entry = await add_router(hass, router)
    forms: dict[str, Mapping[str, Any]] = {
        "user": {"menu": FILTER},
        "value": SUM,
        "shown": SHOWN,
        "unit": UNIT,
    }
    before = list(forms)[: list(forms).index(step)]
    result = await fill(hass, await begin(hass, entry), *(forms[name] for name in before))
    router.faults.set(Fault.REFUSE, command=f"{FILTER}/print", message=message)
    failed = await submit(hass, result, forms[step])
    assert failed["step_id"] == step
    assert failed["errors"] == {"base": error}
    assert told(failed)["menu"] == FILTER
    router.faults.clear()
    again = await submit(hass, failed, forms[step])
    assert again.get("step_id") != step


async def test_a_router_that_is_away(hass: HomeAssistant, router: SimulatedRouter) -> None:
    """Nothing can be shown, so nothing is saved; once it is back it can be."""
    entry = await add_router(hass, router)
    result = await begin(hass, entry)
    await router.stop()
    await wait_for(lambda: not is_connected(entry))
    failed = await submit(hass, result, {"menu": FILTER})
    assert failed["errors"] == {"base": "router_away"}
    assert told(failed)["error"]
    await hass.config_entries.async_unload(entry.entry_id)
    failed = await submit(hass, failed, {"menu": FILTER})
    assert failed["errors"] == {"base": "router_away"}


async def test_a_router_without_a_second_connection(
    hass: HomeAssistant, router: SimulatedRouter
) -> None:
    """Long menus are not read over the first: the reason is shown."""
    entry = await add_router(hass, router)
    result = await begin(hass, entry)
    router.faults.set(Fault.RESET, command=f"{FILTER}/print")
    router.limit_sessions(1)
    failed = await submit(hass, result, {"menu": FILTER})
    assert failed["errors"] == {"base": "refused"}
    assert told(failed)["error"]


async def test_a_router_that_does_not_answer_in_time(
    hass: HomeAssistant, router: SimulatedRouter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A person is not kept waiting."""
    monkeypatch.setattr(custom_trial, "PATIENCE", 0.01)
    entry = await add_router(hass, router)
    result = await begin(hass, entry)
    router.faults.set(Fault.SILENT, command=f"{FILTER}/print")
    failed = await submit(hass, result, {"menu": FILTER})
    assert failed["errors"] == {"base": "too_slow"}


async def test_changed_again_before_it_is_saved(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """The input is still filled in; nothing is stored twice."""
    entry = await add_router(hass, router)
    review = await fill(hass, await begin(hass, entry), {"menu": FILTER}, SUM, SHOWN, UNIT)
    result = await choose(hass, review, "change")
    assert result["step_id"] == "user"
    assert suggested(result, "menu") == FILTER
    result = await submit(hass, result, {"menu": "/queue/simple"})
    assert suggested(result, "how") == "sum"
    result = await submit(hass, result, {**SUM, "field": "bytes/1"})
    assert suggested(result, "name") == "Mine"
    assert suggested(result, "tier") == "short"
    review = await fill(hass, result, SHOWN, UNIT)
    await choose(hass, review, "save")
    assert len(entry.subentries) == 1


async def test_it_is_renamed_and_changed_in_place(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """The sensor stays the same, with its history; the form shows the stored values."""
    entry = await add_router(hass, router)
    await add(hass, entry, {"menu": FILTER, "query": ["chain=input"]}, SUM)
    await clock.settle()
    before = sensors(hass, entry)[""]
    result = await change(hass, entry)
    assert result["step_id"] == "reconfigure"
    assert suggested(result, "query") == ["chain=input"]
    result = await fill(hass, result, {"menu": FILTER}, {**SUM, "field": "packets"})
    assert suggested(result, "name") == "Mine"
    review = await fill(hass, result, {**SHOWN, "name": "Пакеты"}, {**UNIT, "unit": "packets"})
    done = await choose(hass, review, "save")
    assert done["type"] is FlowResultType.ABORT
    assert done["reason"] == "reconfigure_successful"
    await clock.settle()
    after = sensors(hass, entry)[""]
    assert (after.entity_id, after.id) == (before.entity_id, before.id)
    assert after.original_name == "Пакеты"
    state = hass.states.get(after.entity_id)
    assert state is not None
    assert state.attributes["unit_of_measurement"] == "packets"
    packets = sum(int(row["packets"]) for row in router.rows(FILTER))
    assert float(state.state) == pytest.approx(packets, rel=0.01)


async def test_sensors_that_a_change_takes_away_go(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """One per row becomes a single one, and back: none without a row is left."""
    entry = await add_router(hass, router)
    per_row = {"how": "rows", "field": "mtu", "name_field": "name"}
    menu = {"menu": "/interface", "query": ["type=ether"]}
    await add(hass, entry, menu, per_row)
    await clock.settle()
    ports = set(sensors(hass, entry))
    assert "ether1" in ports
    for value, expected in (({"how": "maximum", "field": "mtu"}, {""}), (per_row, ports)):
        review = await fill(hass, await change(hass, entry), menu, value, SHOWN, UNIT)
        await choose(hass, review, "save")
        await clock.settle()
        assert set(sensors(hass, entry)) == expected
        for one in sensors(hass, entry).values():
            assert one.disabled_by is None
            assert hass.states.get(one.entity_id) is not None
