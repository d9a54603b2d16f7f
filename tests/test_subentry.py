"""A group that an owner adds with a subentry: named by the owner, on the router's page."""

from collections.abc import Iterator

from homeassistant.config_entries import ConfigSubentryDataWithId
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.mikrotik_monitoring import catalogue
from custom_components.mikrotik_monitoring.const import DOMAIN
from custom_components.mikrotik_monitoring.metrics import GROUPS
from custom_components.mikrotik_monitoring.metrics.model import SHORT, MenuGroup, SensorMetric
from custom_components.mikrotik_monitoring.routeros import Row
from simulator import SimulatedRouter

from .conftest import Clock, entry_data, serial_of

SUBENTRY = "01SUBENTRY0000000000000001"


def _clock_row(row: Row) -> tuple[str, Row]:
    return "", row


ADDED = MenuGroup[Row](
    key="added",
    tier=SHORT,
    path="/system/clock",
    parse=_clock_row,
    subentry_id=SUBENTRY,
    metrics=(
        SensorMetric(
            key="added.zone",
            name="Where it stands",
            fields=("time-zone-name",),
            source=lambda row: row.get("time-zone-name"),
        ),
    ),
)


@pytest.fixture(autouse=True)
def _added(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let catalogues have one more group."""
    monkeypatch.setattr(catalogue, "GROUPS", (*GROUPS, ADDED))
    catalogue._catalogue.cache_clear()
    yield
    monkeypatch.undo()
    catalogue._catalogue.cache_clear()


async def test_what_an_owner_adds(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """It is read with its tier, named as the owner says, and belongs to the subentry."""
    subentry = ConfigSubentryDataWithId(
        data={}, subentry_id=SUBENTRY, subentry_type="custom", title="Zone", unique_id=None
    )
    entry = MockConfigEntry(
        domain=DOMAIN,
        title="home",
        data=entry_data(router),
        unique_id=serial_of(router),
        subentries_data=[subentry],
    )
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    await clock.settle()
    registry = er.async_get(hass)
    entity_id = registry.async_get_entity_id("sensor", DOMAIN, f"{serial_of(router)}_added.zone")
    assert entity_id is not None
    state = hass.states.get(entity_id)
    assert state is not None
    assert state.state == router.rows("/system/clock")[0]["time-zone-name"]
    assert state.attributes["friendly_name"].endswith("Where it stands")
    registered = registry.entities[entity_id]
    assert registered.config_subentry_id == SUBENTRY
    device = dr.async_get(hass).async_get_device_by_identifier(
        (DOMAIN, serial_of(router)), entry.entry_id
    )
    assert device is not None
    assert registered.device_id == device.id
    assert device.config_subentry_id is None
