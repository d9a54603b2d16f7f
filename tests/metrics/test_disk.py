"""Disks and RAID arrays: their state and health, and those that are missing."""

from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Any

from homeassistant.const import STATE_OFF, STATE_ON
from homeassistant.core import HomeAssistant
import pytest

from custom_components.mikrotik_monitoring.metrics.disk import DISKS, DisksRow
from custom_components.mikrotik_monitoring.metrics.disk_row import DiskRow, DiskState
from custom_components.mikrotik_monitoring.metrics.model import AWAY_TIME, Query, Reading
from custom_components.mikrotik_monitoring.metrics.raid import Array, has_failed
from custom_components.mikrotik_monitoring.polling.group_state import Outcome
from custom_components.mikrotik_monitoring.routeros import Command, Row
from tests.conftest import EVERYTHING, Clock, StartRouter, add_router, outcome_of, poll

from .entities import enable, find, state_of

PRINT = "/disk/print"
SECRETS = ("password", "secret", "key", "user")


def disk(slot: str, serial: str = "", **more: str) -> Row:
    """Return a disk in a slot."""
    row = {"slot": slot, "type": "hardware", "block-device": "true", "size": "1000"}
    if serial:
        row["serial"] = serial
    return row | {name.replace("_", "-"): text for name, text in more.items()}


def known_by(serial: str) -> str:
    """Return the instance of a disk with a serial number."""
    return f"serial:{sha256(serial.encode()).hexdigest()[:16]}"


class Disks:
    """A router's table of disks, read repeatedly by the group."""

    def __init__(self, *rows: Row) -> None:
        """Store the rows."""
        self.rows = list(rows)
        self.asked: list[Command] = []
        self.before: Reading[Any] | None = None

    async def ask(self, command: Command, **_: Any) -> list[Row]:
        """Return the rows."""
        self.asked.append(command)
        return self.rows

    async def read(self, *keys: str, after: float = 0) -> Mapping[str, Any]:
        """Read once more, some seconds later."""
        if self.before is not None:
            aged = {name: _aged(row, after) for name, row in self.before.rows.items()}
            self.before = Reading(at=0, rows=aged, listed=self.before.listed)
        query = Query[Any](ask=self.ask, keys=frozenset(keys) or DISKS.keys, before=self.before)
        rows = await DISKS.read(query)
        kept = {name: row for name, row in rows.items() if row is not None}
        self.before = Reading(at=0, rows=kept, listed=rows.keys())
        return rows


def _aged(row: Any, seconds: float) -> Any:
    """Return a row as if some seconds had passed."""
    gone_at = getattr(row, "gone_at", None)
    return row if gone_at is None else replace(row, gone_at=gone_at - seconds)


@pytest.mark.parametrize(
    ("flags", "state"),
    [
        ({"mounted": "true"}, DiskState.MOUNTED),
        ({"mounted": ""}, DiskState.MOUNTED),
        ({"mounted": "false"}, DiskState.NOT_MOUNTED),
        ({}, DiskState.NOT_MOUNTED),
        ({"formatting": "true", "mounted": "true"}, DiskState.FORMATTING),
        ({"raid-member": "true"}, DiskState.RAID_MEMBER),
        ({"raid-master": "raid1"}, DiskState.RAID_MEMBER),
        ({"raid-master": "none", "mounted": "true"}, DiskState.MOUNTED),
        ({"self-encrypted-and-locked": "true"}, DiskState.LOCKED),
        ({"raid-member": "true", "raid-member-failed": "true"}, DiskState.FAILED),
        ({"raid-member": "true", "raid-member-failed": "false"}, DiskState.RAID_MEMBER),
        ({"raid-member": "true", "raid-member-state": "2:faulty"}, DiskState.FAILED),
    ],
)
def test_states(flags: Row, state: DiskState) -> None:
    """RouterOS has a flag for each state of a disk; the worst one is shown."""
    assert DiskRow.from_row({**disk("nvme1"), **flags}).state is state


@pytest.mark.parametrize(
    ("row", "state", "free"),
    [
        ({"name": "disk1", "type": "ext3", "free": "14.5GiB"}, "mounted", 15_569_256_448),
        ({"name": "disk1", "type": "fat32", "free": "4096"}, "mounted", 4096),
        ({"name": "disk1", "type": "unknown"}, "not_mounted", None),
        ({"name": "disk1"}, "not_mounted", None),
    ],
)
def test_disks_of_version_6(row: Row, state: str, free: int | None) -> None:
    """They have names and filesystems, and no flags."""
    parsed = DiskRow.from_row(row)
    assert (parsed.slot, parsed.state, parsed.free) == ("disk1", state, free)


def test_what_smart_tells() -> None:
    """Each disk reports other parts of it; what it does not report is unknown."""
    row = DiskRow.from_row(
        disk(
            "nvme1",
            temperature="41C",
            critical_warning="spare-space,temperature",
            percentage_used="104",
            available_spare="4%",
            power_on_time="1w1d",
            unsafe_shutdowns="12",
            io_errors="0",
        )
    )
    assert (row.temperature, row.warned, row.wear, row.spare) == (41, True, 104, 4)
    assert (row.power_on, row.unsafe_shutdowns, row.errors) == (192, 12, 0)
    bare = DiskRow.from_row(disk("sata1"))
    assert bare.warned is bare.wear is bare.temperature is bare.power_on is bare.used is None
    for text in ("", "none", "0"):
        assert DiskRow.from_row(disk("nvme1", critical_warning=text)).warned is False


def test_how_full_it_is() -> None:
    """The mounted filesystem counts; one without a size has no share."""
    assert DiskRow.from_row(disk("sata1", free="250")).used == 75
    assert DiskRow.from_row({**disk("sata1", free="0"), "size": "0"}).used is None


async def test_what_a_disk_is_known_by() -> None:
    """Its serial number, whatever its slot; where several have the same one, their slots."""
    disks = Disks(
        disk("nvme1", "S1"),
        disk("usb1", "0123456789"),
        disk("usb2", "0123456789"),
        disk("sata1"),
        {"slot": "nvme1-part1", "type": "partition", "serial": "S1", "free": "7"},
        disk("nvme9", empty="true"),
        disk("nvme8", "S8", disabled="true"),
    )
    rows = await disks.read()
    assert rows.keys() == {
        "",
        known_by("S1"),
        "slot:usb1",
        "slot:usb2",
        "slot:sata1",
        "slot:nvme1-part1",
        known_by("S8"),
    }
    assert rows[known_by("S8")] is None
    assert DISKS.label is not None
    assert DISKS.label(rows[known_by("S1")]) == "nvme1"
    assert DISKS.label(rows[""]) == ""
    assert rows["slot:nvme1-part1"].state is None
    disks.rows = [disk("nvme4", "S1")]
    assert DISKS.label((await disks.read())[known_by("S1")]) == "nvme4"


async def test_only_what_is_wanted_is_asked_for() -> None:
    """With the fields that identify them; none of it is a secret."""
    disks = Disks(disk("nvme1", "S1"))
    await disks.read("disk.free")
    (asked,) = disks.asked
    assert asked.proplist[:6] == ("slot", "name", "type", "serial", "disabled", "empty")
    assert "free" in asked.proplist
    assert "temperature" not in asked.proplist
    await disks.read()
    fields = disks.asked[1].proplist
    assert not [name for name in fields if any(name.endswith(word) for word in SECRETS)]


async def test_a_disk_that_is_gone() -> None:
    """A broken disk is often not listed: it is missing for a week, and counts as failed."""
    disks = Disks(disk("nvme1", "S1", temperature="40"), disk("sata1"))
    assert (await disks.read())[""] == DisksRow(failed=0)
    disks.rows = [disk("nvme9", empty="true")]
    rows = await disks.read()
    assert rows.keys() == {"", known_by("S1")}, "one without a number may have been pulled"
    gone = rows[known_by("S1")]
    assert (gone.slot, gone.state, gone.temperature) == ("nvme1", DiskState.MISSING, None)
    assert rows[""] == DisksRow(failed=1)
    assert (await disks.read())[known_by("S1")] is not None
    assert known_by("S1") in await disks.read(after=AWAY_TIME - 100)
    assert await disks.read(after=200) == {}
    disks.rows = [disk("nvme1", "S1")]
    assert (await disks.read())[known_by("S1")].state is DiskState.NOT_MOUNTED


def test_what_is_listed_while_it_works() -> None:
    """Disks with a serial number; a filesystem in memory is just removed."""
    assert DISKS.listed_while_up(known_by("S1"))
    assert not DISKS.listed_while_up("slot:scratch")


def array(*members: Row, state: str = "clean", count: str | None = "2") -> Array:
    """Return an array with some members."""
    row = {"slot": "raid1", "type": "raid", "state": state}
    if count is not None:
        row["raid-device-count"] = count
    return Array.of(row, members)


MEMBER: Row = {"raid-master": "raid1", "raid-member-state": "0:in_sync"}
GOOD: Row = {**MEMBER, "raid-member-failed": "false"}
BAD: Row = {**MEMBER, "raid-member-failed": "true"}


@pytest.mark.parametrize(
    ("found", "state", "failed", "present"),
    [
        (array(GOOD, GOOD), "clean", 0, 2),
        (array(GOOD, GOOD, state="active"), "clean", 0, 2),
        (array(GOOD, GOOD, state="Clean, sync:idle"), "clean", 0, 2),
        (array(GOOD, GOOD, state="clean, sync:repair, resync = 12.5%"), "syncing", 0, 2),
        (array(GOOD, BAD), "degraded", 1, 1),
        (array(GOOD, BAD, state="clean, sync:recover, recovery = 1%"), "degraded", 1, 1),
        (array(GOOD), "degraded", 1, 1),
        (array(GOOD, state="clean, degraded"), "degraded", 1, 1),
        (array(GOOD, GOOD, state="inactive"), "inactive", 0, 2),
        (array(state="clear"), "inactive", 2, 0),
        (array(GOOD, GOOD, state="dreaming"), None, 0, 2),
        (array(GOOD, GOOD, state=""), None, 0, 2),
        (array(GOOD, BAD, state="dreaming"), "degraded", 1, 1),
        (array(GOOD, BAD, count=None), "clean", None, 1),
        (array(GOOD, GOOD, GOOD, count="2"), "clean", 0, 3),
    ],
)
def test_arrays(found: Array, state: str | None, failed: int | None, present: int) -> None:
    """An array is as bad as its worst part; an unknown word is not a failure."""
    assert (found.state, found.failed, found.present) == (state, failed, present)


def test_a_member_that_failed() -> None:
    """Its own flag says so, or its array's field."""
    assert has_failed(BAD)
    assert has_failed({"raid-member-state": "1:faulty"})
    assert not has_failed(GOOD)
    assert not has_failed({})


async def test_an_array_of_arrays() -> None:
    """Each is an array by itself, with its own members."""
    rows = await Disks(
        {"slot": "outer", "type": "raid", "raid-device-count": "1", "state": "clean"},
        {
            "slot": "inner",
            "type": "raid",
            "raid-device-count": "2",
            "raid-master": "outer",
            "state": "clean",
        },
        disk("nvme1", "S1", raid_master="inner", raid_member="true"),
        disk("nvme2", "S2", raid_master="inner", raid_member="true", raid_member_failed="true"),
    ).read()
    assert rows["slot:outer"].array.state == "clean"
    assert rows["slot:inner"].array.state == "degraded"
    assert rows[""] == DisksRow(failed=1)


async def test_entities(hass: HomeAssistant, start_router: StartRouter, clock: Clock) -> None:
    """Free space and state are on by default, by the slot; SMART comes with its kinds."""
    router = await start_router("rose")
    entry = await add_router(hass, router)
    broken, mounted = known_by("S64GNE0R501888"), known_by("S64GNE0R501811")
    assert state_of(hass, router, "disk.state", mounted) == "mounted"
    assert state_of(hass, router, "disk.state", broken) == "failed"
    assert float(state_of(hass, router, "disk.free", mounted)) == pytest.approx(2914.82, abs=0.01)
    assert find(hass, router, "disk.free", broken) is None
    assert state_of(hass, router, "disk.all.failed") == "1"
    assert state_of(hass, router, "raid.state", "slot:raid1") == "degraded"
    assert state_of(hass, router, "raid.members.failed", "slot:raid1") == "1"
    assert find(hass, router, "raid.state", mounted) is None
    assert find(hass, router, "disk.state", "slot:scratch") is None
    assert find(hass, router, "disk.temperature", mounted) is None
    state = hass.states.get(find(hass, router, "disk.state", mounted) or "")
    assert state is not None
    assert state.name.endswith("Disk nvme1 state")
    await enable(hass, entry, clock, "disk.smart.problem", "disk.wear", instance=broken)
    assert state_of(hass, router, "disk.smart.problem", broken) == STATE_ON
    assert state_of(hass, router, "disk.smart.problem", mounted) == STATE_OFF
    assert state_of(hass, router, "disk.wear", broken) == "104.0"


async def test_a_disk_that_vanishes_and_returns(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """It stays as missing, and its array as degraded; then both are well."""
    router = await start_router("rose")
    entry = await add_router(hass, router)
    where = {"serial": "S64GNE0R501855"}
    (row,) = [row for row in router.rows("/disk") if row.get("serial") == where["serial"]]
    router.remove_row("/disk", where)
    await clock.advance(1200, step=300)
    assert state_of(hass, router, "disk.state", known_by(where["serial"])) == "missing"
    assert state_of(hass, router, "raid.members.failed", "slot:raid1") == "2"
    assert state_of(hass, router, "disk.all.failed") == "2"
    router.add_row("/disk", row)
    await poll(entry, clock, "medium")
    assert state_of(hass, router, "disk.state", known_by(where["serial"])) == "raid_member"
    assert state_of(hass, router, "raid.members.failed", "slot:raid1") == "1"


@pytest.mark.parametrize(
    ("profile", "outcome"),
    [("rb5009", Outcome.ANSWERED), ("hap_v6", Outcome.ABSENT), ("chr", Outcome.ANSWERED)],
)
async def test_a_router_without_disks(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock, profile: str, outcome: Outcome
) -> None:
    """Its table is empty or missing, and costs nothing between the full readings."""
    router = await start_router(profile)
    entry = await add_router(hass, router, **EVERYTHING)
    assert outcome_of(entry, DISKS.key) is outcome
    router.journal.clear()
    await poll(entry, clock, "medium")
    assert not router.journal.commands(PRINT)
    assert find(hass, router, "disk.all.failed") is None
