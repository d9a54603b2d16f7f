"""Disks, containers, UPSs and GPS receivers: which version has them, and in what form."""

import pytest

from .conftest import Clock, Start
from .wire import logged_in, trapped

GPS = ("/system/gps/monitor", "=once=")
UPS = "/system/ups/monitor"


async def test_containers_by_version(start: Start) -> None:
    """One word for a container's state up to 7.22, a flag from 7.23 on."""
    router = await start("rose")
    words = {row["name"]: row["status"] for row in router.rows("/container")}
    assert words["dns"] == "running"
    assert words["build"] == "stopped"
    newer = await start("rose", changes={"version": "7.23.3"})
    for row in newer.rows("/container"):
        assert "status" not in row
        assert row[words[row["name"]]] == "true"
        assert {"running", "stopped"} & row.keys() == {words[row["name"]]}
    newer.set_field("/container", {"name": "dns"}, {"running": None, "stopped": "true"})
    assert "stopped" in newer.rows("/container")[0]


async def test_an_array_has_its_members(start: Start) -> None:
    """As many as it reports, one of them failed; an empty slot is listed."""
    rows = {row["slot"]: row for row in (await start("rose")).rows("/disk")}
    members = [row for row in rows.values() if row.get("raid-master") == "raid1"]
    assert len(members) == int(rows["raid1"]["raid-device-count"])
    assert [row["slot"] for row in members if row["raid-member-failed"] == "true"] == ["nvme8"]
    assert rows["nvme9"]["empty"] == "true"


@pytest.mark.parametrize(
    ("profile", "version", "menu", "rows"),
    [
        ("rb5009", "7.20.4", "/system/ups", 0),
        ("rb5009", "7.20.4", "/disk", 0),
        ("rb5009", "6.49.18", "/system/ups", None),
        ("rb5009", "6.49.18", "/disk", None),
        ("ccr_v6", "6.48.6", "/system/ups", 1),
        ("ccr_v6", "6.48.6", "/disk", 2),
        ("rb5009", "7.20.4", "/container", None),
        ("rb5009", "7.20.4", "/system/gps", None),
        ("ltap", "6.49.18", "/system/gps", 1),
    ],
)
async def test_which_router_has_them(
    start: Start, profile: str, version: str, menu: str, rows: int | None
) -> None:
    """Some are empty on every router with RouterOS 7, some need hardware or a package."""
    router = await start(profile, changes={"version": version})
    assert (menu in router.menus) is (rows is not None)
    assert rows is None or len(router.rows(menu)) == rows


async def test_what_is_measured_moves(start: Start, clock: Clock) -> None:
    """A receiver on a bus, as the console writes it; the policy "read" is enough."""
    async with logged_in(await start("ltap"), "monitor") as wire:
        seen = []
        for _ in range(5):
            seen.append((await wire.rows(*GPS))[0])
            clock.now += 60
    assert len({row["latitude"] for row in seen}) == 5
    for row in seen:
        assert row["speed"].endswith(" km/h")
        assert float(row["latitude"]) == pytest.approx(56.95, abs=0.02)


async def test_ups_by_its_name(start: Start) -> None:
    """A reply has the UPS's values, without a name; a missing one is refused."""
    async with logged_in(await start("rose"), "monitor") as wire:
        (row,) = await wire.rows(UPS, "=numbers=ups1", "=once=")
        assert row["on-line"] == "true"
        assert "name" not in row
        assert await wire.ask(UPS, "=numbers=ups2", "=once=") == trapped("no such item")
