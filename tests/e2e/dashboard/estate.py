"""Eight routers, and a Home Assistant that has monitored them for a month."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
import json
from pathlib import Path
from typing import Any, Final

from homeassistant.util import dt as dt_util

from custom_components.mikrotik_monitoring.const import DOMAIN
from scripts.home_assistant import HomeAssistant
from simulator import SimulatedRouter, load_profile
from tests import journals

from ..filling import Amount, fill
from ..history import Entity, Outline, outline
from ..log import complaints

USER, PASSWORD = "monitor", "monitor-password"
BOARD: Final = "/mikrotik-monitoring"

# By profile: among them a switch of 48 ports and two routers of internet providers.
SWITCH, PROVIDER, HOME, AWAY = "crs_poe", "isp_edge", "rb5009", "hap_v6"
PROFILES: Final = (HOME, "ccr_isp", AWAY, "chr", "hap_ax", "ltap", SWITCH, PROVIDER)

# The port of the home router that is billed by traffic: its five-minute rows cover the month.
BILLED: Final = "port:ether1"

# Seconds after the last router was added: the slowest groups have been read once.
_SETTLED: Final = 12


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """A router as Home Assistant has registered it; ``path`` is that of its view."""

    name: str
    entry_id: str
    unique_id: str
    device_id: str
    path: str


@dataclass(kw_only=True)
class Estate:
    """The routers by profile, and the Home Assistant."""

    home_assistant: HomeAssistant
    routers: Mapping[str, SimulatedRouter]
    known: Mapping[str, Known]
    history: Outline

    def entities(self, profile: str, metric: str) -> list[Entity]:
        """Return a router's entities of a metric."""
        prefix = f"{self.known[profile].unique_id}_{metric}"
        return [
            entity
            for entity in self.history.entities
            if entity.metric == metric and entity.unique_id.startswith(prefix)
        ]

    def address(self, profile: str, kind: str = "") -> str:
        """Return the address of one of a router's views."""
        path = self.known[profile].path
        return f"{BOARD}/{path}-{kind}" if kind else f"{BOARD}/{path}"


@asynccontextmanager
async def simulated(profiles: tuple[str, ...]) -> AsyncIterator[dict[str, SimulatedRouter]]:
    """Run simulated routers."""
    async with AsyncExitStack() as stack:
        watch = stack.enter_context(journals.only_readings())
        started = {}
        for seed, profile in enumerate(profiles):
            router = watch(SimulatedRouter(load_profile(profile), seed=seed))
            started[profile] = await stack.enter_async_context(router)
        yield started


def answers(router: SimulatedRouter) -> dict[str, Any]:
    """Return the user's input for the config flow."""
    return {
        "host": router.host,
        "port": router.port,
        "username": USER,
        "password": PASSWORD,
        "tls_mode": "off",
    }


async def add_all(
    home_assistant: HomeAssistant, routers: Mapping[str, SimulatedRouter]
) -> dict[str, Known]:
    """Add routers, and return them as registered, by profile."""
    entries = {}
    for profile, router in routers.items():
        result = await home_assistant.add_integration(answers(router), {})
        assert result["type"] == "create_entry", result
        entries[result["result"]["entry_id"]] = (profile, result["title"])
    async with home_assistant.socket() as socket:
        devices = await socket.call("config/device_registry/list")
    found = {}
    for device in devices:
        if device["config_entry_id"] in entries and device.get("configuration_url"):
            profile, name = entries[device["config_entry_id"]]
            found[profile] = _known(name, device)
    return found


def finely_kept(known: Mapping[str, Known]) -> list[str]:
    """Return the unique ids of the metrics whose five-minute rows cover the month."""
    metrics = [f"interface.traffic.{way}" for way in ("rx", "tx")]
    return [f"{known[HOME].unique_id}_{metric}_{BILLED}" for metric in metrics]


def _known(name: str, device: Mapping[str, Any]) -> Known:
    (unique_id,) = (known for domain, known in device["identifiers"] if domain == DOMAIN)
    return Known(
        name=name,
        entry_id=device["config_entry_id"],
        unique_id=unique_id,
        device_id=device["id"],
        path=device["configuration_url"].rpartition("/")[2],
    )


def _known_since(configuration: Path, time: timedelta) -> None:
    """Set the time at which the routers were added to the begin of their history."""
    path = configuration / ".storage" / "core.config_entries"
    stored = json.loads(path.read_text(encoding="utf-8"))
    for entry in stored["data"]["entries"]:
        entry["created_at"] = (dt_util.utcnow() - time).isoformat()
    path.write_text(json.dumps(stored), encoding="utf-8")


async def live_a_month(
    home_assistant: HomeAssistant, known: Mapping[str, Known], amount: Amount
) -> Outline:
    """Stop Home Assistant, and start it again with a month of history."""
    await asyncio.sleep(_SETTLED)
    async with home_assistant.socket() as socket:
        plan = await outline(socket, {each.entry_id: each.unique_id for each in known.values()})
    assert complaints(home_assistant.log) == []
    await home_assistant.stop()
    database = Path(home_assistant.configuration.directory) / "home-assistant_v2.db"
    await asyncio.to_thread(fill, database, plan, amount)
    await asyncio.to_thread(_known_since, database.parent, timedelta(days=amount.days))
    await home_assistant.start()
    await home_assistant.wait_ready()
    return plan
