"""The simulated menus, compared with those that others found on real routers."""

from collections.abc import Iterator

import pytest

from scripts.prove_menus import KnownMenu, KnownMenus
from simulator.menus.catalog import MENUS, menus_of
from simulator.menus.menu import Kind, Menu
from simulator.version import Version

KNOWN = KnownMenus.of_file()
# The crawls begin with 7.9. They are of a virtual router, without and with its packages.
VERSIONS = ("7.9.2", "7.12.2", "7.13.5", "7.16.2", "7.18.2", "7.20.8", "7.21.5", "7.22.3", "7.24")
PACKAGES = frozenset({"container", "gps", "lte", "user-manager", "virtual"})
FIRST = Version(6)
# One row on a virtual router, a table on others.
BY_HARDWARE = "/system/health"
# Arguments of one or two versions, or of no use to a client.
NOT_SIMULATED = frozenset({"config", "debug", "json", "list", "per-cpu-count", "with-extra-info"})


def menus(version: str) -> Iterator[tuple[Menu, KnownMenu | None]]:
    """Yield each simulated menu of a version, and the real one, if known."""
    release = Version.parse(version)
    for menu in menus_of(release, PACKAGES).values():
        if menu.kind is not Kind.FOLDER and menu.path != BY_HARDWARE:
            yield menu, KNOWN.get(menu.path, release)


@pytest.mark.parametrize("version", VERSIONS)
def test_each_exists(version: str) -> None:
    """No menu exists that no router of the version has, and one row is no table."""
    both = list(menus(version))
    assert len(both) > 180
    assert [menu.path for menu, known in both if known is None] == []
    found = [(menu, known) for menu, known in both if known is not None]
    tables = {menu.path for menu, _ in found if menu.kind is Kind.TABLE}
    assert [menu.path for menu, known in found if known.is_row and menu.path in tables] == []
    assert [menu.path for menu, known in found if known.is_table and menu.path not in tables] == []


@pytest.mark.parametrize("version", VERSIONS)
def test_each_knows_what_a_real_one_does(version: str) -> None:
    """The further arguments of its `print`, and whether its rows have an order."""
    release = Version.parse(version)
    for menu, known in menus(version):
        if known is not None:
            assert known.extra - NOT_SIMULATED <= menu.print_arguments(release), menu.path
            assert menu.arguments <= known.extra | NOT_SIMULATED, menu.path
            assert menu.is_ordered is ("move" in known.commands), menu.path


def test_each_declaration_counts() -> None:
    """None is hidden by another of the same menu: some router uses it."""
    assert len(MENUS) > 250
    for menu in MENUS:
        features = frozenset(filter(None, [menu.feature]))
        assert menus_of(max(menu.since, FIRST), features)[menu.path] is menu, menu
