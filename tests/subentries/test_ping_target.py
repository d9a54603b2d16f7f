"""The dialogue that adds a ping target: it pings once, shows the result, and saves."""

from typing import Any

from homeassistant.config_entries import ConfigSubentryData, SubentryFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
import voluptuous as vol

from custom_components.mikrotik_monitoring.const import DOMAIN, OPTION_PING_GATEWAYS
from simulator import Fault, Host, SimulatedRouter

from ..conftest import (
    Clock,
    StartRouter,
    add_router,
    is_connected,
    logins,
    start_poll,
    wait_for,
)
from .targets import add_target, begin, change_target, choose, submit

GATEWAY = "203.0.113.1"


def fields(result: SubentryFlowResult) -> dict[str, Any]:
    """Return the fields of a form, each with its suggested value."""
    schema = result["data_schema"]
    assert isinstance(schema, vol.Schema)
    return {
        str(marker.schema): (marker.description or {}).get("suggested_value")
        for marker in schema.schema
    }


def menu(result: SubentryFlowResult, step: str) -> dict[str, str]:
    """Return a result's placeholders; it may be saved or changed."""
    assert result["type"] is FlowResultType.MENU
    assert result["step_id"] == step
    assert result["menu_options"] == ["save", "change"]
    said = result["description_placeholders"]
    assert said is not None
    return dict(said)


def pings(router: SimulatedRouter) -> list[set[str]]:
    """Return the words of each ping that reached the router."""
    return [
        {word for word in asked.words if word.startswith("=")}
        for asked in router.journal.commands("/ping")
    ]


async def test_it_is_pinged_and_saved(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """The result is shown first; no new login is needed."""
    router.hosts["198.51.100.9"] = Host(round_trip=0.02, queueing=0)
    entry = await add_router(hass, router)
    before = logins(entry)
    result = await begin(hass, entry)
    router.journal.clear()
    result = await submit(hass, result)
    said = menu(result, "answered")
    assert (said["sent"], said["received"], said["host"]) == ("3", "3", "198.51.100.9")
    assert {said[key] for key in ("shortest", "mean", "longest")} == {"20.00"}
    assert pings(router) == [{"=address=198.51.100.9", "=count=3", "=interval=1000ms"}]
    assert not entry.subentries
    result = await choose(hass, result, "save")
    assert result["type"] is FlowResultType.CREATE_ENTRY
    [subentry] = entry.subentries.values()
    assert subentry.title == "Far away"
    assert subentry.subentry_type == "ping_target"
    assert subentry.data == {"address": "198.51.100.9", "count": 3, "tier": "short"}
    assert logins(entry) == before


async def test_it_is_changed_before_it_is_saved(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """The form is shown again with all input."""
    entry = await add_router(hass, router)
    result = await submit(hass, await begin(hass, entry), count=1)
    menu(result, "answered")
    result = await choose(hass, result, "change")
    assert result["type"] is FlowResultType.FORM
    assert result["step_id"] == "user"
    assert fields(result)["address"] == "198.51.100.9"
    assert fields(result)["count"] == 1
    result = await submit(hass, result, count=2)
    assert menu(result, "answered")["sent"] == "2"
    await choose(hass, result, "save")
    assert [one.data["count"] for one in entry.subentries.values()] == [2]


@pytest.mark.parametrize(
    ("typed", "words", "data"),
    [
        pytest.param(
            {"address": "Example.COM.", "count": 10, "tier": "long"},
            {"=address=example.com", "=count=10", "=interval=300ms"},
            {"address": "example.com", "count": 10, "tier": "long"},
            id="a name",
        ),
        pytest.param(
            {"src_address": "203.0.113.9", "interface": "ether1", "vrf": "main"},
            {"=address=198.51.100.9", "=interface=ether1", "=src-address=203.0.113.9"},
            {"src_address": "203.0.113.9", "interface": "ether1"},
            id="source and interface",
        ),
        pytest.param(
            {"address": "[fe80:0::1]", "interface": "ether1", "src_address": " "},
            {"=address=fe80::1%ether1"},
            {"address": "fe80::1", "interface": "ether1"},
            id="a link-local address",
        ),
        pytest.param(
            {"address": "2001:DB8::1", "src_address": "2001:db8:0::2"},
            {"=address=2001:db8::1", "=src-address=2001:db8::2"},
            {"address": "2001:db8::1", "src_address": "2001:db8::2"},
            id="IPv6",
        ),
    ],
)
async def test_what_is_sent_and_stored(
    hass: HomeAssistant,
    router: SimulatedRouter,
    clock: Clock,
    typed: dict[str, Any],
    words: set[str],
    data: dict[str, Any],
) -> None:
    """Each in its canonical form; empty and default values are left out."""
    entry = await add_router(hass, router)
    result = await begin(hass, entry)
    router.journal.clear()
    result = await submit(hass, result, **typed)
    menu(result, "answered")
    [sent] = pings(router)
    series = {"=count=3", "=interval=1000ms"} if "=count=10" not in words else set()
    assert sent == words | series
    await choose(hass, result, "save")
    [subentry] = entry.subentries.values()
    stored = {"address": "198.51.100.9", "count": 3, "tier": "short", **data}
    assert subentry.data == stored


@pytest.mark.parametrize(
    ("profile", "present", "absent"),
    [("rb5009", "vrf", "routing_table"), ("hap_v6", "routing_table", "vrf")],
)
async def test_the_form_is_that_of_the_routers_version(
    hass: HomeAssistant,
    start_router: StartRouter,
    clock: Clock,
    profile: str,
    present: str,
    absent: str,
) -> None:
    """RouterOS 6 has routing tables, RouterOS 7 has VRFs; interfaces are those the router has."""
    entry = await add_router(hass, await start_router(profile))
    result = await begin(hass, entry)
    assert present in fields(result)
    assert absent not in fields(result)
    schema = result["data_schema"]
    assert isinstance(schema, vol.Schema)
    options = schema.schema["interface"].config["options"]
    assert "ether1" in options
    assert len(options) > 3


@pytest.mark.parametrize(
    ("profile", "way", "argument"),
    [("rb5009", "vrf", "vrf"), ("hap_v6", "routing_table", "routing-table")],
)
async def test_a_way_beside_the_main_one(
    hass: HomeAssistant,
    start_router: StartRouter,
    clock: Clock,
    profile: str,
    way: str,
    argument: str,
) -> None:
    """It is sent under the version's name; what the router lacks is reported at its field."""
    router = await start_router(profile)
    entry = await add_router(hass, router)
    router.faults.set(
        Fault.REFUSE, command="/ping", message=f"input does not match any value of {argument}"
    )
    result = await submit(hass, await begin(hass, entry), **{way: "isp2"})
    assert result["type"] is FlowResultType.FORM
    assert result["errors"] == {way: "not_there"}
    router.faults.clear()
    if way == "vrf":
        router.add_row("/ip/vrf", {"name": "isp2"})
    router.journal.clear()
    result = await submit(hass, result, **{way: "isp2"})
    menu(result, "answered")
    assert f"={argument}=isp2" in pings(router)[0]
    await choose(hass, result, "save")
    [subentry] = entry.subentries.values()
    assert subentry.data[way] == "isp2"


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({"name": " "}, {"name": "no_name"}),
        ({"address": "300.1.2.3"}, {"address": "invalid_address"}),
        ({"address": "two words"}, {"address": "invalid_address"}),
        ({"address": "224.0.0.1"}, {"address": "invalid_address"}),
        ({"address": "255.255.255.255"}, {"address": "invalid_address"}),
        ({"address": "::"}, {"address": "invalid_address"}),
        ({"address": "192.0.2.1%ether1"}, {"address": "invalid_address"}),
        ({"address": "fe80::1%ether1"}, {"address": "invalid_address"}),
        ({"address": "fe80::1"}, {"interface": "interface_needed"}),
        ({"src_address": "ether1"}, {"src_address": "invalid_source"}),
        ({"src_address": "2001:db8::2"}, {"src_address": "other_version"}),
        ({"interface": "ether99"}, {"interface": "not_there"}),
    ],
)
async def test_what_cannot_be_is_refused(
    hass: HomeAssistant,
    router: SimulatedRouter,
    clock: Clock,
    typed: dict[str, Any],
    errors: dict[str, str],
) -> None:
    """The form is shown again with an error at the field, keeps the input, and then works."""
    entry = await add_router(hass, router)
    result = await submit(hass, await begin(hass, entry), **typed)
    assert result["type"] is FlowResultType.FORM
    assert result["errors"] == errors
    assert typed.items() <= fields(result).items()
    result = await submit(hass, result)
    menu(result, "answered")


async def test_one_that_does_not_answer_may_be_saved(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """It may be down only for now."""
    entry = await add_router(hass, router)
    result = await submit(hass, await begin(hass, entry), address="192.0.2.7")
    said = menu(result, "silent")
    assert (said["sent"], said["received"]) == ("3", "0")
    result = await choose(hass, result, "save")
    assert result["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize(
    ("version", "word"),
    [("7.21.3", "failure: resolve failed"), ("6.49.18", "invalid value for argument address")],
)
async def test_a_name_that_is_not_found_may_be_saved(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock, version: str, word: str
) -> None:
    """The router's own message says why it was not pinged, in one line."""
    entry = await add_router(hass, await start_router("chr", version=version))
    result = await submit(hass, await begin(hass, entry), address="nobody.invalid")
    said = menu(result, "refused")
    assert said["error"].startswith(word)
    assert "\n" not in said["error"]
    result = await choose(hass, result, "save")
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_a_user_who_may_not_ping(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """The router says so; once the policy is there, it is pinged."""
    entry = await add_router(hass, router)
    router.faults.set(Fault.REFUSE, command="/ping", message="not enough permissions (9)")
    result = await submit(hass, await begin(hass, entry))
    assert menu(result, "refused")["error"] == "not enough permissions (9)"
    router.faults.clear()
    result = await submit(hass, await choose(hass, result, "change"))
    menu(result, "answered")


async def test_a_router_that_is_away(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """The target can still be saved, and is pinged once the router is back."""
    entry = await add_router(hass, router)
    await router.stop()
    await wait_for(lambda: not is_connected(entry))
    result = await begin(hass, entry)
    assert {"vrf"} <= fields(result).keys()
    result = await submit(hass, result)
    menu(result, "away")
    result = await choose(hass, result, "save")
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_a_router_that_goes_away_meanwhile(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """The router does not respond; the target is not blamed."""
    entry = await add_router(hass, router)
    result = await begin(hass, entry)
    router.faults.set(Fault.SILENT, command="/ping")
    router.journal.clear()
    submitting = hass.async_create_task(submit(hass, result))
    await wait_for(lambda: router.journal.commands("/ping"))
    await router.stop()
    menu(await submitting, "away")


async def test_a_router_that_does_not_answer_in_time(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """Nobody waits for long; it may be saved, or tried again."""
    entry = await add_router(hass, router)
    result = await begin(hass, entry)
    router.faults.set(Fault.SILENT, command="/ping")
    router.journal.clear()
    submitting = hass.async_create_task(submit(hass, result))
    await wait_for(lambda: router.journal.commands("/ping"))
    await clock.skip(21)
    router.faults.clear()
    result = await submitting
    assert "/ping" in menu(result, "refused")["error"]
    menu(await submit(hass, await choose(hass, result, "change")), "answered")


async def test_a_router_that_is_busy_for_long(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """Long commands run one after another: nobody waits for all of them."""
    entry = await add_router(hass, router)
    result = await begin(hass, entry)
    router.faults.set(Fault.SILENT, command="/ping")
    router.journal.clear()
    start_poll(entry, "short")
    await wait_for(lambda: router.journal.commands("/ping"))
    submitting = hass.async_create_task(submit(hass, result))
    await clock.skip_until(submitting)
    router.faults.clear()
    assert "busy" in menu(await submitting, "refused")["error"]


async def test_an_entry_that_is_not_loaded(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """Its device has the version, its entities show which gateways are pinged."""
    entry = await add_router(hass, router)
    await hass.config_entries.async_unload(entry.entry_id)
    result = await begin(hass, entry)
    assert "routing_table" not in fields(result)
    result = await submit(hass, result, address=GATEWAY)
    assert result["errors"] == {"base": "already_pinged"}
    result = await submit(hass, result)
    menu(result, "away")


async def test_what_is_pinged_already_is_refused(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """A gateway or target with equal address, source and VRF is named; another route is allowed."""
    router.add_row("/ip/vrf", {"name": "isp2"})
    entry = await add_router(hass, router)
    result = await submit(hass, await begin(hass, entry), address=GATEWAY)
    assert result["errors"] == {"base": "already_pinged"}
    assert (result["description_placeholders"] or {})["other"] == GATEWAY
    menu(await submit(hass, result, address=GATEWAY, vrf="isp2"), "answered")
    await add_target(hass, entry, address="Example.com", src_address="203.0.113.9")
    result = await begin(hass, entry)
    same = {"name": "Another", "address": "example.com", "src_address": "203.0.113.9"}
    result = await submit(hass, result, **same, count=1, tier="long")
    assert result["errors"] == {"base": "already_pinged"}
    assert (result["description_placeholders"] or {})["other"] == "Far away"
    menu(await submit(hass, result, **{**same, "src_address": None}), "answered")


async def test_a_gateway_that_is_not_pinged_by_itself(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """Where the owner wants no gateways pinged, one may be a target."""
    entry = await add_router(hass, router, **{OPTION_PING_GATEWAYS: False})
    menu(await submit(hass, await begin(hass, entry), address=GATEWAY), "answered")


async def test_one_that_was_added_meanwhile_is_refused(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """Two dialogues are open: the second to save shows the form again."""
    entry = await add_router(hass, router)
    first, second = [await submit(hass, await begin(hass, entry)) for _ in range(2)]
    await choose(hass, first, "save")
    result = await choose(hass, second, "save")
    assert result["errors"] == {"base": "already_pinged"}
    assert len(entry.subentries) == 1


async def test_all_of_it_is_changed(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """The form shows the stored values; the subentry stays the same."""
    entry = await add_router(hass, router)
    subentry_id = await add_target(hass, entry, src_address="203.0.113.9")
    result = await begin(hass, entry, subentry_id)
    shown = {"name": "Far away", "address": "198.51.100.9", "src_address": "203.0.113.9"}
    assert shown.items() <= fields(result).items()
    hass.config_entries.subentries.async_abort(result["flow_id"])
    # No conflict with itself.
    await change_target(hass, entry, subentry_id, src_address="203.0.113.9", count=5)
    await change_target(hass, entry, subentry_id, name="Name", address="example.com", tier="long")
    assert list(entry.subentries) == [subentry_id]
    assert entry.subentries[subentry_id].title == "Name"
    assert entry.subentries[subentry_id].data == {
        "address": "example.com",
        "count": 3,
        "tier": "long",
    }


def known_only(targets: int) -> MockConfigEntry:
    """Return a router that never responded, with some targets that take longest."""
    return MockConfigEntry(
        domain=DOMAIN,
        data={"host": "192.0.2.1"},
        unique_id="HE1",
        subentries_data=[
            ConfigSubentryData(
                data={"address": f"192.0.2.{number}", "count": 10, "tier": "short"},
                subentry_type="ping_target",
                title=f"Target {number}",
                unique_id=None,
            )
            for number in range(1, targets + 1)
        ],
    )


async def test_a_router_whose_version_is_not_known(hass: HomeAssistant) -> None:
    """Both fields can be used, but only one at a time; nothing is pinged."""
    entry = known_only(0)
    entry.add_to_hass(hass)
    result = await submit(hass, await begin(hass, entry), routing_table="a", vrf="b")
    assert result["errors"] == {"vrf": "one_table"}
    result = await submit(hass, result, routing_table="a", vrf="main")
    menu(result, "away")


async def test_more_than_can_be_measured_in_time(hass: HomeAssistant) -> None:
    """All targets together may take most of a minute; one packet may still fit in."""
    entry = known_only(14)
    entry.add_to_hass(hass)
    result = await begin(hass, entry)
    result = await submit(hass, result)
    menu(result, "away")
    await choose(hass, result, "save")
    result = await submit(hass, await begin(hass, entry), address="198.51.100.1", count=1)
    assert result["errors"] == {"base": "too_many"}
    subentry_id = next(iter(entry.subentries))
    await change_target(hass, entry, subentry_id, address="192.0.2.1", count=2)
    result = await submit(hass, await begin(hass, entry), address="198.51.100.1", count=1)
    menu(result, "away")


async def test_a_result_is_shown_again(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """A reloaded page shows the same."""
    entry = await add_router(hass, router)
    result = await submit(hass, await begin(hass, entry), address="192.0.2.7")
    again = await hass.config_entries.subentries.async_configure(result["flow_id"])
    assert menu(again, "silent") == menu(result, "silent")
