"""Options that automations set on routers: checked, applied, with a result for each."""

from typing import Any

from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import ServiceValidationError, Unauthorized
from homeassistant.helpers import device_registry as dr
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser

from custom_components.mikrotik_monitoring.actions.given_options import checked
from custom_components.mikrotik_monitoring.const import (
    DOMAIN,
    OPTION_BANDWIDTH,
    OPTION_DETAIL,
    OPTION_GROUPS,
    OPTION_INTERFACES,
    OPTION_KEPT,
    OPTION_KINDS,
    OPTION_RETENTION,
)
from simulator import SimulatedRouter
from tests.conftest import Clock, StartRouter, add_router, runtime_of
from tests.dashboard.conftest import absent_router
from tests.test_choosing import registered

from .calls import device_of

KINDS = {"interface": ["packets"]}


async def apply(
    hass: HomeAssistant, *devices: str, context: Context | None = None, **fields: Any
) -> dict[str, Any]:
    """Apply options to routers; return the response."""
    response = await hass.services.async_call(
        DOMAIN,
        "apply_options",
        {"device_id": list(devices), **fields},
        blocking=True,
        return_response=True,
        context=context,
    )
    await hass.async_block_till_done(wait_background_tasks=True)
    return dict(response or {})


def answer(*applied: str, **more: Any) -> dict[str, Any]:
    """Return the result for a router."""
    return {"applied": list(applied), "unchanged": [], "left_out": {}, "removed": 0, **more}


async def refused(hass: HomeAssistant, *devices: str, **fields: Any) -> str | None:
    """Return the reason why an action is refused."""
    with pytest.raises(ServiceValidationError) as caught:
        await apply(hass, *devices, **fields)
    return caught.value.translation_key


def away(name: str, **options: Any) -> MockConfigEntry:
    """Return a router that is not loaded."""
    return absent_router(f"192.0.2.{len(name)}", name, f"HE-{name}", **options)


def device(hass: HomeAssistant, entry: MockConfigEntry) -> str:
    """Add a router that is not loaded; return its device."""
    entry.add_to_hass(hass)
    return (
        dr.async_get(hass)
        .async_get_or_create(
            config_entry_id=entry.entry_id, identifiers={(DOMAIN, entry.unique_id or "")}
        )
        .id
    )


@pytest.fixture
async def actions(hass: HomeAssistant) -> None:
    """Register the actions, without any router."""
    assert await async_setup_component(hass, DOMAIN, {})


async def test_options_are_applied_over_the_session_there_is(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """The response says which have changed, and how many entities were removed."""
    entry = await add_router(hass, router)
    await clock.advance(70, step=60)
    target, runtime, sessions = device_of(hass, entry), runtime_of(entry), list(router.sessions)
    before = registered(hass, entry).keys()
    assert await apply(hass, target, kinds=KINDS) == {target: answer(OPTION_KINDS)}
    added = registered(hass, entry).keys() - before
    assert len(added) > 10
    assert all("packets" in key for key in added)
    same = {"applied": [], "unchanged": [OPTION_KINDS]}
    assert await apply(hass, target, kinds=KINDS) == {target: answer(**same)}
    removed = {"applied": [OPTION_KINDS], "removed": len(added)}
    assert await apply(hass, target, kinds={}) == {target: answer(**removed)}
    assert registered(hass, entry).keys() == before
    assert runtime_of(entry) is runtime
    assert router.sessions == sessions


async def test_another_routers_options_for_some(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """Options of a single router are not copied; a router that is not loaded stores the rest."""
    picked = {"by": "picked", "picked": ["port:ether1"]}
    options = {OPTION_KINDS: KINDS, OPTION_KEPT: ["x"], OPTION_RETENTION: {"realtime": 2}}
    source = await add_router(hass, await start_router("rb5009"), **options)
    hass.config_entries.async_update_entry(
        source, options={**source.options, OPTION_INTERFACES: picked}
    )
    target, other = away("Attic"), away("Cellar", **{OPTION_KINDS: KINDS})
    devices = [device(hass, target), device(hass, other)]
    answers = await apply(hass, *devices, source=device_of(hass, source))
    unchanged = [OPTION_DETAIL, OPTION_GROUPS, "instances", "alerts"]
    left_out = {OPTION_INTERFACES: "picked"}
    assert answers == {
        devices[0]: answer(OPTION_KINDS, OPTION_RETENTION, unchanged=unchanged, left_out=left_out),
        devices[1]: answer(
            OPTION_RETENTION,
            unchanged=[OPTION_DETAIL, OPTION_GROUPS, OPTION_KINDS, "instances", "alerts"],
            left_out=left_out,
        ),
    }
    assert target.options == {OPTION_KINDS: KINDS, OPTION_RETENTION: {"realtime": 2}}
    some = await apply(hass, devices[0], source=devices[1], parts="interfaces")
    assert some == {devices[0]: answer(unchanged=[OPTION_INTERFACES])}


async def test_contracts_are_given_one_by_one(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """Those that are not named stay, an empty one is cleared."""
    entry = await add_router(hass, router)
    await clock.advance(10)
    target = device_of(hass, entry)
    await apply(hass, target, bandwidth={"port:ether1": {"down": 100, "up": 40, "commit": 20}})
    await apply(hass, target, bandwidth={"name:bridge": {"down": 1.5, "up": None}})
    assert entry.options[OPTION_BANDWIDTH] == {
        "port:ether1": {"down": 100_000_000, "up": 40_000_000, "commit": 20_000_000},
        "name:bridge": {"down": 1_500_000},
    }
    answers = await apply(hass, target, bandwidth={"port:ether1": None})
    assert answers == {target: answer(OPTION_BANDWIDTH, removed=5)}
    assert entry.options[OPTION_BANDWIDTH] == {"name:bridge": {"down": 1_500_000}}
    nothing_there = {"port:ether77": {"down": 1}}
    assert await refused(hass, target, bandwidth=nothing_there) == "unknown_interface"
    picked = {"by": "picked", "picked": ["name:gone"]}
    assert await refused(hass, target, interfaces=picked) == "unknown_interface"
    assert entry.options[OPTION_BANDWIDTH] == {"name:bridge": {"down": 1_500_000}}


async def test_what_contradicts_itself(hass: HomeAssistant, actions: None) -> None:
    """Nothing is applied to any router."""
    entry = away("Attic")
    target = device(hass, entry)
    for key, fields in (
        ("nothing_to_apply", {}),
        ("options_and_source", {"source": target, "detail": "standard"}),
        ("parts_without_source", {"parts": ["detail"], "detail": "standard"}),
        ("not_a_router", {"source": "gone"}),
        ("groups_need_custom", {"groups": {"bgp": "off"}}),
        ("groups_need_custom", {"groups": {"bgp": "off"}, "detail": "everything"}),
    ):
        assert await refused(hass, target, **fields) == key
    assert entry.options == {}
    custom: dict[str, Any] = {"detail": "custom", "groups": {"bgp": "off"}}
    assert (await apply(hass, target, **custom))[target]["applied"] == ["detail", "groups"]
    assert (await apply(hass, target, groups={"bgp": "all"}))[target]["applied"] == ["groups"]


async def test_of_several_routers_one_that_is_refused(hass: HomeAssistant, actions: None) -> None:
    """The other gets its options; the response says why this one does not."""
    custom, standard = away("Attic", **{OPTION_DETAIL: "custom"}), away("Cellar")
    devices = [device(hass, custom), device(hass, standard)]
    answers = await apply(hass, *devices, groups={"bgp": "off"})
    assert answers[devices[0]] == answer(OPTION_GROUPS)
    assert "Cellar" in answers[devices[1]]["error"]


async def test_it_is_an_admins(
    hass: HomeAssistant, actions: None, hass_read_only_user: MockUser
) -> None:
    """A user without that right changes nothing."""
    entry = away("Attic")
    target = device(hass, entry)
    with pytest.raises(Unauthorized):
        await apply(
            hass, target, context=Context(user_id=hass_read_only_user.id), detail="standard"
        )
    assert entry.options == {}


WRONG: dict[str, list[dict[str, Any]]] = {
    "option_is_unknown": [
        {"detail": "much"},
        {"detail": ["standard"]},
        {"groups": {"bgq": "off"}},
        {"groups": {"bgp": "some"}},
        {"kinds": {"interfaces": ["packets"]}},
        {"kinds": {"interface": ["bytes"]}},
        {"instances": {"bgp": ["x"]}},
        {"interfaces": {"by": "name"}},
        {"interfaces": {"types": ["ether"]}},
        {"interfaces": {"by": "all", "names": []}},
        {"retention": {"all": 3}},
        {"bandwidth": {"port:ether1": {"speed": 3}}},
    ],
    "option_is_missing": [
        {"interfaces": {"by": "type"}},
        {"interfaces": {"by": "pattern", "include": [" "]}},
        {"interfaces": {"by": "picked", "types": ["ether"]}},
    ],
    "option_is_no_interface": [
        {"interfaces": {"by": "picked", "picked": ["ether1"]}},
        {"bandwidth": {"ether1": {"down": 3}}},
        {"bandwidth": {1: {"down": 3}}},
    ],
    "option_is_no_map": [
        {"groups": "off"},
        {"kinds": ["packets"]},
        {"bandwidth": {"port:ether1": 100}},
        {"retention": 3},
    ],
    "option_is_no_list": [{"kinds": {"interface": "packets"}}, {"instances": {"queue": [1]}}],
    "option_is_no_days": [
        {"retention": {"realtime": days}} for days in (0, 3651, "3", True, 1.5, float("nan"))
    ],
    "option_is_no_rate": [
        {"bandwidth": {"port:ether1": {"up": rate}}} for rate in (0, -1, "3", True, 1e8)
    ],
    "option_commit_too_high": [{"bandwidth": {"port:ether1": {"up": 3, "commit": 4}}}],
}


@pytest.mark.parametrize(
    ("key", "given"), [(key, given) for key, all_ in WRONG.items() for given in all_]
)
def test_what_is_wrong_is_named(key: str, given: dict[str, Any]) -> None:
    """By the field, down to the one that is wrong."""
    with pytest.raises(ServiceValidationError) as caught:
        checked(given)
    assert caught.value.translation_key == key
    (field,) = given
    assert (caught.value.translation_placeholders or {})["field"].startswith(field)


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ({"detail": "custom"}, None),
        ({"groups": {"queue.simple": "totals"}}, None),
        ({"kinds": {"interface": ["packets", "errors"]}}, None),
        ({"instances": {"queue": [" gold-* ", ""]}}, {"instances": {"queue": ["gold-*"]}}),
        ({"interfaces": {"by": "all"}}, None),
        ({"interfaces": {"by": "pattern", "exclude": ["wg*"]}}, None),
        ({"interfaces": {"by": "type", "types": ["ether"], "include": []}}, None),
        ({"retention": {"rest": 30}}, {"retention": {"realtime": None, "rest": 30}}),
        (
            {"bandwidth": {"port:ether1": {"down": 0.5}}},
            {"bandwidth": {"port:ether1": {"down": 500_000}}},
        ),
    ],
)
def test_what_is_right_is_stored(given: dict[str, Any], stored: dict[str, Any] | None) -> None:
    """As the forms store it."""
    assert checked({**given, "device_id": "x"}) == (stored or given)
