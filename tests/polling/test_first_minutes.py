"""The first seconds: rates have values too, before the tier's second poll."""

from homeassistant.const import STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.mikrotik_monitoring.catalogue import catalogue_of
from custom_components.mikrotik_monitoring.polling.coordinator import SECOND_READING
from simulator import SimulatedRouter
from tests.conftest import EVERYTHING, Clock, StartRouter, add_router, wait_for
from tests.metrics.entities import state_of

# Seconds after a router was added, or its link came back.
PROMPTLY = 20

# May stay unknown: a share of a speed, of packets or of a limit that does not exist.
SHARES = ("interface.utilisation.", "interface.errors.share", "queue.simple.utilisation.")


def unknown_rates(hass: HomeAssistant, entry: MockConfigEntry) -> tuple[int, list[str]]:
    """Return the number of entities that need two readings, and which of them are unknown."""
    catalogue = catalogue_of(entry)
    count, unknown = 0, []
    for entity in er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id):
        key = catalogue.entity_key(entity.unique_id)
        if key is None or entity.disabled_by is not None or key.metric.startswith(SHARES):
            continue
        if catalogue.metrics[key.metric].compares:
            count += 1
            state = hass.states.get(entity.entity_id)
            if state is None or state.state == STATE_UNKNOWN:
                unknown.append(key.text)
    return count, unknown


@pytest.mark.parametrize(("profile", "least"), [("rb5009", 60), ("ccr_isp", 60), ("hap_v6", 25)])
async def test_every_rate_has_a_value_soon(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock, profile: str, least: int
) -> None:
    """Also rates that are read every minute or every five minutes."""
    router = await start_router(profile)
    entry = await add_router(hass, router, recording_level="full", **EVERYTHING)
    await clock.advance(PROMPTLY)
    if unknown_rates(hass, entry)[1]:
        # The first reply took too long for a certain rate.
        await clock.advance(SECOND_READING)
    count, unknown = unknown_rates(hass, entry)
    assert count >= least
    assert unknown == []


async def test_so_it_is_after_a_reboot(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """And each slow group was read twice for it, no more."""
    await add_router(hass, router)
    await clock.advance(30)
    router.reboot()
    await wait_for(lambda: state_of(hass, router, "link.reachable") == "off")
    await clock.advance(5)
    await wait_for(lambda: state_of(hass, router, "link.reachable") == "on")
    router.journal.clear()
    await clock.advance(PROMPTLY)
    assert float(state_of(hass, router, "firewall.dropped.packets")) >= 0
    assert len(router.journal.commands("/queue/tree/print")) <= 2
    await clock.advance(100)
    assert len(router.journal.commands("/queue/tree/print")) <= 3
