"""What polling costs a router: commands per poll of each tier, on every profile."""

from homeassistant.core import HomeAssistant
import pytest

from simulator import PROFILE_NAMES

from .conftest import Clock, StartRouter, add_router

# One more per ping target and per DHCP server, both of which a person counts as work of their own.
SHORT, MEDIUM = 12, 12


@pytest.mark.parametrize("profile", PROFILE_NAMES)
async def test_commands_per_poll(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock, profile: str
) -> None:
    """However much a router has, a poll is a handful of commands."""
    router = await start_router(profile)
    entry = await add_router(hass, router)
    await clock.advance(10)
    tiers = entry.runtime_data.coordinators
    asked = {}
    for tier in ("realtime", "short", "medium"):
        router.journal.clear()
        tiers[tier].async_poll()
        await clock.settle()
        asked[tier] = [entry.command for entry in router.journal]
    targets = asked["short"].count("/ping") + asked["short"].count("/tool/ping")
    servers = len(router.rows("/ip/dhcp-server"))
    assert len(asked["realtime"]) <= 4, asked["realtime"]
    assert len(asked["short"]) <= SHORT + targets + servers, asked["short"]
    assert len(asked["medium"]) <= MEDIUM, asked["medium"]
    assert not [command for command in asked["realtime"] if command.startswith("/ping")]
