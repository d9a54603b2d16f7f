"""A Home Assistant that watches one simulated router, and records its alerts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from homeassistant.core import HomeAssistant, callback
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.mikrotik_monitoring.alerts.center import alert_center
from custom_components.mikrotik_monitoring.alerts.model import Transition
from custom_components.mikrotik_monitoring.alerts.rules import OF_NO_READING, RULES
from custom_components.mikrotik_monitoring.alerts.settings import BOUNDS, differing
from custom_components.mikrotik_monitoring.const import (
    OPTION_ALERTS,
    OPTION_DETAIL,
    OPTION_GROUPS,
    OPTION_REALTIME_INTERVAL,
)
from custom_components.mikrotik_monitoring.metrics import GROUPS
from simulator import Fault, SimulatedRouter
from simulator.table import Record
from simulator.users import User
from simulator.values import date_time
from tests.conftest import (
    USER,
    Clock,
    add_router,
    group_states,
    is_connected,
    start_poll,
    wait_for,
)
from tests.running.entities import press

# Each rule by its key.
RULE_OF: Final = {rule.key: rule for rule in RULES}
_GROUP_OF: Final = {metric.key: group for group in GROUPS for metric in group.metrics}

# The command that a slow router delays, and the real seconds in which the clocks are advanced.
SLOW: Final = "/system/resource/print"
_SLOW_GROUP: Final = "system.resource"
_MEANWHILE: Final = 0.3

# Seconds between two polls of the realtime tier: few polls then cover a long time.
REALTIME: Final = 60.0


def interval_of(alert: str) -> float:
    """Return the seconds between two values that an alert watches.

    What is no metric is checked every ten seconds.
    """
    if RULE_OF[alert].metric in OF_NO_READING:
        return 10.0
    group = _GROUP_OF.get(RULE_OF[alert].metric)
    return REALTIME if group is None else max(group.tier.interval, REALTIME)


def options_of(
    *alerts: str, bounds: Mapping[str, float] | None = None, groups: tuple[str, ...] = ()
) -> dict[str, Any]:
    """Return the options of an owner who enables some alerts, and only the groups they need."""
    wanted = {
        group.key for alert in alerts if (group := _GROUP_OF.get(RULE_OF[alert].metric)) is not None
    }.union(groups)
    return {
        OPTION_ALERTS: {
            **differing(alerts),
            BOUNDS: dict.fromkeys(alerts, bounds) if bounds else {},
        },
        OPTION_DETAIL: "custom",
        OPTION_GROUPS: {group.key: "chosen" if group.key in wanted else "off" for group in GROUPS},
        OPTION_REALTIME_INTERVAL: int(REALTIME),
    }


@dataclass(kw_only=True)
class Scene:
    """A router, the entry that watches it, and the changes of its alerts so far."""

    hass: HomeAssistant
    clock: Clock
    router: SimulatedRouter
    entry: MockConfigEntry = field(init=False)
    # The value of something that grows with each poll.
    level: int = 0
    # Whether the router is reachable, and how many seconds its replies take.
    is_listening: bool = True
    delay: float = 0.0
    _spent: float = 0.0
    events: list[tuple[str, str, str]] = field(default_factory=list)
    _user: User = field(init=False)
    _taken: dict[str, list[Record]] = field(default_factory=dict)

    async def watch(self, options: dict[str, Any]) -> None:
        """Watch the router with some options; each tier is polled once."""
        self.entry = await add_router(self.hass, self.router, **options)
        self.listen()

    def listen(self) -> None:
        """Record each change of an alert from now on."""
        alert_center(self.hass).async_follow(self.entry.entry_id, self._changed)

    @callback
    def _changed(self, changes: tuple[Transition, ...]) -> None:
        self.events += [
            (change.change.value, change.alert.id.key, change.alert.id.instance)
            for change in changes
        ]

    @property
    def on(self) -> set[tuple[str, str]]:
        """Return the active alerts, each as its key and its instance."""
        active = alert_center(self.hass).active(self.entry.entry_id)
        return {(alert.id.key, alert.id.instance) for alert in active}

    async def pass_by(self, seconds: float) -> None:
        """Advance time at once, and wait until all that falls due is done."""
        asked = len(self.router.journal.commands(SLOW))
        # What the last poll took is a part of the time until the next one.
        self.clock.offset += seconds - self._spent
        self._spent = self.delay
        if self.delay:
            answers = self._answers
            await wait_for(lambda: len(self.router.journal.commands(SLOW)) > asked)
            self.clock.offset += self.delay
            await wait_for(lambda: self._answers > answers)
        await self.clock.settle()

    @property
    def _answers(self) -> int:
        """Return how many replies to the slow command have come."""
        return sum(
            state.revision for state in group_states(self.entry) if state.group.key == _SLOW_GROUP
        )

    async def reconnected(self) -> None:
        """Bring the link up again, if the router is reachable, before time goes on."""
        await self.clock.settle()
        if self.is_listening and not is_connected(self.entry):
            await press(self.hass, self.router, "reconnect")
            await wait_for(lambda: is_connected(self.entry))
        await self.clock.settle()

    def slow_down(self, seconds: float) -> None:
        """Make the router reply late to the slow command."""
        self.delay = seconds
        self.router.faults.set(Fault.LATE, command=SLOW, seconds=_MEANWHILE)

    def hurry(self) -> None:
        """Make the router reply at once again."""
        self.delay = 0.0
        self.router.faults.clear(Fault.LATE)

    async def miss_a_turn(self) -> None:
        """Make one poll fall due while the router has not replied to the one before."""
        self.slow_down(0)
        before = len(self.router.journal.commands(SLOW))
        start_poll(self.entry, "realtime")
        await wait_for(lambda: len(self.router.journal.commands(SLOW)) > before)
        start_poll(self.entry, "realtime")
        await self.clock.settle()
        self.hurry()

    def cut(self) -> None:
        """Take the router off its network."""
        self.is_listening = False
        self.router.stop_listening()
        self._end_sessions()

    async def join(self) -> None:
        """Bring the router back, and reconnect to it at once."""
        self.is_listening = True
        await self.router.start()
        await press(self.hass, self.router, "reconnect")

    def take_user_away(self) -> None:
        """Remove the user from the router."""
        self.is_listening = False
        self._user = self.router.users.pop(USER)
        self._end_sessions()

    async def let_user_in(self) -> None:
        """Add the user to the router again, and reconnect at once."""
        self.is_listening = True
        self.router.users[USER] = self._user
        await press(self.hass, self.router, "reconnect")

    def _end_sessions(self) -> None:
        for session in tuple(self.router.sessions):
            session.abort()

    def stamp(self, days: float) -> str:
        """Return the router's local time so many days from now, as its version writes it."""
        zone = datetime.strptime(self.router.profile.gmt_offset, "%z").tzinfo
        moment = (self.clock.now + timedelta(days=days)).astimezone(zone)
        return date_time(moment, self.router.device.release)

    def take_out(self, menu: str, where: Mapping[str, str]) -> None:
        """Take rows out of a menu, to be put back later."""
        table, at = self.router.device.table(menu), self.router.device.seconds
        rows = self.router.rows(menu)
        records = list(table.records(at))
        found = [
            record
            for record, row in zip(records, rows, strict=True)
            if all(row.get(name) == value for name, value in where.items())
        ]
        assert found, (menu, where, rows)
        for record in found:
            table.remove(record)
        self._taken.setdefault(menu, []).extend(found)

    def put_back(self, menu: str) -> None:
        """Put back the rows that were taken out of a menu."""
        for record in self._taken.pop(menu):
            self.router.device.table(menu).add(record)

    def tell(self, menu: str, name: str, values: Mapping[str, str | None]) -> None:
        """Change the fields that ``monitor`` reports of a row; None removes one."""
        record = self.router.device.monitored.setdefault(menu, {}).setdefault(name, {})
        for key, value in values.items():
            if value is None:
                record.pop(key, None)
            else:
                record[key] = value
