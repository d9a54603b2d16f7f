"""Rows older than an owner chose are purged at night, of that router only; no statistics."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
import logging
from typing import Any

from homeassistant.components.recorder import get_instance
from homeassistant.components.recorder.db_schema import Statistics, StatisticsShortTerm
from homeassistant.components.recorder.util import session_scope
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.helpers import entity_registry as er, issue_registry as ir
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from sqlalchemy import func, insert, select, text

from custom_components.mikrotik_monitoring.const import DOMAIN, OPTION_RETENTION
from custom_components.mikrotik_monitoring.recording import retention
from custom_components.mikrotik_monitoring.recording.retention import (
    Part,
    Retention,
    async_purge_soon,
    async_recorded,
    next_purge,
)
from custom_components.mikrotik_monitoring.recording.rows import (
    BATCH,
    Rows,
    _rows_of,
    count_rows,
    sum_of,
)
from tests.conftest import Clock
from tests.dashboard.conftest import absent_router
from tests.recorded import put_states, written_at

DAY = 86_400.0
SERIAL = "HE0000ATTIC"
REALTIME, REST = f"{SERIAL}_system.cpu.load", f"{SERIAL}_gateway.latency_x"


@pytest.fixture
def mock_recorder_before_hass(async_test_recorder: Any) -> None:
    """Prepare the recorder before Home Assistant, and do not log each row."""
    logging.getLogger("sqlalchemy.engine").setLevel(logging.WARNING)


@pytest.fixture
async def clock(recorder_mock: Any, clock: Clock, hass: HomeAssistant) -> AsyncIterator[Clock]:
    """Return a clock at noon in a Home Assistant in Riga with a recorder and the integration."""
    await hass.config.async_set_time_zone("Europe/Riga")
    clock.offset += (10 * 3600 - clock.now.timestamp()) % DAY
    assert await async_setup_component(hass, DOMAIN, {})
    yield clock
    await clock.settle()


def add_entry(hass: HomeAssistant, **options: Any) -> MockConfigEntry:
    """Add a router that is not set up."""
    entry = absent_router(**options)
    entry.add_to_hass(hass)
    return entry


def add_entity(
    hass: HomeAssistant, entry: MockConfigEntry, unique_id: str, platform: str = DOMAIN
) -> str:
    """Register an entity of a router."""
    entity = er.async_get(hass).async_get_or_create(
        "sensor", platform, unique_id, config_entry=entry
    )
    return entity.entity_id


def keep(realtime: int | None = None, rest: int | None = None) -> dict[str, Any]:
    """Return the retention option."""
    return {OPTION_RETENTION: {"realtime": realtime, "rest": rest}}


async def age(hass: HomeAssistant, clock: Clock, entity_id: str, *days: float) -> list[float]:
    """Give an entity rows of these ages; return when they were written."""
    now = clock.now.timestamp()
    rows = [(now - old * DAY, str(old)) for old in days]
    await put_states(hass, entity_id, rows)
    return [at for at, _ in rows]


async def let_night_come(clock: Clock, entry: MockConfigEntry) -> None:
    """Advance the clock until a router's old values are removed."""
    wait = next_purge(entry, clock.now) - clock.now
    clock.offset += wait.total_seconds() - 90
    await clock.advance(180, step=30)


async def test_what_is_too_old_goes_at_night(hass: HomeAssistant, clock: Clock) -> None:
    """Each part after its own number of days; not before its minute, and every night."""
    entry = add_entry(hass, **keep(realtime=2, rest=5))
    fast, slow = add_entity(hass, entry, REALTIME), add_entity(hass, entry, REST)
    fast_rows = await age(hass, clock, fast, 9, 4, 3.5, 0.5)
    slow_rows = await age(hass, clock, slow, 9, 4, 3.5, 0.5)
    await clock.advance(120, step=60)
    assert await written_at(hass, fast) == fast_rows
    await let_night_come(clock, entry)
    assert await written_at(hass, fast) == fast_rows[3:]
    assert await written_at(hass, slow) == slow_rows[1:]
    await let_night_come(clock, entry)
    await let_night_come(clock, entry)
    assert await written_at(hass, fast) == []
    assert await written_at(hass, slow) == slow_rows[3:]


async def test_nothing_of_another_integration(hass: HomeAssistant, clock: Clock) -> None:
    """Not even entities that another one put on the router's device, nor another router's."""
    entry = add_entry(hass, **keep(realtime=1, rest=1))
    stranger = MockConfigEntry(domain="other")
    stranger.add_to_hass(hass)
    neighbour = absent_router(host="192.0.2.2", unique_id="HE0000CELLAR", title="Cellar")
    neighbour.add_to_hass(hass)
    ours = add_entity(hass, entry, REALTIME)
    others = [
        add_entity(hass, stranger, "lamp", "other"),
        add_entity(hass, entry, "meter", "other"),
        add_entity(hass, neighbour, "HE0000CELLAR_system.cpu.load"),
        "sensor.in_no_registry",
    ]
    for entity_id in (ours, *others):
        await age(hass, clock, entity_id, 9, 5, 3)
    await let_night_come(clock, entry)
    assert await written_at(hass, ours) == []
    for entity_id in others:
        assert len(await written_at(hass, entity_id)) == 3, entity_id


async def test_statistics_stay(hass: HomeAssistant, clock: Clock) -> None:
    """Those of five minutes and of hours, of what is purged too."""
    entry = add_entry(hass, **keep(realtime=1))
    entity_id = add_entity(hass, entry, REALTIME)
    await age(hass, clock, entity_id, 9, 5, 3)
    old = clock.now.timestamp() - 9 * DAY
    await get_instance(hass).async_add_executor_job(_put_statistics, hass, entity_id, old)
    await let_night_come(clock, entry)
    assert await written_at(hass, entity_id) == []
    for table in (Statistics, StatisticsShortTerm):
        assert await get_instance(hass).async_add_executor_job(_size, hass, table) == 1


def _put_statistics(hass: HomeAssistant, entity_id: str, at: float) -> None:
    with session_scope(hass=hass) as session:
        session.execute(
            text(
                "INSERT INTO statistics_meta (id, statistic_id, source, has_sum, mean_type)"
                " VALUES (1, :id, 'recorder', 0, 1)"
            ),
            {"id": entity_id},
        )
        for table in (Statistics, StatisticsShortTerm):
            session.execute(insert(table), [{"metadata_id": 1, "start_ts": at, "mean": 1.0}])


def _size(hass: HomeAssistant, table: Any) -> int:
    with session_scope(hass=hass, read_only=True) as session:
        return session.execute(select(func.count(table.id))).scalar_one()


class Purges:
    """The calls of the recorder's action, each with the rows that the call before left."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Wrap the recorder's own action."""
        self.calls: list[dict[str, Any]] = []
        self.left_behind: list[int] = []
        self.is_deaf = False
        self.meanwhile: Callable[[], Any] = lambda: None
        self._hass = hass
        self._handler = hass.services.async_services_internal()["recorder"]["purge_entities"]
        hass.services.async_register("recorder", "purge_entities", self._purge)

    async def _purge(self, call: ServiceCall) -> None:
        if self.calls:
            before = list(self.calls[-1]["entity_id"])
            count = await get_instance(self._hass).async_add_executor_job(
                count_rows, self._hass, before
            )
            self.left_behind.append(count.number)
        self.calls.append(dict(call.data))
        self.meanwhile()
        if not self.is_deaf:
            schema = self._handler.schema
            assert schema is not None
            data = schema(dict(call.data))
            checked = ServiceCall(self._hass, "recorder", "purge_entities", data, call.context)
            await self._handler.job.target(checked)  # type: ignore[misc]


async def test_some_entities_at_a_time(hass: HomeAssistant, clock: Clock) -> None:
    """At most fifty per call, and none before the recorder has finished the call before."""
    entry = add_entry(hass, **keep(rest=1))
    for number in range(2 * BATCH + 10):
        entity_id = add_entity(hass, entry, f"{SERIAL}_gateway.latency_{number}")
        await age(hass, clock, entity_id, 9, 7, 5, 3)
    # The recorder removes so few rows at a time that each call needs many batches.
    get_instance(hass).max_bind_vars = 17
    purges = Purges(hass)
    await let_night_come(clock, entry)
    assert [len(call["entity_id"]) for call in purges.calls] == [BATCH, BATCH, 10]
    assert {call["keep_days"] for call in purges.calls} == {1}
    assert purges.left_behind == [0, 0]


async def test_what_has_nothing_to_remove_is_left_alone(hass: HomeAssistant, clock: Clock) -> None:
    """No call without a choice, without old rows, or where the recorder has purged already."""
    entry = add_entry(hass)
    fast, slow = add_entity(hass, entry, REALTIME), add_entity(hass, entry, REST)
    await age(hass, clock, fast, 5)
    await age(hass, clock, slow, 30)
    purges = Purges(hass)
    for options in ({}, keep(realtime=7), keep(rest=10), keep(rest=20)):
        hass.config_entries.async_update_entry(entry, options=options)
        await let_night_come(clock, entry)
    assert purges.calls == []
    hass.config_entries.async_update_entry(entry, options=keep(rest=9))
    await let_night_come(clock, entry)
    assert [call["entity_id"] for call in purges.calls] == [[slow]]


async def test_a_machine_that_slept_does_it_when_it_wakes(
    hass: HomeAssistant, clock: Clock
) -> None:
    """The scheduled minute passed during sleep."""
    entry = add_entry(hass, **keep(realtime=1))
    entity_id = add_entity(hass, entry, REALTIME)
    await age(hass, clock, entity_id, 5)
    await clock.advance(26 * 3600, step=26 * 3600)
    await clock.advance(60)
    assert await written_at(hass, entity_id) == []


async def test_a_recorder_that_removes_nothing(
    hass: HomeAssistant, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    """It is logged, and not tried again until the next night."""
    entry = add_entry(hass, **keep(realtime=1))
    entity_id = add_entity(hass, entry, REALTIME)
    await age(hass, clock, entity_id, 5)
    purges = Purges(hass)
    purges.is_deaf = True
    await let_night_come(clock, entry)
    assert len(purges.calls) == 1
    said = [one for one in caplog.messages if "removing old values failed" in one]
    assert said == [f"Attic: removing old values failed: The recorder keeps rows of {entity_id}"]
    purges.is_deaf = False
    await let_night_come(clock, entry)
    assert await written_at(hass, entity_id) == []


async def test_a_recorder_that_does_not_come_to_an_end(
    hass: HomeAssistant,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The wait for it is limited."""
    entry = add_entry(hass, **keep(realtime=1))
    await age(hass, clock, add_entity(hass, entry, REALTIME), 5)
    monkeypatch.setattr(retention, "_PATIENCE", 0)
    await let_night_come(clock, entry)
    assert "The recorder does not come to an end with its work" in caplog.text


async def test_a_router_has_one_turn_at_a_time(hass: HomeAssistant, clock: Clock) -> None:
    """Requested twice while it waits, it runs once; and routers run one after the other."""
    entries = [
        add_entry(hass, **keep(realtime=1)),
        absent_router(host="192.0.2.2", unique_id="HE0000CELLAR", **keep(realtime=1)),
    ]
    entries[1].add_to_hass(hass)
    for entry in entries:
        entity_id = add_entity(hass, entry, f"{entry.unique_id}_system.cpu.load")
        await age(hass, clock, entity_id, 5)
    purges = Purges(hass)
    for entry in (*entries, *entries):
        async_purge_soon(hass, entry)
    await clock.settle()
    assert len(purges.calls) == 2
    assert purges.left_behind == [0]


async def test_who_thinks_better_of_it_loses_no_more(hass: HomeAssistant, clock: Clock) -> None:
    """It stops when the options change or the router is removed."""
    entry = add_entry(hass, **keep(rest=1))
    for number in range(2 * BATCH):
        entity_id = add_entity(hass, entry, f"{SERIAL}_gateway.latency_{number}")
        await age(hass, clock, entity_id, 5)
    purges = Purges(hass)
    purges.meanwhile = lambda: hass.config_entries.async_update_entry(entry, options=keep(rest=8))
    await let_night_come(clock, entry)
    assert len(purges.calls) == 1
    hass.config_entries.async_update_entry(entry, options=keep(rest=1))
    removals: list[asyncio.Task[Any]] = []
    purges.meanwhile = lambda: removals.append(
        hass.async_create_task(hass.config_entries.async_remove(entry.entry_id))
    )
    await let_night_come(clock, entry)
    assert len(purges.calls) == 2
    assert len(removals) == 1


async def test_the_nights_work_is_spread(hass: HomeAssistant, clock: Clock) -> None:
    """Routers have minutes of their own, between half past four and half past six."""
    times = {
        f"{next_purge(MockConfigEntry(domain=DOMAIN, entry_id=str(number)), clock.now):%H:%M}"
        for number in range(200)
    }
    assert len(times) > 60
    assert min(times) >= "04:30"
    assert max(times) < "06:30"


async def test_on_the_day_the_clocks_change(hass: HomeAssistant, clock: Clock) -> None:
    """The next time is on the next day, at the same local time."""
    entry = MockConfigEntry(domain=DOMAIN, entry_id="any")
    moment = next_purge(entry, clock.now)
    for _ in range(366):
        later = next_purge(entry, moment)
        assert later.date() - moment.date() == timedelta(days=1)
        assert later.timetz().replace(tzinfo=None) == moment.timetz().replace(tzinfo=None)
        moment = later


async def test_parts_by_tier(hass: HomeAssistant, clock: Clock) -> None:
    """What is read every few seconds, and the rest, including entities without a metric."""
    entry = add_entry(hass)
    fast, slow = add_entity(hass, entry, REALTIME), add_entity(hass, entry, REST)
    button = add_entity(hass, entry, f"{SERIAL}_reconnect")
    assert async_recorded(hass, entry) == {Part.REALTIME: [fast], Part.REST: [slow, button]}


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, Retention()),
        ({OPTION_RETENTION: None}, Retention()),
        ({OPTION_RETENTION: {"rest": 3}}, Retention(rest=3)),
        (keep(realtime=1, rest=2), Retention(realtime=1, rest=2)),
    ],
)
def test_options(options: dict[str, Any], expected: Retention) -> None:
    """Without an option, values are kept as long as the recorder keeps them."""
    assert Retention.of(options) == expected
    assert Retention.of({OPTION_RETENTION: expected.as_dict()}) == expected


async def test_counting_has_a_bound(hass: HomeAssistant, clock: Clock) -> None:
    """Beyond it, a number says that there are more."""
    await age(hass, clock, "sensor.one", *range(1, 31))
    await age(hass, clock, "sensor.two", *range(1, 31))
    ids = ["sensor.one", *(f"sensor.none_{number}" for number in range(BATCH)), "sensor.two"]

    async def count(**limits: Any) -> Rows:
        return await get_instance(hass).async_add_executor_job(
            lambda: count_rows(hass, ids, **limits)
        )

    assert await count() == (60, True)
    assert await count(most=60) == (60, True)
    assert await count(most=59) == (59, False)
    assert await count(most=10) == (10, False)
    assert await count(before=clock.now - timedelta(days=20.5)) == (20, True)


async def test_counting_reads_an_index_alone(hass: HomeAssistant, clock: Clock) -> None:
    """The table of states may have a hundred million rows of other entities."""

    def plan() -> str:
        with session_scope(hass=hass, read_only=True) as session:
            asked = _rows_of(["sensor.one", "sensor.two"], clock.now).compile(
                session.get_bind(), compile_kwargs={"literal_binds": True}
            )
            return str(session.execute(text(f"EXPLAIN QUERY PLAN {asked}")).all())

    found = await get_instance(hass).async_add_executor_job(plan)
    assert "USING COVERING INDEX ix_states_metadata_id_last_updated_ts" in found
    assert "SCAN states" not in found


def test_numbers_for_a_person() -> None:
    """Thousands, megabytes by kind of database, and counts that stopped at their bound."""
    assert str(Rows(1_234_567)) == "1,234,567"
    assert str(Rows(5_000_000, are_all=False)) == "> 5,000,000"
    assert Rows(1_000_000).megabytes("sqlite") == "175"  # type: ignore[arg-type]
    assert Rows(1_000_000).megabytes(None) == "175"
    assert Rows(1_000_000).megabytes("postgresql") == "340"  # type: ignore[arg-type]
    assert Rows(5_714).megabytes(None) == "1.0"
    assert Rows(1_000_000, are_all=False).megabytes(None) == "> 175"
    assert sum_of([Rows(1), Rows(2, are_all=False)]) == (3, False)
    assert sum_of([]) == (0, True)


@pytest.mark.parametrize("recorder_config", [{"purge_keep_days": 12}])
async def test_a_repair_while_the_recorder_keeps_less(hass: HomeAssistant, clock: Clock) -> None:
    """It names the routers and what to write; it goes with the choice, or the router."""
    issues = ir.async_get(hass)
    entry = add_entry(hass)
    other = absent_router(host="192.0.2.2", unique_id="HE0000CELLAR", title="Cellar")
    other.add_to_hass(hass)

    def issue() -> dict[str, str] | None:
        found = issues.async_get_issue(DOMAIN, "retention_too_long")
        return None if found is None else found.translation_placeholders

    hass.config_entries.async_update_entry(entry, options=keep(realtime=3, rest=12))
    assert issue() is None
    hass.config_entries.async_update_entry(entry, options=keep(realtime=3, rest=13))
    assert issue() == {
        "kept": "12",
        "routers": "Attic",
        "yaml": "recorder:\n  purge_keep_days: 13",
    }
    hass.config_entries.async_update_entry(other, options=keep(realtime=90))
    assert issue() == {
        "kept": "12",
        "routers": "Attic, Cellar",
        "yaml": "recorder:\n  purge_keep_days: 90",
    }
    hass.config_entries.async_update_entry(entry, options={})
    assert issue() is not None
    await hass.config_entries.async_remove(other.entry_id)
    assert issue() is None
    stranger = MockConfigEntry(domain="other")
    stranger.add_to_hass(hass)
    hass.config_entries.async_update_entry(stranger, options=keep(realtime=90))
    assert issue() is None


@pytest.mark.parametrize("recorder_config", [{"purge_keep_days": 5, "auto_purge": False}])
async def test_a_recorder_that_never_purges(hass: HomeAssistant, clock: Clock) -> None:
    """It keeps everything, so no choice is too long, and each one works."""
    entry = add_entry(hass)
    entity_id = add_entity(hass, entry, REALTIME)
    await age(hass, clock, entity_id, 40, 20)
    hass.config_entries.async_update_entry(entry, options=keep(realtime=30))
    assert ir.async_get(hass).async_get_issue(DOMAIN, "retention_too_long") is None
    await let_night_come(clock, entry)
    assert len(await written_at(hass, entity_id)) == 1
