"""A person chooses the detail of a router: the forms estimate the cost, and are right."""

from pathlib import Path

import pytest

from scripts.home_assistant import HomeAssistant
from simulator import SimulatedRouter

from .browser import HomePages
from .dialogue import Dialogue
from .log import complaints
from .pace import Patience

USER, PASSWORD = "monitor", "monitor-password"

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(1200)]


async def _sensors(home_assistant: HomeAssistant) -> set[str]:
    """Return the unique ids of the entities that are enabled."""
    async with home_assistant.socket() as socket:
        entities = await socket.call("config/entity_registry/list")
    return {
        entity["unique_id"]
        for entity in entities
        if entity["platform"] == "mikrotik_monitoring" and entity["disabled_by"] is None
    }


async def _until_there_are(home_assistant: HomeAssistant, least: int, most: int) -> set[str]:
    """Wait until there are that many sensors."""
    async with Patience(60) as patience:
        while True:
            found = await _sensors(home_assistant)
            if least <= len(found) <= most:
                return found
            assert not patience.is_over, (least, len(found), most)


async def test_detail_and_interfaces(
    home_assistant: HomeAssistant, routers: dict[str, SimulatedRouter], artifacts: Path
) -> None:
    """From essential to custom, and without some interfaces: as many as the review says."""
    router = routers["home-rb5009"]
    async with HomePages.open(home_assistant.url) as pages:
        dialogue = Dialogue(pages, artifacts, "home-rb5009", "detail")
        await pages.add_router(router.host, router.port, USER, PASSWORD)
        await dialogue.send()
        await dialogue.form.get_by_text("Essential").click()
        await dialogue.keep("adding")
        await dialogue.send()
        await pages.page.get_by_text("Skip and finish", exact=True).click()
        essential = await _until_there_are(home_assistant, 60, 100)
        await dialogue.open("Detail")
        await dialogue.form.get_by_text("Custom").click()
        await dialogue.keep("detail")
        await dialogue.send()
        await dialogue.form.get_by_text("Queues").wait_for()
        await dialogue.keep("groups")
        await dialogue.send()
        await dialogue.form.get_by_text("Packets per second").click()
        await dialogue.keep("kinds")
        await dialogue.send()
        then, _ = await dialogue.review("review")
        assert then > len(essential)
        await dialogue.save()
        # What was not read before is beside it.
        await _until_there_are(home_assistant, then + 5, 2 * then)
        await dialogue.leave_out("ether?")
        then, now = await dialogue.review("review-interfaces")
        assert then < now
        await dialogue.save()
        left = await _until_there_are(home_assistant, then - 10, then + 10)
        assert [one for one in left if "_interface.packets.rx_name:" in one]
        assert not [one for one in left if one.endswith("_port:ether2")]
        assert pages.complaints == []
    assert complaints(home_assistant.log) == []
