"""A group that an owner adds with a subentry: named by the owner, on the router's page."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.mikrotik_monitoring import catalogue
from custom_components.mikrotik_monitoring.catalogue import catalogue_of
from custom_components.mikrotik_monitoring.const import DOMAIN
from custom_components.mikrotik_monitoring.metrics.model import (
    SHORT,
    Group,
    MenuGroup,
    SensorMetric,
)
from custom_components.mikrotik_monitoring.routeros import Row
from simulator import SimulatedRouter

from .conftest import Clock, add_router, latest, logins, poll, serial_of

SUBENTRY = "01SUBENTRY0000000000000001"


def _clock_row(row: Row) -> tuple[str, Row]:
    return "", row


def make(subentry_id: str, title: str, data: Mapping[str, Any]) -> Group | None:
    """Return a group that reads one field of the router's clock."""
    field = data.get("field")
    if field is None:
        return None
    return MenuGroup[Row](
        key="added",
        tier=SHORT,
        path="/system/clock",
        parse=_clock_row,
        subentry_id=subentry_id,
        metrics=(
            SensorMetric(
                key="added.field",
                name=title,
                fields=(field,),
                source=lambda row: row.get(field),
            ),
        ),
    )


@pytest.fixture(autouse=True)
def _added(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Register a kind of subentry that adds groups to catalogues."""
    monkeypatch.setitem(catalogue.ADDED, "custom", make)
    yield
    catalogue._catalogue.cache_clear()
    catalogue._added.cache_clear()


def add(hass: HomeAssistant, entry: MockConfigEntry, **data: Any) -> ConfigSubentry:
    """Add a subentry, as its flow does."""
    subentry = ConfigSubentry(
        data=MappingProxyType(data),
        subentry_id=SUBENTRY,
        subentry_type="custom",
        title="Where it stands",
        unique_id=None,
    )
    hass.config_entries.async_add_subentry(entry, subentry)
    return subentry


def entity_of(hass: HomeAssistant, router: SimulatedRouter) -> er.RegistryEntry | None:
    """Return the entity that the subentry added."""
    registry = er.async_get(hass)
    unique_id = f"{serial_of(router)}_added.field"
    entity_id = registry.async_get_entity_id("sensor", DOMAIN, unique_id)
    return None if entity_id is None else registry.entities[entity_id]


async def test_what_an_owner_adds(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """It is read at once, without a login, named as the owner says, and owned by the subentry."""
    entry = await add_router(hass, router)
    before = logins(entry)
    add(hass, entry, field="time-zone-name")
    await clock.settle()
    registered = entity_of(hass, router)
    assert registered is not None
    assert registered.config_subentry_id == SUBENTRY
    state = hass.states.get(registered.entity_id)
    assert state is not None
    assert state.state == router.rows("/system/clock")[0]["time-zone-name"]
    assert state.attributes["friendly_name"].endswith("Where it stands")
    device = dr.async_get(hass).async_get_device_by_identifier(
        (DOMAIN, serial_of(router)), entry.entry_id
    )
    assert device is not None
    assert registered.device_id == device.id
    assert device.config_subentry_id is None
    assert logins(entry) == before


async def test_it_is_changed_in_place(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """The entity stays; its name and what is read change at once."""
    entry = await add_router(hass, router)
    subentry = add(hass, entry, field="time-zone-name")
    await clock.settle()
    before = entity_of(hass, router)
    assert before is not None
    hass.config_entries.async_update_subentry(
        entry, subentry, data={"field": "gmt-offset"}, title="Offset"
    )
    await clock.settle()
    after = entity_of(hass, router)
    assert after is not None
    assert (after.entity_id, after.id) == (before.entity_id, before.id)
    state = hass.states.get(after.entity_id)
    assert state is not None
    assert state.state == router.rows("/system/clock")[0]["gmt-offset"]
    assert state.attributes["friendly_name"].endswith("Offset")
    await poll(entry, clock, "short")
    assert hass.states.get(after.entity_id) is not None


async def test_it_goes_without_residue(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """Neither entity nor group is left; it can be added again."""
    entry = await add_router(hass, router)
    add(hass, entry, field="time-zone-name")
    await clock.settle()
    entity = entity_of(hass, router)
    assert entity is not None
    assert latest(entry, "added") is not None
    hass.config_entries.async_remove_subentry(entry, SUBENTRY)
    await clock.settle()
    assert entity_of(hass, router) is None
    assert hass.states.get(entity.entity_id) is None
    assert "added" not in catalogue_of(entry).groups
    await poll(entry, clock, "short")
    add(hass, entry, field="time-zone-name")
    await clock.settle()
    again = entity_of(hass, router)
    assert again is not None
    assert again.disabled_by is None


async def test_what_cannot_be_a_group_costs_nothing_else(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """Data that make no group add none, and the others exist."""
    entry = await add_router(hass, router)
    add(hass, entry)
    await clock.settle()
    assert entity_of(hass, router) is None
    assert latest(entry, "interface.traffic") is not None
