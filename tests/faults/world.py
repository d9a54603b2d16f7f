"""Two routers in one Home Assistant: one that has faults, and one beside it."""

import asyncio
from dataclasses import dataclass
import logging
from typing import Final

from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er, issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.mikrotik_monitoring.const import DOMAIN
from custom_components.mikrotik_monitoring.metrics import METRICS
from custom_components.mikrotik_monitoring.metrics.model import BinaryMetric
from simulator import SimulatedRouter
from tests.conftest import Clock, bytes_received, entry_data, metric_entities

# Seconds between two checks, while something is expected and while time just passes.
STEP: Final = 5.0
LONG_STEP: Final = 60.0

# Turns of the event loop without anything new, after which it is taken to be idle.
_QUIET_TURNS: Final = 60

_OURS: Final = "custom_components.mikrotik_monitoring"


@dataclass(kw_only=True)
class World:
    """A Home Assistant that polls two routers."""

    hass: HomeAssistant
    clock: Clock
    caplog: pytest.LogCaptureFixture
    faulty: SimulatedRouter
    healthy: SimulatedRouter
    faulty_entry: MockConfigEntry
    healthy_entry: MockConfigEntry

    async def wait(self, seconds: float, step: float = STEP) -> None:
        """Let time pass, also while commands are without a reply."""
        while seconds > 0:
            self.clock.offset += min(step, seconds)
            seconds -= step
            await self.settle()

    async def settle(self) -> None:
        """Let everything finish that does not wait for the clock: both ends are in this loop."""
        quiet, seen = 0, self._progress()
        while quiet < _QUIET_TURNS:
            await asyncio.sleep(0 if quiet % 10 else 0.001)
            quiet, before, seen = quiet + 1, seen, self._progress()
            if seen != before:
                quiet = 0

    def _progress(self) -> tuple[int, ...]:
        """Return numbers that change with each command, reply, session or state."""
        routers, entries = (self.faulty, self.healthy), (self.faulty_entry, self.healthy_entry)
        asked = [len(router.journal) for router in routers]
        sessions = [len(router.sessions) for router in routers]
        received = [bytes_received(entry) for entry in entries]
        return (*asked, *sessions, *received, len(self.caplog.records))

    def shown(self, metric: str, instance: str = "") -> str:
        """Return the state of an entity of the faulty router."""
        kind = "binary_sensor" if isinstance(METRICS[metric], BinaryMetric) else "sensor"
        unique_id = "_".join(filter(None, (self.faulty_entry.unique_id, metric, instance)))
        entity_id = er.async_get(self.hass).async_get_entity_id(kind, DOMAIN, unique_id)
        state = self.hass.states.get(entity_id or "")
        assert state is not None, metric
        return state.state

    async def watch_over_tls(self) -> None:
        """Set the faulty router's link to TLS, with its current certificate."""
        assert self.faulty.certificate is not None
        data = entry_data(
            self.faulty,
            port=self.faulty.tls_port,
            tls_mode="fingerprint",
            fingerprint=self.faulty.certificate.fingerprint,
            id_kind="serial",
        )
        self.hass.config_entries.async_update_entry(self.faulty_entry, data=data)
        await self.hass.async_block_till_done()

    def available(self, entry: MockConfigEntry) -> set[str]:
        """Return which entities of a router are available, also with an unknown state."""
        entities = metric_entities(self.hass, entry)
        states = (self.hass.states.get(entity.entity_id) for entity in entities)
        return {one.entity_id for one in states if one and one.state != STATE_UNAVAILABLE}

    def known(self, entry: MockConfigEntry) -> set[str]:
        """Return which entities of a router have a value."""
        unknown = {STATE_UNAVAILABLE, STATE_UNKNOWN}
        return {
            one
            for one in self.available(entry)
            if (state := self.hass.states.get(one)) and state.state not in unknown
        }

    def repairs(self) -> set[str | None]:
        """Return the open repairs."""
        return {issue.translation_key for issue in ir.async_get(self.hass).issues.values()}

    def logins(self, router: SimulatedRouter) -> int:
        """Return how many logins a router has had."""
        return len(router.journal.commands("/login"))

    def lines(self) -> list[str]:
        """Return the lines of the log about the faulty router, without debug messages."""
        return self._lines(self.faulty_entry)

    def assert_log_is_quiet(self) -> None:
        """Assert that the log has no traceback, and nothing about the router beside it."""
        assert not [record for record in self.caplog.records if record.exc_info]
        assert not self._lines(self.healthy_entry)

    def _lines(self, entry: MockConfigEntry) -> list[str]:
        """Return the lines of the log about a router."""
        return [
            record.getMessage()
            for record in self.caplog.records
            if record.name.startswith(_OURS)
            and record.levelno >= logging.INFO
            and record.getMessage().startswith(f"{entry.title}: ")
        ]
