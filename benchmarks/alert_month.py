"""A period of a router's life for the benchmark of the alerts: events, and alerts raised.

Events are drawn from a seed: noise, nightly backups, reboots, an update, work on the uplink in a
silenced window, and faults one after the other. The alerts raised are compared with these.
"""

import asyncio
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Final
from unittest.mock import patch

from homeassistant.util import dt as dt_util

from custom_components.mikrotik_monitoring.alerts.engine import RouterAlerts
from custom_components.mikrotik_monitoring.alerts.model import AlertId, Change, Severity, Transition
from custom_components.mikrotik_monitoring.alerts.settings import rules_of
from custom_components.mikrotik_monitoring.metrics import GROUPS

from .alert_acts import Undo, date_backups
from .alert_faults import FAULTS, Fault
from .alert_plain import Plain
from .alert_router import STEP, BenchRouter

DAY_MINUTES: Final = 1440
# Before the first fault: long enough for the median of an hour and a trend of some hours.
_WARM: Final = 240
# Between two faults: values shown for an hour are over, and the usual ones are back.
_REST: Final = 100
_NIGHT: Final = 3 * 60 + 10

_TIERS: Final = {metric: max(g.tier.interval, STEP) for g in GROUPS for metric in g.keys}


@dataclass(kw_only=True)
class Happening:
    """An event, its begin and end in minutes, and the alerts that found it."""

    rule: str
    begin: int
    end: int
    due: float
    grace: float
    hold: float = 0.0
    allows: frozenset[str] = frozenset()
    is_fault: bool = True
    found: dict[AlertId, float] = field(default_factory=dict)
    said: Counter[tuple[AlertId, Severity]] = field(default_factory=Counter)
    plain: int = 0


@dataclass(kw_only=True)
class Life:
    """The events of a router, and the alerts for them; times in seconds."""

    profile: str
    minutes: int
    happenings: list[Happening] = field(default_factory=list)
    false: list[str] = field(default_factory=list)
    silenced: int = 0
    followed: int = 0
    plain_false: int = 0
    delays: list[float] = field(default_factory=list)

    @property
    def faults(self) -> list[Happening]:
        """Return the injected faults."""
        return [one for one in self.happenings if one.is_fault]

    @property
    def missed(self) -> list[Happening]:
        """Return the faults that were not found in time."""
        return [one for one in self.faults if not one.found or min(one.found.values()) > one.due]

    @property
    def twice(self) -> list[Happening]:
        """Return the faults for which the same alert was raised more than once."""
        return [one for one in self.faults if any(count > 1 for count in one.said.values())]


class Month:
    """Simulates some time of a router of a profile."""

    def __init__(self, profile: str, *, minutes: int, faults: int, seed: int = 1) -> None:
        """Plan the faults; with none, only normal events happen."""
        self._rules = {rule.key: rule for rule in rules_of({})}
        self._alerts = RouterAlerts(self._rules.values())
        self._bench = BenchRouter(profile, self._alerts, seed=seed)
        self._random = Random(f"{profile}/{seed}")
        self._plain = Plain(self._rules.values())
        self.life = Life(profile=profile, minutes=minutes)
        self._minutes = minutes
        self._heal()
        self._plan = dict(self._planned(faults))
        self._ends: dict[int, list[Undo]] = {}
        self._fault: tuple[Fault, Happening] | None = None
        self._busy_until = 0
        self._silent_until = -1

    def _planned(self, faults: int) -> Iterator[tuple[int, Fault]]:
        """Yield each fault with its start: spread over the time, each kind equally often."""
        kinds = [one for one in FAULTS if one.rule in self._rules and self._can(one)]
        self._random.shuffle(kinds)
        minute = _WARM
        for number in range(faults):
            fault = kinds[number % len(kinds)]
            room = (self._minutes - minute) // (faults - number)
            spare = max(room - fault.minutes - _REST, 0)
            begin = minute + self._random.randrange(spare + 1)
            if begin + fault.minutes + _REST > self._minutes:
                return
            yield begin, fault
            minute = max(minute + room, begin + fault.minutes + _REST)

    def _can(self, fault: Fault) -> bool:
        """Return whether the router can have this fault: it is tried, and undone."""
        if fault.rule in {"failed_logins", "configuration_changed"}:
            return (
                fault.rule == "failed_logins" or self._bench.record("/system/history") is not None
            )
        if fault.rule in {"rebooted", "polls_skipped"}:
            return True
        undo = fault.begin(self._bench)
        if undo is not None:
            undo()
        return undo is not None

    async def run(self) -> Life:
        """Simulate the time minute by minute."""
        # Recent requests are not repeated: measured by the simulated clock too.
        loop = asyncio.get_running_loop()
        with (
            patch.object(dt_util, "utcnow", lambda _tz=None: self._bench.wall),
            patch.object(loop, "time", lambda: self._bench.at),
        ):
            for minute in range(self._minutes):
                self._happen(minute)
                observations = await self._bench.step()
                for one in observations:
                    for transition in self._alerts.observe(one):
                        self._judge(minute, transition)
                    for key in self._plain.observe(one):
                        self._judge_plain(minute, key)
        return self.life

    def _heal(self) -> None:
        """Repair what is broken, or near a bound, in the profile from the start."""
        bench = self._bench
        device = bench.router.device
        for record in (
            device.tables["/system/health"].records(0) if "/system/health" in device.tables else ()
        ):
            if record.get("type") == "C":
                record["value"] = lambda at: str(44 + int(at // 600) * 7 % 5)
        for record in device.monitored.get("/radius", {}).values():
            record["timeouts"] = "3"
        for record in device.tables["/disk"].records(0) if "/disk" in device.tables else ():
            if "percentage-used" in record:
                record["percentage-used"] = "12"
        if (failed := bench.record("/disk", slot="nvme8")) is not None:
            healthy = {"raid-member-failed": "false", "raid-member-state": "3:in_sync"}
            bench.replace("/disk", failed, healthy)
        date_backups(bench, days=1)

    def _happen(self, minute: int) -> None:
        """Begin and end the faults that are due."""
        for undo in self._ends.pop(minute, ()):
            undo()
        if self._fault is not None:
            fault, happening = self._fault
            if minute >= happening.end:
                self._fault = None
            elif fault.tick is not None:
                fault.tick(self._bench, minute - happening.begin)
        if (new := self._plan.get(minute)) is not None:
            self._begin(minute, new)
        elif minute >= self._busy_until and self._is_free(minute):
            self._live(minute)

    def _is_free(self, minute: int) -> bool:
        """Return whether no fault begins soon."""
        return not any(minute + ahead in self._plan for ahead in range(130))

    def _begin(self, minute: int, fault: Fault) -> None:
        undo = fault.begin(self._bench)
        assert undo is not None  # noqa: S101 - checked by _can.
        end = minute + fault.minutes
        self._ends.setdefault(end, []).append(undo)
        self._busy_until = end + _REST
        self._fault = fault, self._note(fault.rule, minute, end, fault)

    def _note(self, rule: str, minute: int, end: int, fault: Fault | None) -> Happening:
        """Record an event."""
        declared = self._rules[rule]
        step = _TIERS.get(declared.metric, STEP)
        happening = Happening(
            rule=rule,
            begin=minute,
            end=end,
            due=declared.hold + 2 * step + (fault.slack if fault else 0),
            grace=declared.hold + 2 * step,
            hold=declared.hold,
            allows=fault.allows if fault else frozenset(),
            is_fault=fault is not None,
        )
        self.life.happenings.append(happening)
        return happening

    def _live(self, minute: int) -> None:
        """Simulate the normal events of a healthy router."""
        of_day, day = minute % DAY_MINUTES, minute // DAY_MINUTES
        bench = self._bench
        if of_day == _NIGHT:
            date_backups(bench, days=0)
            self._busy("97", minute, 3)
        elif of_day == _NIGHT + 60 and not day % 7:
            self._reboots(minute, day, 1)
        elif of_day == _NIGHT + 150 and not day % 10:
            self._works_on_the_way_out(minute)
        elif self._random.random() < 1 / 240:
            self._busy("100", minute, self._random.randint(1, 4))
        elif self._random.random() < 1 / 300:
            self._noise()

    def _busy(self, load: str, minute: int, minutes: int) -> None:
        """Have the CPU be busy for less time than an alert requires."""
        record = self._bench.record("/system/resource")
        if record is not None:
            undo = self._bench.replace("/system/resource", record, {"cpu-load": load})
            self._ends.setdefault(minute + minutes, []).append(undo)
            self._busy_until = minute + minutes + 1

    def _reboots(self, minute: int, day: int, minutes: int) -> None:
        """Reboot, some weeks with another version."""
        device = self._bench.router.device
        if day % 14:
            for record in device.table("/system/resource").records(self._bench.at):
                record["version"] = "7.99 (stable)"
        self._bench.away = True

        def back() -> None:
            self._bench.reboot()
            self._bench.away = False

        self._ends.setdefault(minute + minutes, []).append(back)
        self._note("rebooted", minute, minute + minutes, None)
        self._busy_until = minute + 20

    def _works_on_the_way_out(self, minute: int) -> None:
        """Interrupt the uplink for a quarter of an hour, with alerts silenced."""
        fault = next(one for one in FAULTS if one.rule == "no_default_route")
        if (undo := fault.begin(self._bench)) is not None:
            self._ends.setdefault(minute + 15, []).append(undo)
            self._silent_until = minute + 90
            self._busy_until = minute + 90

    def _noise(self) -> None:
        """Add some broken frames to an interface, as when its plug is touched."""
        device = self._bench.router.device
        records = [one for one in device.table("/interface").records(0) if "rx-error" in one]
        if records:
            record = self._random.choice(records)
            now = int(
                str(
                    record["rx-error"](self._bench.at)
                    if callable(record["rx-error"])
                    else record["rx-error"]
                )
            )
            self._bench.replace(
                "/interface", record, {"rx-error": str(now + self._random.randint(5, 50))}
            )

    def _judge(self, minute: int, transition: Transition) -> None:
        """Compare an alert with the events."""
        if transition.change not in {Change.RAISED, Change.FLAPPING}:
            return
        alert = transition.alert
        for one in reversed(self.life.happenings):
            if minute * STEP > one.end * STEP + one.grace:
                continue
            if alert.id.key == one.rule:
                one.said[alert.id, alert.severity] += 1
                delay = (minute - one.begin + 1) * STEP
                if alert.id not in one.found:
                    one.found[alert.id] = delay
                return
        if any(
            alert.id.key in one.allows and minute <= one.end + one.grace / STEP + 60
            for one in self.life.happenings[-2:]
        ):
            self.life.followed += 1
        elif minute <= self._silent_until:
            self.life.silenced += 1
        else:
            at = datetime.strftime(transition.at, "%d %H:%M")
            self.life.false.append(f"{self.life.profile} {at} {alert.id.text} {alert.value}")

    def _judge_plain(self, minute: int, key: str) -> None:
        """Compare a message of plain thresholds with the events; repeats are false too."""
        for one in reversed(self.life.happenings):
            if key == one.rule and one.begin <= minute <= one.end + one.grace / STEP:
                one.plain += 1
                self.life.plain_false += one.plain > 1
                return
        self.life.plain_false += 1
