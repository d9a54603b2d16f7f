"""Routers that have been polled twice in every tier, with clocks that stand still."""

from asyncio import StreamWriter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final, Self

from homeassistant.config_entries import RELOAD_AFTER_UPDATE_DELAY
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.mikrotik_monitoring.const import OPTION_BANDWIDTH
from simulator import SimulatedRouter, load_profile
from simulator.profile import Host
from simulator.rules import Rule
from tests.conftest import EVERYTHING, Clock, StartRouter, add_router, poll
from tests.profiles import few_alike

from .ports import CONTRACTS
from .truth import Truth

# Seconds between two polls: short enough for rates of realtime values.
APART: Final = 15

# An IPv6 rule that comes before connection tracking, where the router has IPv6.
_RULE: Final = Rule(
    table="ipv6/raw", chain="prerouting", action="drop", packets=3, comment="Bogons"
)
_CERTIFICATE: Final = {"name": "api", "expires-after": "12w3d4h5m6s"}

_PACKETS: Final = 3
_ROUND_TRIPS: Final = (10, 16, None)


@dataclass(frozen=True, kw_only=True)
class Watch:
    """A profile to watch, and the version to run, where it is not the profile's."""

    profile: str
    version: str | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the watch of "profile" or "profile version"."""
        profile, _, version = text.partition(" ")
        return cls(profile=profile, version=version or None)

    @property
    def is_old(self) -> bool:
        """Return whether it runs RouterOS 6."""
        return self.profile.endswith("_v6") or (self.version or "").startswith("6")

    @property
    def options(self) -> dict[str, Any]:
        """Return the changes to the profile: its version, and what no profile has."""
        profile = load_profile(self.profile)
        return {
            "version": self.version or profile.version,
            "rules": (*profile.rules, _RULE),
            "tables": {"/certificate": (_CERTIFICATE,), **profile.tables},
            "interfaces": few_alike(profile.interfaces),
        }


type Watched = Callable[[Watch], Awaitable[Truth]]


class FrozenClock:
    """The clocks, which stand still and are moved by hand."""

    def __init__(self, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
        """Stop Home Assistant's two clocks and the routers'."""
        self.clock = clock
        seconds, moment, offset = clock(), clock.now, clock.offset
        monkeypatch.setattr(clock.hass.loop, "time", lambda: seconds + clock.offset - offset)
        monkeypatch.setattr(
            dt_util,
            "utcnow",
            lambda: moment + timedelta(seconds=clock.offset - offset),
        )


class _Sent:
    """The bytes that a router has sent, counted where they leave it."""

    def __init__(self, router: SimulatedRouter, monkeypatch: pytest.MonkeyPatch) -> None:
        """Start to count."""
        self.total = 0
        write = StreamWriter.write

        def counting(writer: StreamWriter, data: bytes) -> None:
            place = writer.get_extra_info("sockname")
            if place and place[1] == router.port:
                self.total += len(data)
            write(writer, data)

        monkeypatch.setattr(StreamWriter, "write", counting)


@pytest.fixture
def watched(
    hass: HomeAssistant,
    clock: Clock,
    start_router: StartRouter,
    monkeypatch: pytest.MonkeyPatch,
) -> Watched:
    """Return a function that watches a router with all its entities enabled."""

    async def watch(wanted: Watch) -> Truth:
        router = await start_router(wanted.profile, **wanted.options)
        FrozenClock(clock, monkeypatch)
        options = {**EVERYTHING, OPTION_BANDWIDTH: CONTRACTS}
        entry = await add_router(hass, router, recording_level="full", **options)
        sent = _Sent(router, monkeypatch)
        targets = _targets(router)
        _answer(router, targets, _ROUND_TRIPS[0])
        hass.config_entries.async_update_entry(entry, pref_disable_polling=True)
        await enable_all(hass, entry, clock)
        times, asked, answered = [clock()], [0], [0]
        lost: frozenset[str] = frozenset()
        for round_trip in _ROUND_TRIPS[1:]:
            _answer(router, targets, round_trip)
            clock.offset += APART
            _log(router)
            await poll(entry, clock, "realtime", "short")
            times.append(clock())
            asked.append(len(router.journal))
            answered.append(sent.total)
            await poll(entry, clock, "medium", "long")
            if round_trip is not None:
                lost = _lose_a_peer(router)
        first, before, now = times
        return Truth(
            router=router,
            first=first,
            before=before,
            now=now,
            wall=clock.now,
            round_trips=tuple(trip for trip in _ROUND_TRIPS for _ in range(_PACKETS)),
            lost_peers=lost,
            asked=(asked[-2], asked[-1]),
            answered=(answered[-2], answered[-1]),
        )

    return watch


async def enable_all(hass: HomeAssistant, entry: MockConfigEntry, clock: Clock) -> None:
    """Enable what is disabled by default; Home Assistant reloads the router, which polls it.

    Some entities depend on slower tiers, so they come with the second poll.
    """
    await poll(entry, clock, "realtime")
    registry = er.async_get(hass)
    for entity in er.async_entries_for_config_entry(registry, entry.entry_id):
        registry.async_update_entity(entity.entity_id, disabled_by=None)
    await clock.advance(RELOAD_AFTER_UPDATE_DELAY + 1, step=RELOAD_AFTER_UPDATE_DELAY + 1)


def _targets(router: SimulatedRouter) -> set[str]:
    """Return the addresses that the router was asked to ping."""
    words = (word for asked in router.journal.commands("/ping") for word in asked.words)
    return {word.removeprefix("=address=") for word in words if word.startswith("=address=")}


def _answer(router: SimulatedRouter, targets: set[str], round_trip: int | None) -> None:
    """Let all ping targets answer after some ms, or not at all."""
    host = Host(round_trip=0, loss=1, queueing=0)
    if round_trip is not None:
        host = replace(host, round_trip=round_trip / 1000, loss=0)
    router.hosts.update(dict.fromkeys(targets, host))


def _log(router: SimulatedRouter) -> None:
    """Log some failures on the router, one of them of a login."""
    router.device.note("system,error,critical", "login failure for user root via ssh")
    router.device.note("system,error,critical", "router was rebooted without proper shutdown")
    router.device.note("script,error", "executing script failed")
    router.device.note("interface,info", "ether2 link up")


def _lose_a_peer(router: SimulatedRouter) -> frozenset[str]:
    """End the session of the first BGP peer, if there is one; return its name."""
    for menu, ending in (("/routing/bgp/session", "-1"), ("/routing/bgp/peer", "")):
        rows = router.rows(menu) if menu in router.menus else []
        if rows:
            lost = {"established": None, "state": "idle"}
            router.set_field(menu, {"name": rows[0]["name"]}, lost)
            return frozenset({rows[0]["name"].removesuffix(ending)})
    return frozenset()
