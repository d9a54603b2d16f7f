"""The menus that come with the integration: they may be read, and are read."""

import pytest

from custom_components.mikrotik_monitoring.metrics import GROUPS
from custom_components.mikrotik_monitoring.metrics.group import PrintGroup
from custom_components.mikrotik_monitoring.metrics.security import SECURITY_CHECKS
from custom_components.mikrotik_monitoring.routeros import Command
from custom_components.mikrotik_monitoring.routeros.menus import MENUS, FieldKind, MenuFacts
from custom_components.mikrotik_monitoring.routeros.numbers import Field
from custom_components.mikrotik_monitoring.routeros.secrets import canonical, is_denied, is_secret
from simulator import PROFILE_NAMES, SimulatedRouter, load_profile
from tests import journals

# Commands that measure, and are no menus of rows.
MEASURED = {"/ping", "/tool/ping", "/interface/lte/info", "/interface/lte/monitor"}
MEASURED |= {f"/interface/{radio}/monitor" for radio in ("w60g", "wifi", "wifiwave2", "wireless")}
# Menus of the router's own settings, which are read for another purpose.
CHOICES = {"/interface/wifi/configuration", "/interface/wifiwave2", "/ppp/secret"}
CHOICES |= {"/interface/wifiwave2/configuration"}
# Menus that are only counted.
CHOICES |= {"/user-manager/session", "/tool/user-manager/session"}
CHOICES |= {"/caps-man/manager", "/interface/wifi/capsman"}
# Menus of which little is read, and which cannot be chosen.
DENIED = {"/file", "/system/history", "/user/active"}


@pytest.mark.parametrize("menu", MENUS.values(), ids=lambda menu: menu.path)
def test_a_menu_may_be_read(menu: MenuFacts) -> None:
    """None is denied, none of its fields is secret, and a command of all of them can be built."""
    assert menu.path == canonical(menu.path)
    assert not is_denied(menu.path)
    assert menu.fields
    names = tuple(dict.fromkeys(Field.of(name).name for name in menu.fields))
    assert not [name for name in names if is_secret(menu.path, name)]
    assert Command(f"{menu.path}/print", proplist=names)


def test_the_list_is_one_to_choose_from() -> None:
    """It is sorted, and has enough to choose from."""
    assert len(MENUS) > 80
    assert list(MENUS) == sorted(MENUS)
    fields = sum(len(menu.fields) for menu in MENUS.values())
    assert fields > 1000
    named = [menu for menu in MENUS.values() if menu.of_kinds(FieldKind.TEXT)]
    assert len(named) > 80


def test_what_the_product_reads_is_in_the_list() -> None:
    """Each menu of its groups, without those of settings, and each field of a print."""
    menus = {menu.path for group in GROUPS for menu in group.menus if group is not SECURITY_CHECKS}
    menus -= MEASURED | CHOICES | DENIED
    assert all(map(is_denied, DENIED))
    prints = [group for group in GROUPS if isinstance(group, PrintGroup)]
    assert len(menus) > 25
    assert len(prints) > 8
    assert menus | {group.path for group in prints} <= set(MENUS)
    for group in prints:
        known = {Field.of(name).name for name in MENUS[group.path].fields}
        asked = {*group.identity, *group.details, *group.fields(group.keys)} - {".id"}
        assert asked <= known, group.path


@pytest.mark.parametrize("name", PROFILE_NAMES)
def test_the_fields_are_those_of_routers(name: str) -> None:
    """Each row of a simulated router has some of its menu's listed fields."""
    with journals.only_readings() as watch:
        router = watch(SimulatedRouter(load_profile(name)))
    seen = 0
    for path in MENUS.keys() & router.device.tables.keys():
        fields = {Field.of(field).name for field in MENUS[path].fields}
        for row in router.rows(path):
            seen += 1
            assert fields & row.keys(), path
    assert seen > 30
