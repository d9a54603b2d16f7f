"""The cost of a choice is shown in advance, and nothing is stored until it is confirmed."""

from collections import Counter
from typing import Any

from homeassistant.config_entries import ConfigFlowResult
from homeassistant.core import Event, EventStateChangedData, HomeAssistant, callback
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.mikrotik_monitoring.const import (
    OPTION_DETAIL,
    OPTION_GROUPS,
    OPTION_INTERFACES,
    OPTION_KINDS,
    OPTION_REALTIME_INTERVAL,
    OPTION_RECORDING_LEVEL,
)
from custom_components.mikrotik_monitoring.metrics import GROUPS
from custom_components.mikrotik_monitoring.metrics.catalogue import Catalogue
from custom_components.mikrotik_monitoring.options.consequence import rounded
from simulator import SimulatedRouter
from tests.conftest import (
    Clock,
    StartRouter,
    add_router,
    is_connected,
    lacking_of,
    metric_entities,
    wait_for,
)
from tests.test_options_flow import open_form, save, send

# How far the estimated rows may be from those that are written.
FACTOR = 1.4


async def review(
    hass: HomeAssistant, entry: MockConfigEntry, step: str, *typed: dict[str, Any]
) -> ConfigFlowResult:
    """Submit the forms of a step; return the review they lead to."""
    result = await open_form(hass, entry, step)
    for values in typed:
        result = await send(hass, result, values)
    assert result["type"] is FlowResultType.MENU
    return result


def number(result: ConfigFlowResult, key: str) -> int:
    """Return a number that the review shows."""
    texts = result["description_placeholders"]
    assert texts is not None
    return int(texts[key].replace(",", ""))


@pytest.mark.parametrize(
    ("exact", "digits", "about"),
    [(0.0, 2, 0), (7.4, 2, 7), (96.4, 2, 96), (27_345.6, 2, 27_000), (1_234, 3, 1_230)],
)
def test_numbers_have_the_digits_that_mean_something(exact: float, digits: int, about: int) -> None:
    """An estimate is not shown to the last row."""
    assert rounded(exact, digits) == about


def enabled(hass: HomeAssistant, entry: MockConfigEntry) -> set[str]:
    """Return the sensors that are enabled."""
    return {one.entity_id for one in metric_entities(hass, entry) if one.disabled_by is None}


@pytest.mark.parametrize("detail", ["standard", "everything"])
async def test_as_many_sensors_as_were_foretold(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock, detail: str
) -> None:
    """From the router's data, to a few per cent; and when switching back."""
    entry = await add_router(hass, router, **{OPTION_DETAIL: "standard"})
    await clock.advance(320, step=40)
    before = len(enabled(hass, entry))
    result = await review(hass, entry, "detail", {OPTION_DETAIL: detail})
    assert result["step_id"] == "review"
    assert number(result, "sensors_now") == pytest.approx(before, rel=0.02)
    foretold = number(result, "sensors")
    assert entry.options == {OPTION_DETAIL: "standard"}
    await save(hass, result)
    await clock.advance(320, step=40)
    assert entry.options == {OPTION_DETAIL: detail}
    assert len(enabled(hass, entry)) == pytest.approx(foretold, rel=0.02)


@pytest.mark.parametrize(
    ("profile", "level", "interval"),
    [("hap_v6", "balanced", 5), ("rb5009", "compact", 30), ("chr", "full", 10)],
)
async def test_as_many_rows_as_were_foretold(
    hass: HomeAssistant,
    start_router: StartRouter,
    clock: Clock,
    profile: str,
    level: str,
    interval: int,
) -> None:
    """A simulated hour writes the number of rows in the review, within a factor."""
    router = await start_router(profile)
    options = {OPTION_RECORDING_LEVEL: level, OPTION_REALTIME_INTERVAL: interval}
    entry = await add_router(hass, router, **options)
    await clock.advance(320, step=40)
    rows = Counter[str]()
    ours = enabled(hass, entry)

    @callback
    def count(event: Event[EventStateChangedData]) -> None:
        if event.data["entity_id"] in ours:
            rows[level] += 1

    hass.bus.async_listen("state_changed", count)
    await clock.advance(3600, step=interval)
    result = await review(hass, entry, "detail", {OPTION_DETAIL: "standard"})
    foretold = number(result, "rows") / 24
    assert foretold / FACTOR < rows[level] < foretold * FACTOR, (foretold, rows[level])


async def test_recording_less_is_fewer_rows(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """With the same sensors; a recording level is also reviewed before it is stored."""
    entry = await add_router(hass, router)
    await clock.advance(70, step=60)
    typed = {OPTION_RECORDING_LEVEL: "full", OPTION_REALTIME_INTERVAL: "5", "dashboard": {}}
    result = await review(hass, entry, "recording", typed)
    assert number(result, "rows") > 3 * number(result, "rows_now")
    assert number(result, "sensors") == number(result, "sensors_now")
    assert not entry.options
    await save(hass, result)
    assert entry.options[OPTION_RECORDING_LEVEL] == "full"


async def test_more_can_be_chosen_before_it_is_saved(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """The review leads back to the menu; all choices are kept, and stored together."""
    entry = await add_router(hass, router)
    await clock.advance(70, step=60)
    options = hass.config_entries.options
    result = await review(hass, entry, "detail", {OPTION_DETAIL: "essential"})
    essential = number(result, "rows")
    result = await options.async_configure(result["flow_id"], {"next_step_id": "init"})
    assert result["step_id"] == "init"
    result = await options.async_configure(result["flow_id"], {"next_step_id": "interfaces"})
    result = await send(hass, result, {"by": "pattern"})
    result = await send(hass, result, {"exclude": ["ether?"]})
    assert number(result, "rows") < essential
    assert not entry.options
    await save(hass, result)
    assert entry.options == {
        OPTION_DETAIL: "essential",
        OPTION_INTERFACES: {"by": "pattern", "include": [], "exclude": ["ether?"]},
    }


async def test_a_dialogue_that_is_closed_stores_nothing(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """Even at the review."""
    entry = await add_router(hass, router)
    before = enabled(hass, entry)
    result = await review(hass, entry, "detail", {OPTION_DETAIL: "essential"})
    hass.config_entries.options.async_abort(result["flow_id"])
    await clock.settle()
    assert not entry.options
    assert enabled(hass, entry) == before


async def test_what_was_not_read_is_not_counted(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """The review says so: there is no data about a group that was off."""
    entry = await add_router(hass, router, **{OPTION_DETAIL: "essential"})
    await clock.advance(70, step=60)
    result = await review(hass, entry, "detail", {OPTION_DETAIL: "standard"})
    assert result["step_id"] == "review_partly"
    assert number(result, "unread") > 3
    assert number(result, "sensors") > number(result, "sensors_now")
    again = await hass.config_entries.options.async_configure(result["flow_id"])
    assert again["step_id"] == "review_partly"
    await save(hass, result)
    await clock.advance(70, step=60)
    result = await review(hass, entry, "detail", {OPTION_DETAIL: "standard"})
    assert result["step_id"] == "review"


async def test_a_router_that_is_not_loaded(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """There is no estimate, but its options can still be changed."""
    entry = await add_router(hass, router)
    await hass.config_entries.async_unload(entry.entry_id)
    before = enabled(hass, entry)
    result = await review(hass, entry, "detail", {OPTION_DETAIL: "essential"})
    assert result["step_id"] == "review_partly"
    assert (number(result, "sensors"), number(result, "rows")) == (0, 0)
    await save(hass, result)
    assert len(enabled(hass, entry)) < len(before) * 0.7


async def test_a_router_whose_link_is_lost(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """The estimate uses the last reading, without values that change."""
    entry = await add_router(hass, router)
    await clock.advance(70, step=60)
    before = await review(hass, entry, "detail", {OPTION_DETAIL: "standard"})
    await router.stop()
    await wait_for(lambda: not is_connected(entry))
    after = await review(hass, entry, "detail", {OPTION_DETAIL: "standard"})
    assert after["step_id"] == "review"
    assert number(after, "interfaces") == number(before, "interfaces") == 13
    assert number(after, "sensors") == pytest.approx(number(before, "sensors"), rel=0.1)
    assert number(after, "rows") > 0


async def test_standard_takes_back_the_kinds(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """An entry that has some is in custom detail; other details keep them for later."""
    entry = await add_router(hass, router, **{OPTION_KINDS: {"interface": ["packets"]}})
    await clock.advance(70, step=60)
    await save(hass, await review(hass, entry, "detail", {OPTION_DETAIL: "everything"}))
    assert entry.options[OPTION_KINDS] == {"interface": ["packets"]}
    await save(hass, await review(hass, entry, "detail", {OPTION_DETAIL: "standard"}))
    await clock.settle()
    assert entry.options == {OPTION_DETAIL: "standard"}
    assert not [one for one in enabled(hass, entry) if "packets_per" in one]


async def test_the_amount_of_groups(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """Custom detail has a form of the existing groups, then one of the relevant kinds."""
    entry = await add_router(hass, router)
    await clock.advance(320, step=40)
    result = await send(hass, await open_form(hass, entry, "detail"), {OPTION_DETAIL: "custom"})
    assert result["step_id"] == "groups"
    assert result["data_schema"] is not None
    fields = {str(marker.schema): field for marker, field in result["data_schema"].schema.items()}
    assert {"interface_traffic", "queues", "netwatch", "poll_health"} <= set(fields)
    assert not {"lte_and_5g", "bgp"} & set(fields), "the router has none of it"
    assert fields["queues"].config["options"] == ["off", "totals", "chosen", "all"]
    assert fields["netwatch"].config["options"] == ["off", "chosen", "all"]
    result = await send(hass, result, {"queues": "totals", "netwatch": "off"})
    assert result["step_id"] == "kinds"
    assert result["data_schema"] is not None
    kinds = {str(marker.schema) for marker in result["data_schema"].schema}
    assert "interface" in kinds
    assert not {"queue", "queue_shown", "netwatch", "netwatch_shown"} & kinds
    result = await send(hass, result, {"interface": ["utilisation"]})
    assert number(result, "sensors") != number(result, "sensors_now")
    await save(hass, result)
    await clock.settle()
    assert entry.options[OPTION_KINDS] == {"interface": ["utilisation"]}
    groups = {"queue.simple": "totals", "queue.tree": "totals", "queue.dynamic": "totals"}
    assert entry.options[OPTION_GROUPS] == {**groups, "netwatch": "off"}


async def test_groups_of_one_heading_may_differ(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """The stored values stay as long as their common field is unchanged."""
    groups = {"queue.simple": "all", "queue.tree": "off", "poll": "off"}
    entry = await add_router(hass, router, **{OPTION_DETAIL: "custom", OPTION_GROUPS: groups})
    await clock.advance(70, step=60)
    result = await review(hass, entry, "detail", {OPTION_DETAIL: "custom"}, {}, {})
    await save(hass, result)
    assert entry.options[OPTION_GROUPS] == groups
    result = await review(
        hass, entry, "detail", {OPTION_DETAIL: "custom"}, {"poll_health": "chosen"}, {}
    )
    await save(hass, result)
    assert entry.options[OPTION_GROUPS] == {"queue.simple": "all", "queue.tree": "off"}


@pytest.mark.parametrize("amount", ["off", "all"])
async def test_no_kinds_are_asked_where_none_matter(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock, amount: str
) -> None:
    """All of a group includes its kinds; none of it excludes them."""
    groups = dict.fromkeys((group.key for group in GROUPS), amount)
    entry = await add_router(hass, router, **{OPTION_DETAIL: "custom", OPTION_GROUPS: groups})
    await clock.advance(320, step=40)
    result = await send(hass, await open_form(hass, entry, "detail"), {OPTION_DETAIL: "custom"})
    result = await send(hass, result, {})
    if amount == "all":
        assert result["data_schema"] is not None
        fields = set(map(str, result["data_schema"].schema))
        assert {"interface_shown", "queue_shown", "netwatch_shown"} <= fields
        limited = set(Catalogue("", GROUPS).limited_families)
        lacking = lacking_of(entry)
        assert {"capsman", "w60g"} <= lacking & limited
        assert fields == {f"{family}_shown" for family in limited - lacking}
        result = await send(hass, result, {})
    assert result["step_id"] == "review"
    assert number(result, "sensors") == pytest.approx(len(enabled(hass, entry)), rel=0.02)
    assert (number(result, "sensors") == 0) == (amount == "off")
    await save(hass, result)
    assert entry.options[OPTION_GROUPS] == groups
