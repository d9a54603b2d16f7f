"""Simple queues, the queue tree, and the totals of subscribers' queues."""

from collections.abc import Mapping
from typing import Any

from homeassistant.const import STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest

from custom_components.mikrotik_monitoring.metrics.model import Group, Query
from custom_components.mikrotik_monitoring.metrics.queue import SIMPLE, TREE, Flow, QueueRow
from custom_components.mikrotik_monitoring.metrics.queue_dynamic import DYNAMIC, DynamicRow
from custom_components.mikrotik_monitoring.routeros import Command, Row
from simulator import SimulatedRouter
from tests.conftest import Clock, StartRouter, add_router

from .entities import enable, entity_id, find, state_of

PATH = "/queue/simple"
SIMPLE_ROW: Row = {
    "name": "a/b",
    "parent": "none",
    "disabled": "false",
    "bytes": "45666/172388",
    "packets": "457/888",
    "dropped": "1/2",
    "queued-bytes": "0/70",
    "max-limit": "1000000000/0",
}


async def read(group: Group[Any], rows: list[Row], *keys: str) -> tuple[Mapping[str, Any], Command]:
    """Let a group read rows; return its own rows, and the commands."""
    asked: list[Command] = []

    async def ask(command: Command, **options: Any) -> list[Row]:
        asked.append(command)
        if (on_row := options.get("on_row")) is None:
            return rows
        for row in rows:
            on_row(row)
        return []

    query = Query[Any](ask=ask, keys=frozenset(keys) or group.keys)
    return await group.read(query), asked[0]


async def test_simple_queues() -> None:
    """Pairs are upload and download; a disabled queue is listed and not monitored."""
    rows, command = await read(SIMPLE, [SIMPLE_ROW, {"name": "yes", "disabled": "true"}])
    assert rows["a/b"] == QueueRow(
        up=Flow(octets=45666, packets=457, queued=0, limit=1000000000),
        down=Flow(octets=172388, packets=888, queued=70, limit=0),
        dropped=3,
    )
    assert rows["yes"] is None
    assert command.queries == ("?dynamic=yes", "?#!")
    told = {metric.key for metric in SIMPLE.metrics if metric.is_supported(rows["a/b"])}
    assert "queue.simple.utilisation.upload" in told
    assert "queue.simple.utilisation.download" not in told


async def test_only_fields_of_enabled_metrics() -> None:
    """Neither targets nor comments are ever requested."""
    _, command = await read(SIMPLE, [], "queue.simple.upload", "queue.simple.drops")
    assert command.proplist == ("name", "parent", "disabled", "bytes", "dropped")
    _, command = await read(SIMPLE, [])
    assert not {"target", "comment"} & set(command.proplist)


async def test_two_queues_with_one_name() -> None:
    """Nothing distinguishes them, so they show their sum; a disabled one adds nothing."""
    other = {**SIMPLE_ROW, "bytes": "1/2"}
    rows, _ = await read(SIMPLE, [SIMPLE_ROW, other, {**SIMPLE_ROW, "disabled": "true"}])
    alone, _ = await read(SIMPLE, [SIMPLE_ROW])
    assert list(rows) == ["a/b", ""]
    both, one = rows["a/b"], alone["a/b"]
    assert both is not None
    assert one is not None
    assert one.up.octets is not None
    assert both.up.octets == one.up.octets + 1
    assert both.up.limit == 2 * (one.up.limit or 0)
    rows, _ = await read(SIMPLE, [{**SIMPLE_ROW, "name": ""}])
    assert list(rows) == ["(2)", ""]


async def test_sums_leave_out_what_passed_before() -> None:
    """A child queue's traffic is in its parent's already; drops are each queue's own."""
    child = {**SIMPLE_ROW, "name": "007", "parent": "a/b"}
    rows, _ = await read(SIMPLE, [SIMPLE_ROW, child, {"name": "x", "disabled": ""}])
    assert rows[""] == QueueRow(up=Flow(octets=45666), down=Flow(octets=172388), dropped=6, count=2)
    rows, _ = await read(SIMPLE, [])
    assert not [metric.key for metric in SIMPLE.metrics_of("") if metric.is_supported(rows[""])]


async def test_sums_of_the_tree() -> None:
    """Its top queues have an interface, or "global", as their parent."""
    rows, _ = await read(
        TREE,
        [
            {"name": "download", "parent": "global", "bytes": "900", "dropped": "1"},
            {"name": "calls", "parent": "download", "bytes": "300", "dropped": "2"},
            {"name": "upload", "parent": "ether1", "bytes": "50", "dropped": "4"},
            {"name": "off", "parent": "global", "bytes": "7", "disabled": "true"},
        ],
    )
    assert rows[""] == QueueRow(up=Flow(), down=Flow(octets=950), dropped=7, count=3)
    rows, _ = await read(TREE, [])
    assert not [metric.key for metric in TREE.metrics_of("") if metric.is_supported(rows[""])]


async def test_odd_rows() -> None:
    """What is missing or malformed is unknown."""
    rows, _ = await read(SIMPLE, [{"name": "a", "bytes": "12", "dropped": "1/x"}])
    assert rows["a"] == QueueRow(up=Flow(), down=Flow(), dropped=None)
    rows, _ = await read(TREE, [{"name": "cake", "bytes": "272603902153", "max-limit": "9"}])
    assert rows["cake"] == QueueRow(
        up=Flow(), down=Flow(octets=272603902153, limit=9), dropped=None
    )


async def test_dynamic_queues() -> None:
    """They are counted and summed; neither name nor target is read."""
    rows, command = await read(DYNAMIC, [{"rate": "17424/62464"}, {"rate": "1/2"}])
    assert rows[""] == DynamicRow(count=2, up=17425, down=62466)
    rows, _ = await read(DYNAMIC, [{"rate": "17424/62464"}, {}])
    assert rows[""] == DynamicRow(count=2, up=None, down=None)
    assert command.proplist == ("rate",)
    assert command.queries == ("?dynamic=yes",)
    rows, _ = await read(DYNAMIC, [])
    assert not any(metric.is_supported(rows[""]) for metric in DYNAMIC.metrics)


def pair(router: SimulatedRouter, name: str, field: str, at: float) -> tuple[int, int]:
    """Return a field of a simple queue at a time of the clock."""
    [row] = [row for row in router.rows(PATH, at=at) if row["name"] == name]
    up, down = row[field].split("/")
    return int(up), int(down)


@pytest.mark.parametrize(("profile", "name"), [("rb5009", "Guests"), ("hap_v6", "007")])
async def test_rates_of_a_router(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock, profile: str, name: str
) -> None:
    """Upload, download and drops are the growth of the counters between two readings."""
    router = await start_router(profile)
    entry = await add_router(hass, router, recording_level="full")
    await clock.settle()
    assert state_of(hass, router, "queue.simple.upload", name) == STATE_UNKNOWN
    more = ("packets.upload", "utilisation.download", "total.download", "queued.upload")
    await enable(hass, entry, clock, *(f"queue.simple.{key}" for key in more), instance=name)
    await clock.advance(600, step=100)
    polls = [item for item in router.journal.commands(f"{PATH}/print") if "?#!" in item.words]
    first, second = (item.time for item in polls[-2:])

    def rate(field: str, way: int) -> float:
        grown = pair(router, name, field, second)[way] - pair(router, name, field, first)[way]
        return float(grown / (second - first))

    def value(metric: str) -> float:
        return float(state_of(hass, router, f"queue.simple.{metric}", name))

    assert value("upload") == pytest.approx(rate("bytes", 0) * 8 / 1e6, rel=0.01)
    assert value("download") == pytest.approx(rate("bytes", 1) * 8 / 1e6, rel=0.01)
    dropped = (rate("dropped", 0) + rate("dropped", 1)) * 60
    assert value("drops") == pytest.approx(dropped, rel=0.01, abs=0.3)
    assert value("packets.upload") == pytest.approx(rate("packets", 0), rel=0.01, abs=0.6)
    limit = pair(router, name, "max-limit", second)[1]
    share = rate("bytes", 1) * 800 / limit
    assert value("utilisation.download") == pytest.approx(share, rel=0.01, abs=0.06)
    total = pair(router, name, "bytes", second)[1]
    assert value("total.download") == pytest.approx(total / 1e9, rel=0.01)
    assert value("queued.upload") == 0
    assert find(hass, router, "queue.dynamic.count") is None
    assert find(hass, router, "queue.simple.upload", "yes") is None


async def test_a_provider(hass: HomeAssistant, start_router: StartRouter, clock: Clock) -> None:
    """Above twenty only totals are on; subscribers' queues have one total, the tree its own."""
    router = await start_router("ccr_isp", connections=200)
    await add_router(hass, router)
    await clock.advance(600, step=100)
    assert find(hass, router, "queue.simple.upload", "customer-01") is None
    dynamic = [row for row in router.rows(PATH) if row["dynamic"] == "true"]
    assert len(dynamic) > 100
    assert int(state_of(hass, router, "queue.dynamic.count")) == len(dynamic)
    poll = [item for item in router.journal.commands(f"{PATH}/print") if "?#!" not in item.words]
    expected = sum(
        int(row["rate"].split("/")[1])
        for row in router.rows(PATH, at=poll[-1].time)
        if row["dynamic"] == "true"
    )
    download = float(state_of(hass, router, "queue.dynamic.download"))
    assert download == pytest.approx(expected / 1e6, rel=0.05)
    assert float(state_of(hass, router, "queue.all.download")) > 0
    assert float(state_of(hass, router, "queue.all.drops")) > 0
    assert float(state_of(hass, router, "queue.tree.rate", "calls")) > 0
    assert float(state_of(hass, router, "queue.tree.drops", "streams")) > 0
    sum_of_few = er.async_get(hass).async_get(entity_id(hass, router, "queue.tree.all.rate"))
    assert sum_of_few is not None
    assert sum_of_few.disabled_by is er.RegistryEntryDisabler.INTEGRATION
    words = {word for item in poll for word in item.words}
    assert not any("name" in word or "target" in word for word in words)


async def test_queues_of_two_polls_cost(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """Static, dynamic and the tree: three commands in five minutes, none where there are none."""
    router = await start_router("ccr_isp", connections=200)
    await add_router(hass, router)
    await clock.advance(300, step=100)
    router.journal.clear()
    await clock.advance(600, step=100)
    asked = [item for item in router.journal if item.command.startswith("/queue/")]
    assert len(asked) == 6


async def test_a_router_without_queues(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """It has no entity, and is not read again before the hourly pass."""
    router = await start_router("chr")
    await add_router(hass, router)
    await clock.advance(1200, step=100)
    asked = [item for item in router.journal if item.command.startswith("/queue/")]
    assert 3 <= len(asked) <= 6
    assert find(hass, router, "queue.all.count") is None


async def test_a_queue_that_is_reset(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """Its rate is unknown for one poll, neither zero nor a spike, and then known again."""
    await add_router(hass, router, recording_level="full")
    await clock.advance(600, step=100)
    assert float(state_of(hass, router, "queue.simple.download", "Guests")) > 0
    router.set_field(PATH, {"name": "Guests"}, {"bytes": "0/0"})
    await clock.advance(300, step=100)
    assert state_of(hass, router, "queue.simple.download", "Guests") == STATE_UNKNOWN
    await clock.advance(300, step=100)
    assert float(state_of(hass, router, "queue.simple.download", "Guests")) > 0
