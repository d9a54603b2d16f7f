"""Finding and enabling the entities of a simulated router's metrics."""

from dataclasses import replace

from homeassistant.config_entries import RELOAD_AFTER_UPDATE_DELAY
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.mikrotik_monitoring.catalogue import catalogue_of
from custom_components.mikrotik_monitoring.const import DOMAIN, OPTION_KINDS
from custom_components.mikrotik_monitoring.metrics import METRICS
from custom_components.mikrotik_monitoring.metrics.model import BinaryMetric
from simulator import SimulatedRouter, load_profile
from simulator.profile import Interface
from tests.conftest import Clock, serial_of


def ports(profile: str, *names: str) -> tuple[Interface, ...]:
    """Return a few of a profile's ports, without the others' traffic: tests stay quick."""
    return tuple(
        replace(port, rx_from=(), tx_from=())
        for port in load_profile(profile).interfaces
        if port.name in names
    )


def find(
    hass: HomeAssistant, router: SimulatedRouter, metric: str, instance: str = ""
) -> str | None:
    """Return the id of a metric's entity, None if the router has none."""
    platform = "binary_sensor" if isinstance(METRICS[metric], BinaryMetric) else "sensor"
    known_by = "_".join(filter(None, (serial_of(router), metric, instance)))
    return er.async_get(hass).async_get_entity_id(platform, DOMAIN, known_by)


def entity_id(hass: HomeAssistant, router: SimulatedRouter, metric: str, instance: str = "") -> str:
    """Return the id of a metric's entity."""
    found = find(hass, router, metric, instance)
    assert found is not None, (metric, instance)
    return found


def state_of(hass: HomeAssistant, router: SimulatedRouter, metric: str, instance: str = "") -> str:
    """Return the state of a metric's entity, which must be enabled."""
    state = hass.states.get(entity_id(hass, router, metric, instance))
    assert state is not None, (metric, instance)
    return state.state


async def enable(
    hass: HomeAssistant, entry: MockConfigEntry, clock: Clock, *metrics: str, instance: str
) -> None:
    """Enable metrics that are off by default: by their kind if they have one, else one by one.

    A kind in the options applies at once; what is enabled in the registry needs a reload.
    """
    kinds = dict(entry.options.get(OPTION_KINDS, {}))
    catalogue = catalogue_of(entry)
    for metric in metrics:
        kind, family = catalogue.metrics[metric].kind, catalogue.group_of(metric).family
        if kind and family:
            kinds[family] = sorted({*kinds.get(family, ()), kind})
    hass.config_entries.async_update_entry(entry, options={**entry.options, OPTION_KINDS: kinds})
    await clock.settle()
    registry = er.async_get(hass)
    wanted = {catalogue.unique_id(metric, instance) for metric in metrics}
    disabled = [
        entity.entity_id
        for entity in er.async_entries_for_config_entry(registry, entry.entry_id)
        if entity.unique_id in wanted and entity.disabled_by is not None
    ]
    for entity_id in disabled:
        registry.async_update_entity(entity_id, disabled_by=None)
    if disabled:
        await clock.advance(RELOAD_AFTER_UPDATE_DELAY + 1, step=RELOAD_AFTER_UPDATE_DELAY + 1)
