"""What a router has to show."""

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er

from custom_components.mikrotik_monitoring.const import DOMAIN
from custom_components.mikrotik_monitoring.dashboard.inventory import Shown, async_inventory

from .conftest import absent_router


async def test_entities_are_known_by_metric_and_instance(hass: HomeAssistant) -> None:
    """An instance may contain any character, and entities of no metric are skipped."""
    entry = absent_router(unique_id="HE1")
    entry.add_to_hass(hass)
    for known_by in (
        "HE1_system.cpu.core.load_12",
        "HE1_system.cpu.load",
        "HE1_interface.total.rx_name:vlan_1_rx",
        "HE1_watchdog",
    ):
        er.async_get(hass).async_get_or_create(
            "sensor", DOMAIN, known_by, config_entry=entry, original_name="Name"
        )
    found = [(item.metric, item.instance) for item in async_inventory(hass, entry)]
    assert found == [
        ("system.cpu.core.load", "12"),
        ("system.cpu.load", ""),
        ("interface.total.rx", "name:vlan_1_rx"),
    ]


def test_a_name_leaves_out_the_router() -> None:
    """The view already names the router; a legend names the port."""
    shown = {"metric": "m", "instance": "", "entity_id": "sensor.m"}
    assert Shown(owner="ether1", label="RX", **shown).name == "ether1 RX"
    assert Shown(owner="", label="CPU", **shown).name == "CPU"
