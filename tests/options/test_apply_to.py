"""Options that are copied to other routers, and the report of each result."""

import asyncio
from typing import Any

from homeassistant.config_entries import ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers.selector import SelectSelector
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
import voluptuous as vol

from custom_components.mikrotik_monitoring.const import (
    OPTION_ALERTS,
    OPTION_BANDWIDTH,
    OPTION_DETAIL,
    OPTION_GROUPS,
    OPTION_INSTANCES,
    OPTION_INTERFACES,
    OPTION_KEPT,
    OPTION_KINDS,
    OPTION_RETENTION,
    OPTION_VIEW_TITLE,
)
from custom_components.mikrotik_monitoring.options.copying import (
    Part,
    Reason,
    async_apply,
    async_copy,
    copied,
    not_copied,
)
from simulator import SimulatedRouter
from tests.conftest import Clock, StartRouter, add_router, runtime_of
from tests.dashboard.conftest import absent_router
from tests.test_choosing import registered
from tests.test_options_flow import open_form

KINDS = {"interface": ["packets"]}


async def send(
    hass: HomeAssistant, entry: MockConfigEntry, *routers: MockConfigEntry, **typed: Any
) -> ConfigFlowResult:
    """Open the form and submit it; return the next result."""
    result = await open_form(hass, entry, "apply_to")
    assert result["type"] is FlowResultType.FORM
    return await again(hass, result, *routers, **typed)


async def again(
    hass: HomeAssistant, result: ConfigFlowResult, *routers: MockConfigEntry, **typed: Any
) -> ConfigFlowResult:
    """Submit the form."""
    sent = {
        "parts": ["detail"],
        "routers": [entry.entry_id for entry in routers],
        "all_routers": False,
        **typed,
    }
    result = await hass.config_entries.options.async_configure(result["flow_id"], sent)
    await hass.async_block_till_done(wait_background_tasks=True)
    return result


async def report(hass: HomeAssistant, result: ConfigFlowResult) -> list[str]:
    """Return the lines of the report, and end the flow."""
    assert (result["type"], result["step_id"]) == (FlowResultType.FORM, "applied")
    lines = (result["description_placeholders"] or {})["report"].splitlines()
    result = await hass.config_entries.options.async_configure(result["flow_id"], {})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    return lines


def others(count: int) -> list[MockConfigEntry]:
    """Return routers that are not loaded."""
    return [
        absent_router(f"192.0.2.{number}", f"Office {number}", f"HE{number}")
        for number in range(1, count + 1)
    ]


async def test_another_router_gets_it_at_once(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """Without a login; chosen entities exist, others are removed, the source is unchanged."""
    routers = [await start_router("rb5009"), await start_router("hap_v6")]
    source = await add_router(hass, routers[0], **{OPTION_KINDS: KINDS})
    target = await add_router(
        hass, routers[1], **{OPTION_KINDS: {"interface": ["errors"]}, OPTION_VIEW_TITLE: "Attic"}
    )
    await clock.advance(70, step=60)
    before = registered(hass, target).keys()
    gone = {key for key in before if ".errors." in key and "rate" not in key}
    runtime, sessions = runtime_of(target), list(routers[1].sessions)
    result = await send(hass, source, target)
    await clock.settle()
    after = registered(hass, target).keys()
    assert {key for key in after if "packets" in key}
    assert not gone & after
    removed = len(before - after)
    assert removed > 10
    assert await report(hass, result) == [
        f"- {target.title}: applied: Detail and kinds of sensors; {removed} sensors removed"
    ]
    assert target.options == {OPTION_KINDS: KINDS, OPTION_VIEW_TITLE: "Attic"}
    assert source.options == {OPTION_KINDS: KINDS}
    assert runtime_of(target) is runtime
    assert routers[1].sessions == sessions


async def test_all_routers_by_one_tick(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """Also those that are not loaded, and one that has nothing to change."""
    source = await add_router(hass, router, **{OPTION_RETENTION: {"realtime": 3, "rest": None}})
    targets = others(3)
    for entry in targets:
        entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(
        targets[1], options={OPTION_RETENTION: {"realtime": 3}}, title="[Cellar]"
    )
    result = await send(hass, source, parts=["detail", "retention"], all_routers=True)
    assert await report(hass, result) == [
        r"- \[Cellar\]: unchanged: Detail and kinds of sensors, How long values are kept",
        *(
            f"- Office {number}: applied: How long values are kept; "
            "unchanged: Detail and kinds of sensors; stored; applied when it is loaded"
            for number in (1, 3)
        ),
    ]
    assert targets[0].options == {OPTION_RETENTION: {"realtime": 3, "rest": None}}
    assert targets[1].options == {OPTION_RETENTION: {"realtime": 3}}


async def test_picked_interfaces_stay_where_they_are(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """And the report says so."""
    picked = {"by": "picked", "picked": ["port:ether1"]}
    source = await add_router(hass, router, **{OPTION_DETAIL: "essential"})
    hass.config_entries.async_update_entry(source, options={OPTION_INTERFACES: picked})
    (target,) = others(1)
    target.add_to_hass(hass)
    result = await send(hass, source, target, parts=["interfaces"])
    assert await report(hass, result) == [
        "- Office 1: not copied: Which interfaces are watched (picked one by one)"
    ]
    assert target.options == {}


async def test_what_is_missing_is_asked_for(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """At least one part to copy, and a router."""
    source = await add_router(hass, router, **{OPTION_KINDS: KINDS})
    (target,) = others(1)
    target.add_to_hass(hass)
    form = await send(hass, source, target, parts=[])
    assert form["errors"] == {"parts": "nothing_to_copy"}
    form = await again(hass, form)
    assert form["errors"] == {"routers": "no_router_chosen"}
    schema = form["data_schema"]
    assert isinstance(schema, vol.Schema)
    selector = schema.schema["routers"]
    assert isinstance(selector, SelectSelector)
    assert selector.config["options"] == [{"value": target.entry_id, "label": "Office 1"}]
    await report(hass, await again(hass, form, target))
    assert target.options == {OPTION_KINDS: KINDS}


async def test_a_router_alone_has_no_others(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """There is nothing to choose."""
    result = await open_form(hass, await add_router(hass, router), "apply_to")
    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "no_other_routers")


async def test_a_hundred_routers_let_others_have_their_turn(hass: HomeAssistant) -> None:
    """Between one router and the next, other tasks can run."""
    targets = others(100)
    for entry in targets:
        entry.add_to_hass(hass)
    seen: set[int] = set()
    copying = asyncio.create_task(async_copy(hass, {OPTION_KINDS: KINDS}, targets, [Part.DETAIL]))
    while not copying.done():
        seen.add(sum(bool(entry.options) for entry in targets))
        await asyncio.sleep(0)
    applied = copying.result()
    assert len(applied) == 100
    assert all(one.applied == (OPTION_KINDS,) and not one.is_loaded for one in applied.values())
    assert len(seen) >= 100


CHOSEN: dict[str, Any] = {
    OPTION_DETAIL: "custom",
    OPTION_GROUPS: {"bgp": "off"},
    OPTION_KINDS: KINDS,
    OPTION_INSTANCES: {"queue": ["gold-*"]},
    OPTION_KEPT: ["interface.packets.rx_port:ether1"],
    OPTION_INTERFACES: {"by": "pattern", "include": ["ether*"], "picked": ["port:ether9"]},
    OPTION_RETENTION: {"realtime": 2, "rest": 30},
    OPTION_BANDWIDTH: {"port:ether1": {"down": 1}},
    OPTION_VIEW_TITLE: "Here",
}


def test_what_is_copied() -> None:
    """The options of each part, without those of a single router."""
    target = {OPTION_INTERFACES: {"by": "picked", "picked": ["port:ether2"]}}
    assert copied(CHOSEN, target, [Part.DETAIL]) == {
        key: CHOSEN[key] for key in (OPTION_DETAIL, OPTION_GROUPS, OPTION_KINDS, OPTION_INSTANCES)
    }
    assert copied(CHOSEN, target, [Part.INTERFACES]) == {
        OPTION_INTERFACES: {"by": "pattern", "include": ["ether*"], "picked": ["port:ether2"]}
    }
    assert copied(CHOSEN, {}, [Part.RETENTION]) == {OPTION_RETENTION: {"realtime": 2, "rest": 30}}
    assert copied({}, CHOSEN, Part) == {
        **dict.fromkeys((OPTION_DETAIL, OPTION_GROUPS, OPTION_KINDS, OPTION_INSTANCES)),
        OPTION_INTERFACES: {"by": "all", "picked": ["port:ether9"]},
        OPTION_RETENTION: None,
        OPTION_ALERTS: None,
    }
    picked = {OPTION_INTERFACES: {"by": "picked"}}
    assert not_copied(picked, Part) == {OPTION_INTERFACES: Reason.PICKED}
    assert not_copied(picked, [Part.DETAIL]) == {}
    assert OPTION_INTERFACES not in copied(picked, {}, Part)


@pytest.mark.parametrize(
    ("before", "wanted", "after"),
    [
        ({}, {OPTION_DETAIL: "standard"}, None),
        ({OPTION_DETAIL: "standard"}, {OPTION_DETAIL: None}, None),
        ({}, {OPTION_INTERFACES: {"by": "all", "types": []}}, None),
        ({}, {OPTION_RETENTION: {"realtime": None, "rest": None}}, None),
        ({}, {OPTION_KINDS: {}}, None),
        ({OPTION_DETAIL: "essential"}, {OPTION_DETAIL: "standard"}, {OPTION_DETAIL: "standard"}),
        ({OPTION_DETAIL: "essential"}, {OPTION_DETAIL: None}, {}),
        (
            {OPTION_INTERFACES: {"by": "type", "types": ["ether"]}},
            {OPTION_INTERFACES: {"by": "all"}},
            {OPTION_INTERFACES: {"by": "all"}},
        ),
        (
            {OPTION_RETENTION: {"rest": 3}},
            {OPTION_RETENTION: {"rest": 4}},
            {OPTION_RETENTION: {"rest": 4}},
        ),
    ],
)
async def test_what_means_the_same_is_unchanged(
    hass: HomeAssistant,
    before: dict[str, Any],
    wanted: dict[str, Any],
    after: dict[str, Any] | None,
) -> None:
    """An explicit default is the same as none."""
    (entry,) = others(1)
    entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(entry, options=before)
    applied = await async_apply(hass, entry, wanted)
    (option,) = wanted
    is_changed = after is not None
    assert (applied.applied == (option,)) is is_changed
    assert (applied.unchanged == (option,)) is not is_changed
    assert entry.options == (after if is_changed else before)


async def test_detail_and_interfaces_of_another_router(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """Groups and interfaces that are left out are removed, over the existing session."""
    routers = [await start_router("rb5009"), await start_router("hap_v6")]
    pattern = {"by": "pattern", "include": ["ether*"], "exclude": ["ether3"]}
    chosen = {OPTION_DETAIL: "custom", OPTION_GROUPS: {"queue.simple": "off"}}
    source = await add_router(hass, routers[0], **chosen, **{OPTION_INTERFACES: pattern})
    target = await add_router(hass, routers[1])
    await clock.advance(310, step=31)
    before = registered(hass, target).keys()
    left_out = {key for key in before if key.startswith("queue.simple.") or "port:ether3" in key}
    assert len(left_out) > 5
    sessions = list(routers[1].sessions)
    lines = await report(hass, await send(hass, source, target, parts=["detail", "interfaces"]))
    await clock.settle()
    gone = before - registered(hass, target).keys()
    assert left_out <= gone
    parts = "Detail and kinds of sensors, Which interfaces are watched"
    assert lines == [f"- {target.title}: applied: {parts}; {len(gone)} sensors removed"]
    assert target.options == {**chosen, OPTION_INTERFACES: pattern}
    assert routers[1].sessions == sessions


async def test_alerts_are_copied(hass: HomeAssistant, clock: Clock) -> None:
    """Those that are on, and their bounds; defaults are unchanged."""
    alerts = {"off": ["cpu"], "bounds": {"unreachable": {"hold": 30}}}
    first, second = others(2)
    for entry in (first, second):
        entry.add_to_hass(hass)
    applied = await async_copy(hass, {OPTION_ALERTS: alerts}, [first], [Part.ALERTS])
    assert applied[first].applied == (OPTION_ALERTS,)
    assert first.options[OPTION_ALERTS] == alerts
    applied = await async_copy(hass, {OPTION_ALERTS: {"on": []}}, [second], [Part.ALERTS])
    assert applied[second].unchanged == (OPTION_ALERTS,)
    applied = await async_copy(hass, {}, [first], [Part.ALERTS])
    assert applied[first].applied == (OPTION_ALERTS,)
    assert OPTION_ALERTS not in first.options
