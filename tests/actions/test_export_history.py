"""The recorded history as CSV: in the response, or in a file."""

from collections.abc import Iterator
import csv
from datetime import UTC, datetime, timedelta
import io
import logging
from pathlib import Path
import threading
from typing import Any

from homeassistant.components.recorder import get_instance
from homeassistant.components.recorder.db_schema import (
    Statistics,
    StatisticsMeta,
    StatisticsShortTerm,
)
from homeassistant.components.recorder.util import session_scope
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError, Unauthorized
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser
from sqlalchemy import insert
import voluptuous as vol

from custom_components.mikrotik_monitoring.actions import csv_file, csv_text, export_history
from custom_components.mikrotik_monitoring.const import DOMAIN
from custom_components.mikrotik_monitoring.recording.history import Record, Resolution, Span
from tests.actions.calls import device_of
from tests.dashboard.conftest import absent_router
from tests.recorded import put_states
from tests.repository.files import english

NAMES = ["router", "category", "interface", "metric", "tier", "entity_id", "unit"]
TEXTS = english()["config_panel"]["dashboard"]
# A time in the past: the export does not depend on the day.
NOON = datetime(2026, 10, 20, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
CPU, RX, VERSION = "sensor.attic_cpu", "sensor.attic_ether1_rx", "sensor.attic_version"


@pytest.fixture
def mock_recorder_before_hass(async_test_recorder: Any) -> None:
    """Prepare the recorder before Home Assistant, and do not log each row."""
    logging.getLogger("sqlalchemy.engine").setLevel(logging.WARNING)


@pytest.fixture
async def entry(recorder_mock: Any, hass: HomeAssistant) -> MockConfigEntry:
    """Return a router that is not set up, in Riga: with three sensors, one of an interface."""
    await hass.config.async_set_time_zone("Europe/Riga")
    assert await async_setup_component(hass, DOMAIN, {})
    return add(hass, absent_router())


def add(hass: HomeAssistant, entry: MockConfigEntry) -> MockConfigEntry:
    """Add a router's entry, devices and entities."""
    entry.add_to_hass(hass)
    name, devices = entry.title.lower(), dr.async_get(hass)
    own = devices.async_get_or_create(
        config_entry_id=entry.entry_id,
        identifiers={(DOMAIN, str(entry.unique_id))},
        name=entry.title,
    )
    port = devices.async_get_or_create_child(
        parent_device_id=own.id,
        config_entry_id=entry.entry_id,
        identifiers={(DOMAIN, f"{entry.unique_id}_port:ether1")},
        name="=ether1 · uplink",
    )
    for key, object_id, label, device_id, unit in (
        ("system.cpu.load", "cpu", "CPU", own.id, "%"),
        ("interface.traffic.rx_port:ether1", "ether1_rx", "RX", port.id, "Mbit/s"),
        ("system.version", "version", "Version", own.id, None),
    ):
        er.async_get(hass).async_get_or_create(
            "sensor",
            DOMAIN,
            f"{entry.unique_id}_{key}",
            config_entry=entry,
            device_id=device_id,
            suggested_object_id=f"{name}_{object_id}",
            original_name=label,
            unit_of_measurement=unit,
        )
    return entry


async def export(
    hass: HomeAssistant, user_id: str | None = None, *, answer: bool = True, **data: Any
) -> dict[str, Any]:
    """Export the hour after noon, unless told otherwise; return the response."""
    span = {"start": NOON, "end": NOON + HOUR, "resolution": "raw"}
    response = await hass.services.async_call(
        DOMAIN,
        "export_history",
        {**span, **data},
        blocking=True,
        return_response=answer,
        context=Context(user_id=user_id),
    )
    return dict(response or {})


def files(folder: Path) -> list[str]:
    """Return the names of the files in a folder."""
    return sorted(one.name for one in folder.iterdir())


def read(path: Path) -> str:
    """Return the content of a file."""
    return path.read_bytes().decode()


def parsed(text: str) -> list[list[str]]:
    """Return the lines of a CSV."""
    return list(csv.reader(io.StringIO(text, newline="")))


async def exported(hass: HomeAssistant, **data: Any) -> list[list[str]]:
    """Return the lines of the only router in the response."""
    ((_, answer),) = (await export(hass, **data)).items()
    found = parsed(answer["csv"])
    assert answer["rows"] == len(found) - 1
    return found


def at(minutes: float) -> float:
    """Return a moment after noon, in seconds since the epoch."""
    return (NOON + timedelta(minutes=minutes)).timestamp()


async def put_statistics(
    hass: HomeAssistant, entity_id: str, table: Any, *rows: dict[str, float]
) -> None:
    """Put statistics into the recorder."""

    def put() -> None:
        with session_scope(hass=hass) as session:
            known = session.query(StatisticsMeta).filter_by(statistic_id=entity_id).first()
            if known is None:
                is_total = "sum" in rows[0]
                known = StatisticsMeta(
                    statistic_id=entity_id,
                    source="recorder",
                    has_sum=is_total,
                    mean_type=0 if is_total else 1,
                )
                session.add(known)
                session.flush()
            values = [{"metadata_id": known.id, "created_ts": 0.0, **row} for row in rows]
            session.execute(insert(table), values)

    await get_instance(hass).async_add_executor_job(put)


async def test_each_state_of_a_router(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """In order of time, from the start up to but not including the end; first the state before."""
    await put_states(hass, CPU, [(at(-30), "7"), (at(0.5), "8.5"), (at(59), "unavailable")])
    await put_states(hass, RX, [(at(0), "-2.5"), (at(60), "3")])
    await put_states(hass, VERSION, [(at(5), "7.20"), (at(5.5), "=HYPERLINK(1)"), (at(6), 'a,"b')])
    get_instance(hass).states_manager._oldest_ts = at(-30)
    found = await exported(hass, device_id=device_of(hass, entry))
    graph, tier, system = TEXTS["graph"], TEXTS["table"]["tier"], TEXTS["table"]["system"]
    cpu = ["Attic", graph["cpu"], "", "CPU", tier["realtime"], CPU, "%"]
    traffic = graph["interface_traffic"]
    rx = ["Attic", traffic, "'=ether1 · uplink", "RX", tier["realtime"], RX, "Mbit/s"]
    version = ["Attic", system, "", "Version", tier["long"], VERSION, ""]
    assert found == [
        ["time", *NAMES, "value"],
        ["2026-10-20T12:00:00.000Z", *cpu, "7"],
        ["2026-10-20T12:00:00.000Z", *rx, "-2.5"],
        ["2026-10-20T12:00:30.000Z", *cpu, "8.5"],
        ["2026-10-20T12:05:00.000Z", *version, "7.20"],
        ["2026-10-20T12:05:30.000Z", *version, "'=HYPERLINK(1)"],
        ["2026-10-20T12:06:00.000Z", *version, 'a,"b'],
        ["2026-10-20T12:59:00.000Z", *cpu, "unavailable"],
    ]


async def test_what_is_chosen(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Single sensors, an interface, two routers with a result each."""
    other = add(hass, absent_router("192.0.2.2", "Cellar", "HE0000CELLAR"))
    for entity_id in (CPU, RX, VERSION, "sensor.cellar_cpu"):
        await put_states(hass, entity_id, [(at(1), "1"), (at(2), "2")])

    async def sensors(**target: Any) -> list[str]:
        answer = await export(hass, **target)
        lines = [line for one in answer.values() for line in parsed(one["csv"])[1:]]
        return sorted({line[6] for line in lines})

    assert await sensors(entity_id=CPU) == [CPU]
    assert await sensors(entity_id=[RX, CPU]) == [CPU, RX]
    registry = er.async_get(hass)
    port = registry.entities[RX].device_id
    assert await sensors(device_id=port) == [RX]
    assert await sensors(device_id=device_of(hass, entry)) == [CPU, RX, VERSION]
    devices = [device_of(hass, one) for one in (entry, other)]
    answer = await export(hass, device_id=devices)
    assert {device: one["rows"] for device, one in answer.items()} == {devices[0]: 6, devices[1]: 2}


@pytest.mark.parametrize("resolution", ["5minute", "hour", "day"])
async def test_statistics(hass: HomeAssistant, entry: MockConfigEntry, resolution: str) -> None:
    """Means of measurements, growth of totals, for the periods that begin in the time span."""
    total = er.async_get(hass).async_get_or_create(
        "sensor",
        DOMAIN,
        f"{entry.unique_id}_interface.traffic.rx_total_port:ether1",
        config_entry=entry,
        device_id=device_of(hass, entry),
        suggested_object_id="attic_rx_total",
    )
    table = StatisticsShortTerm if resolution == "5minute" else Statistics
    steps = {"5minute": 5, "hour": 60, "day": 60}
    starts = [at(number * steps[resolution]) for number in range(-1, 26)]
    await put_statistics(
        hass,
        CPU,
        table,
        *({"start_ts": one, "mean": 5.25, "min": 1, "max": 9.5} for one in starts),
    )
    await put_statistics(
        hass,
        total.entity_id,
        table,
        *({"start_ts": one, "state": n, "sum": 10 * n} for n, one in enumerate(starts)),
    )
    found = await exported(
        hass,
        device_id=device_of(hass, entry),
        resolution=resolution,
        end=NOON + (HOUR / 4 if resolution == "5minute" else 3 * HOUR),
    )
    assert found[0] == ["from", "to", *NAMES, "min", "mean", "max", "change"]
    first = {line[7]: [line[0], line[1], *line[9:]] for line in reversed(found[1:])}
    # A day in Riga, recorded from 14 o'clock on.
    begin, end, rows, grown = {
        "5minute": ("2026-10-20T12:00:00.000Z", "2026-10-20T12:05:00.000Z", 3, "10"),
        "hour": ("2026-10-20T12:00:00.000Z", "2026-10-20T13:00:00.000Z", 3, "10"),
        "day": ("2026-10-19T21:00:00.000Z", "2026-10-20T21:00:00.000Z", 1, "90"),
    }[resolution]
    assert first[CPU] == [begin, end, "1", "5.25", "9.5", ""]
    assert first[total.entity_id] == [begin, end, "", "", "", grown]
    assert len(found) == 1 + 2 * rows


async def test_a_year_of_days(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Each day once, also where a slice ends and where the clocks change."""
    start = datetime(2025, 1, 1, 12, tzinfo=UTC)
    hours = [start + number * HOUR for number in range(24 * 500)]
    await put_statistics(
        hass,
        CPU,
        Statistics,
        *({"start_ts": one.timestamp(), "mean": 1, "min": 1, "max": 1} for one in hours),
    )
    found = await exported(
        hass,
        entity_id=CPU,
        resolution="day",
        start=datetime(2020, 1, 1, tzinfo=UTC),
        end=start + timedelta(days=490),
    )
    begins = [line[0] for line in found[1:]]
    assert len(begins) == len(set(begins)) == 491
    assert [one for one, two in zip(begins, found[2:], strict=False) if one == two[0]] == []
    assert [line[1] for line in found[1:-1]] == begins[1:]


async def test_days_of_forty_sensors_in_slices(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """A few rows at a time, each once and in order, and none read in the event loop."""
    ids = []
    times = [at(20 * number) for number in range(72 * 3)]
    for number in range(40):
        entity = er.async_get(hass).async_get_or_create(
            "sensor",
            DOMAIN,
            f"{entry.unique_id}_interface.traffic.rx_port:sfp{number}",
            config_entry=entry,
            device_id=device_of(hass, entry),
        )
        ids.append(entity.entity_id)
        await put_states(hass, entity.entity_id, [(one, str(number)) for one in times])
    sizes: list[int] = []
    threads: set[threading.Thread] = set()
    make, write = csv_text.lines, csv_file.CsvFile.write

    def counted(records: list[Record], *others: Any) -> str:
        sizes.append(len(records))
        threads.add(threading.current_thread())
        return make(records, *others)

    def written(self: csv_file.CsvFile, text: str) -> None:
        threads.add(threading.current_thread())
        write(self, text)

    monkeypatch.setattr(export_history, "lines", counted)
    monkeypatch.setattr(csv_file.CsvFile, "write", written)
    hass.config.allowlist_external_dirs = {str(tmp_path)}
    path = tmp_path / "days.csv"
    answer = await export(hass, entity_id=ids, end=NOON + 72 * HOUR, path=str(path))
    assert answer == {device_of(hass, entry): {"rows": 40 * len(times), "path": str(path)}}
    assert len(sizes) == 72
    assert max(sizes) == 40 * 3
    assert len(threads) > 1
    assert threading.current_thread() not in threads
    found = parsed(read(path))[1:]
    keys = [(line[0], ids.index(line[6])) for line in found]
    assert len(keys) == 40 * len(times)
    assert keys == sorted(set(keys))


def test_slices_of_many_entities_are_shorter() -> None:
    """The number of rows in memory stays the same, whatever is exported."""
    span = Span(start=NOON, end=NOON + 4 * HOUR, resolution=Resolution.RAW)
    assert len(list(span.slices(0))) == len(list(span.slices(40))) == 4
    assert len(list(span.slices(80))) == 8
    assert len(list(span.slices(100_000))) == 4 * 12
    for count in (1, 70, 1000):
        slices = list(span.slices(count))
        assert (slices[0][0], slices[-1][1]) == (span.start, span.end)
        assert [end for _, end in slices[:-1]] == [start for start, _ in slices[1:]]


async def test_the_answer_has_a_limit(
    hass: HomeAssistant, entry: MockConfigEntry, tmp_path: Path
) -> None:
    """Over all routers; a file has none."""
    other = add(hass, absent_router("192.0.2.2", "Cellar", "HE0000CELLAR"))
    for entity_id in (CPU, "sensor.cellar_cpu"):
        await put_states(hass, entity_id, [(at(number / 100), "1") for number in range(5_000)])
    both = [device_of(hass, one) for one in (entry, other)]
    answer = await export(hass, device_id=both)
    assert [one["rows"] for one in answer.values()] == [5_000, 5_000]
    await put_states(hass, CPU, [(at(51), "2")])
    with pytest.raises(ServiceValidationError) as caught:
        await export(hass, device_id=both)
    assert caught.value.translation_key == "too_many_rows"
    assert caught.value.translation_placeholders == {"most": "10,000"}
    hass.config.allowlist_external_dirs = {str(tmp_path)}
    path = tmp_path / "all.csv"
    answer = await export(hass, device_id=both, path=str(path), answer=False)
    assert answer == {}
    assert len(parsed(read(path))) == 10_002


async def test_a_file_is_not_replaced_unasked(
    hass: HomeAssistant, entry: MockConfigEntry, tmp_path: Path
) -> None:
    """And nothing but the file is left."""
    hass.config.allowlist_external_dirs = {str(tmp_path)}
    await put_states(hass, CPU, [(at(1), "1")])
    path = tmp_path / "cpu.CSV"
    data: dict[str, Any] = {"entity_id": CPU, "path": str(path)}
    await export(hass, **data)
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(ServiceValidationError) as caught:
        await export(hass, **data)
    assert caught.value.translation_key == "path_exists"
    assert read(path) == "mine"
    await export(hass, **data, overwrite=True)
    assert read(path).startswith("time,")
    assert files(tmp_path) == ["cpu.CSV"]


def places(tmp_path: Path) -> Iterator[tuple[str, str]]:
    """Yield paths that may not be written to, each with the error."""
    allowed, elsewhere = tmp_path / "allowed", tmp_path / "elsewhere"
    allowed.mkdir()
    elsewhere.mkdir()
    (elsewhere / "there.csv").touch()
    (allowed / "link.csv").symlink_to(elsewhere / "there.csv")
    (allowed / "dangling.csv").symlink_to(elsewhere / "new.csv")
    (allowed / "loop.csv").symlink_to(allowed / "loop.csv")
    (allowed / "folder").symlink_to(elsewhere)
    yield "history.csv", "path_not_csv"
    yield str(allowed / "configuration.yaml"), "path_not_csv"
    yield str(allowed), "path_not_csv"
    yield str(elsewhere / "new.csv"), "path_not_allowed"
    yield str(allowed / ".." / "elsewhere" / "new.csv"), "path_not_allowed"
    yield str(allowed / "link.csv"), "path_not_allowed"
    yield str(allowed / "dangling.csv"), "path_not_allowed"
    yield str(allowed / "folder" / "new.csv"), "path_not_allowed"
    yield str(allowed / "none" / "new.csv"), "path_not_allowed"
    yield str(allowed / "a\0b.csv"), "path_not_allowed"


async def test_where_nothing_may_be_written(
    hass: HomeAssistant, entry: MockConfigEntry, tmp_path: Path
) -> None:
    """Whatever symbolic links and dots the path contains."""
    await put_states(hass, CPU, [(at(1), "1")])
    hass.config.allowlist_external_dirs = {str(tmp_path / "allowed")}
    refused = list(places(tmp_path))
    for path, error in refused:
        with pytest.raises(ServiceValidationError) as caught:
            await export(hass, entity_id=CPU, path=path, overwrite=True)
        assert caught.value.translation_key == error, path
        assert caught.value.translation_placeholders == {"path": path}
    assert len(refused) > 8
    assert files(tmp_path / "elsewhere") == ["there.csv"]
    assert (tmp_path / "elsewhere" / "there.csv").stat().st_size == 0


async def test_a_file_that_cannot_be_written(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A folder of that name, a full disk: the error says so, and nothing is left behind."""
    await put_states(hass, CPU, [(at(1), "1")])
    hass.config.allowlist_external_dirs = {str(tmp_path)}
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(HomeAssistantError) as caught:
        await export(hass, entity_id=CPU, path=str(tmp_path / "folder.csv"), overwrite=True)
    assert caught.value.translation_key == "not_written"

    path = str(tmp_path / "new.csv")

    def full(self: csv_file.CsvFile, text: str) -> None:
        raise OSError(28, "No space left on device")

    def no_part(self: Path, *_: Any, **__: Any) -> None:
        raise PermissionError(13, "Permission denied")

    for where, name, broken in (
        (csv_file.CsvFile, "write", full),
        (Path, "open", no_part),
    ):
        for overwrite in (True, False):
            with monkeypatch.context() as patched:
                patched.setattr(where, name, broken)
                with pytest.raises(HomeAssistantError) as caught:
                    await export(hass, entity_id=CPU, path=path, overwrite=overwrite)
            assert caught.value.translation_key == "not_written"
            assert files(tmp_path) == ["folder.csv"]


async def test_a_file_is_an_admins(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    hass_admin_user: MockUser,
    hass_read_only_user: MockUser,
    tmp_path: Path,
) -> None:
    """The response is for every user who may read the sensors."""
    await put_states(hass, CPU, [(at(1), "1")])
    hass.config.allowlist_external_dirs = {str(tmp_path)}
    path = str(tmp_path / "cpu.csv")
    with pytest.raises(Unauthorized):
        await export(hass, hass_read_only_user.id, entity_id=CPU, path=path)
    assert files(tmp_path) == []
    assert await export(hass, hass_read_only_user.id, entity_id=CPU)
    await export(hass, hass_admin_user.id, entity_id=CPU, path=path)
    assert files(tmp_path) == ["cpu.csv"]


async def test_only_what_a_user_may_read(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """A router's other sensors are left out; a named one is refused as if it did not exist."""
    for entity_id in (CPU, RX):
        await put_states(hass, entity_id, [(at(1), "1")])
    guest = MockUser(id="guest", name="Guest", groups=[]).add_to_hass(hass)
    guest.mock_policy({"entities": {"entity_ids": {CPU: {"read": True}}}})
    device = device_of(hass, entry)
    answer = await export(hass, guest.id, device_id=device)
    assert [line[6] for line in parsed(answer[device]["csv"])[1:]] == [CPU]
    for entity_id in (RX, "sensor.lamp"):
        with pytest.raises(ServiceValidationError) as caught:
            await export(hass, guest.id, device_id=device, entity_id=entity_id)
        assert caught.value.translation_key == "no_such_sensor"
        assert caught.value.translation_placeholders == {"entity": entity_id}


async def test_what_cannot_be_asked_for(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Each mistake has its own error."""
    device = device_of(hass, entry)
    for data, error in (
        ({"device_id": device, "answer": False}, "no_destination"),
        ({"device_id": device, "start": NOON + HOUR}, "no_time"),
        ({"device_id": device, "start": NOON + 2 * HOUR}, "no_time"),
        ({"device_id": "gone"}, "not_a_router"),
        ({"entity_id": "sensor.lamp"}, "no_router"),
    ):
        with pytest.raises(ServiceValidationError) as caught:
            await export(hass, **data)
        assert caught.value.translation_key == error
    with pytest.raises(vol.Invalid):
        await export(hass, device_id=device, resolution="week")


async def test_by_default_the_last_day(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """By the hour, and nothing from the future."""
    now = datetime.now(UTC)
    hour = now.replace(minute=0, second=0, microsecond=0)
    starts = [(hour - number * HOUR).timestamp() for number in range(1, 48)]
    await put_statistics(
        hass, CPU, Statistics, *({"start_ts": one, "mean": 1, "min": 1, "max": 1} for one in starts)
    )
    response = await hass.services.async_call(
        DOMAIN,
        "export_history",
        {"entity_id": CPU, "end": now + timedelta(days=400)},
        blocking=True,
        return_response=True,
    )
    answer: Any
    ((_, answer),) = dict(response or {}).items()
    assert 22 <= answer["rows"] <= 24


async def test_nothing_recorded(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """The header alone, in each resolution."""
    for resolution in Resolution:
        found = await exported(hass, entity_id=CPU, resolution=resolution.value)
        assert len(found) == 1


async def test_a_recorder_that_has_stopped(
    hass: HomeAssistant, entry: MockConfigEntry, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The error says so, and no file is created."""
    hass.config.allowlist_external_dirs = {str(tmp_path)}
    monkeypatch.setattr(get_instance(hass), "is_alive", lambda: False)
    path: dict[str, Any] = {"path": str(tmp_path / "cpu.csv")}
    for data in ({}, path):
        with pytest.raises(HomeAssistantError) as caught:
            await export(hass, entity_id=CPU, **data)
        assert caught.value.translation_key == "no_recorder"
    assert files(tmp_path) == []
    monkeypatch.undo()
