"""What IP Cloud reports of a router's public addresses."""

import pytest

from custom_components.mikrotik_monitoring.metrics.cloud import CLOUD
from custom_components.mikrotik_monitoring.routeros import NoSuchCommandError, Row

from .menus import Menus

MENU = "/ip/cloud"
NAT = "Router is behind a NAT. Remote connection might not work."


@pytest.mark.parametrize(
    ("row", "values"),
    [
        (
            {"public-address": "203.0.113.8", "warning": NAT},
            {"cloud.address": "203.0.113.8", "cloud.nat": True},
        ),
        ({"public-address": "203.0.113.8"}, {"cloud.address": "203.0.113.8", "cloud.nat": False}),
        (
            {"public-address": "192.0.2.1", "public-address-ipv6": "2001:db8::1", "warning": "?"},
            {"cloud.address": "192.0.2.1", "cloud.ipv6": "2001:db8::1", "cloud.nat": False},
        ),
        ({"public-address": "", "warning": NAT}, {}),
        ({"status": "failed to connect"}, {}),
        ({}, {}),
    ],
)
async def test_what_it_says(row: Row, values: dict[str, object]) -> None:
    """An address that it does not report is unknown, and so is whether there is a NAT."""
    menus = Menus(CLOUD, {MENU: [row]})
    rows = await menus.read()
    assert menus.values(rows, "") == values


async def test_what_is_asked() -> None:
    """Neither the name, which begins with the serial number, nor any key; no update is forced."""
    menus = Menus(CLOUD, {MENU: [{}]})
    await menus.read()
    (asked,) = menus.asked
    assert asked.path == "/ip/cloud/print"
    assert set(asked.proplist) == {"public-address", "public-address-ipv6", "warning"}
    with pytest.raises(NoSuchCommandError):
        await Menus(CLOUD, {}).read()
