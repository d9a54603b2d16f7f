"""Failures on a router, counted from its log without storing any text."""

from collections.abc import Iterable
import logging
from typing import Any

from homeassistant.core import HomeAssistant
import pytest

from custom_components.mikrotik_monitoring.const import OPTION_KINDS
from custom_components.mikrotik_monitoring.diagnostics import async_get_config_entry_diagnostics
from custom_components.mikrotik_monitoring.metrics.log import ENTRIES, LogRow
from custom_components.mikrotik_monitoring.metrics.model import Query, Reading
from custom_components.mikrotik_monitoring.routeros import (
    Command,
    CommandRefusedError,
    PermissionDeniedError,
    Row,
)
from simulator import Fault, SimulatedRouter
from simulator.profiles.records import MARKER
from simulator.query import Query as Words
from tests.conftest import Clock, StartRouter, add_router, latest, wait_for

from .entities import enable, find, state_of

MENU = "/log/print"
LOGIN = "system,error,critical"
FAILED = "login failure for user root from 192.0.2.9 via ssh"
ALL = ENTRIES.keys
LOGINS = frozenset({"log.logins.failed"})
EVENTS = ("log.errors", "log.criticals")


class Log:
    """A router's log, read repeatedly by the group."""

    def __init__(self, first: int = 0xFF0, *, compares: str = "numbers") -> None:
        """Number lines from ``first``; the router compares numbers, ignores that, or refuses."""
        self.next = first
        self.compares = compares
        self.rows: list[Row] = []
        self.asked: list[Command] = []
        self.earlier: Reading[LogRow] | None = None
        # The last reading, perhaps from before the router started.
        self.last: Reading[LogRow] | None = None

    def write(self, topics: str, text: str = FAILED, times: int = 1) -> None:
        """Add lines of a kind."""
        for _ in range(times):
            self.rows.append({".id": f"*{self.next:X}", "topics": topics, "message": text})
            self.next += 1

    def _found(self, queries: tuple[str, ...]) -> Iterable[Row]:
        if self.compares == "nothing" and any(">" in word for word in queries):
            # An unsupported comparison is always true.
            queries = tuple(word for word in queries if ">" not in word and word != "?#&")
        for row in self.rows:
            if Words(queries).matches(row.get):
                yield row

    async def ask(self, command: Command, **options: Any) -> list[Row]:
        """Reply as a router does."""
        self.asked.append(command)
        assert command.path == MENU
        if self.compares == "refuses" and any(">" in word for word in command.queries):
            raise CommandRefusedError("invalid query")
        rows = [
            {name: row[name] for name in command.proplist if name in row}
            for row in self._found(command.queries)
        ]
        if ("count-only", "") in command.arguments:
            return [{"ret": str(len(rows))}]
        if on_row := options.get("on_row"):
            for row in rows:
                on_row(row)
            return []
        return rows

    async def read(
        self, keys: frozenset[str] = LOGINS, *, is_full: bool = False
    ) -> dict[str, int | None]:
        """Read once more; return the values, by the last word of the metric."""
        self.asked.clear()
        query = Query[LogRow](
            ask=self.ask,
            keys=keys,
            earlier=self.earlier,
            last=self.last,
            has_booted=self.last is not None and self.earlier is None,
            is_full=is_full,
        )
        row = (await ENTRIES.read(query))[""]
        assert row is not None
        assert "192.0.2.9" not in repr(row)
        self.earlier = self.last = Reading(at=0, rows={"": row})
        shown = {metric.key.rpartition(".")[2]: metric.source(row) for metric in ENTRIES.metrics}
        return {name: value for name, value in shown.items() if isinstance(value, int | None)}

    @property
    def texts_asked(self) -> int:
        """Return the number of lines whose text was requested."""
        of_texts = [command for command in self.asked if "message" in command.proplist]
        return sum(word.startswith("?.id=") for command in of_texts for word in command.queries)


async def test_only_what_comes_after_the_first_reading_counts() -> None:
    """The age of older lines is unknown, and an old alarm is none of today."""
    log = Log()
    log.write(LOGIN, times=5)
    assert (await log.read(ALL, is_full=True))["failed"] == 0
    assert log.texts_asked == 0
    log.write(LOGIN, times=3)
    log.write(LOGIN, "router was rebooted without proper shutdown")
    log.write("system,info,account", "user root logged in")
    assert (await log.read())["failed"] == 3
    assert [log.texts_asked] == [4]
    assert (await log.read())["failed"] == 3
    assert len(log.asked) == 1


async def test_what_is_asked_each_minute() -> None:
    """The few lines that may be logins, after the last one; no text where there are none."""
    log = Log(0x1CB36)
    log.write(LOGIN, times=4)
    log.write("firewall,info", "dropped", times=500)
    await log.read(ALL, is_full=True)
    await log.read()
    [command] = log.asked
    assert command.proplist == (".id", "topics")
    assert command.queries == (f"?topics={LOGIN}", "?>.id=*1CB39", "?#&")


async def test_numbers_that_get_longer() -> None:
    """They are compared as numbers: *1000 is after *FFF."""
    log = Log(0xFFA)
    log.write(LOGIN, times=5)
    await log.read(ALL, is_full=True)
    log.write(LOGIN, times=4)
    assert (await log.read())["failed"] == 4
    log.write(LOGIN)
    assert (await log.read())["failed"] == 5


@pytest.mark.parametrize("compares", ["nothing", "refuses"])
async def test_a_router_that_does_not_compare_numbers(compares: str) -> None:
    """Each reading gets all lines with these topics, and finds the new ones."""
    log = Log(compares=compares)
    log.write(LOGIN, times=9)
    await log.read(ALL, is_full=True)
    log.write(LOGIN, times=2)
    assert (await log.read())["failed"] == 2
    assert log.texts_asked == 2
    assert not [command for command in log.asked if any(">" in one for one in command.queries)][1:]


async def test_the_memory_rolls_over() -> None:
    """The lines seen last may be gone; those that are there are newer."""
    log = Log()
    log.write(LOGIN, times=6)
    await log.read(ALL, is_full=True)
    log.rows.clear()
    assert (await log.read())["failed"] == 0
    log.write(LOGIN, times=2)
    assert (await log.read())["failed"] == 2
    assert (await log.read(ALL, is_full=True))["failed"] == 2


async def test_numbers_begin_anew() -> None:
    """The hourly pass notices, and counts on from there; no old line counts as new."""
    log = Log(0xFFFFFFF0)
    log.write(LOGIN, times=6)
    await log.read(ALL, is_full=True)
    log.rows.clear()
    log.next = 1
    log.write(LOGIN, times=5)
    assert (await log.read())["failed"] == 0
    assert (await log.read(ALL, is_full=True))["failed"] == 0
    log.write(LOGIN, times=2)
    assert (await log.read())["failed"] == 2


async def test_a_storm_of_logins() -> None:
    """Of more than two hundred lines in a minute, two hundred texts are read."""
    log = Log()
    log.write(LOGIN, times=4)
    await log.read(ALL, is_full=True)
    log.write(LOGIN, times=300)
    assert (await log.read())["failed"] == 300
    assert log.texts_asked == 200


async def test_events_are_read_where_somebody_wants_them() -> None:
    """The log is searched once, then one command each minute serves logins too."""
    log = Log()
    log.write("script,error", "x", times=5)
    assert (await log.read(ALL, is_full=True)).items() >= {
        "failed": 0,
        "errors": None,
        "criticals": None,
    }.items()
    assert len(log.asked) == 1
    log.write("script,error", "x")
    assert (await log.read(ALL)).items() >= {"failed": 0, "errors": 0, "criticals": 0}.items()
    log.write("script,error", "x", times=2)
    log.write("dhcp,warning", "x")
    log.write("system,critical", "x")
    log.write(LOGIN)
    assert (await log.read(ALL)).items() >= {"failed": 1, "errors": 3, "criticals": 2}.items()
    assert [command.proplist for command in log.asked] == [(".id", "topics"), ("message",)]
    log.write(LOGIN, "no login")
    assert (await log.read(ALL, is_full=True)).items() >= {
        "failed": 1,
        "errors": 4,
        "criticals": 3,
    }.items()
    # Disabled, they are forgotten: they would be outdated when enabled again.
    assert (await log.read())["errors"] is None


async def test_what_is_logged_too_often_is_left_out() -> None:
    """Packets that the firewall logs are read once, not each minute."""
    log = Log()
    log.write("system,info", "x", times=5)
    await log.read(ALL, is_full=True)
    await log.read(ALL)
    log.write("firewall,info", "dropped", times=250)
    log.write("dns,packet", "x", times=30)
    log.write("script,error", "x", times=40)
    assert (await log.read(ALL))["errors"] == 40
    log.write("firewall,info", "dropped", times=900)
    log.write("dns,packet", "x", times=9)
    log.write("script,error", "x")
    assert (await log.read(ALL))["errors"] == 41
    words = log.asked[0].queries
    assert words[:5] == ("?topics=dns,packet", "?#!", "?topics=firewall,info", "?#!", "?#&")
    assert words[5].startswith("?>.id=*")


async def test_an_hour_goes_by(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> None:
    """What was seen longer ago is no longer counted."""
    log = Log()
    await log.read(ALL, is_full=True)
    log.write(LOGIN, times=3)
    assert (await log.read())["failed"] == 3
    clock.offset += 3500
    log.write(LOGIN)
    assert (await log.read())["failed"] == 4
    clock.offset += 200
    assert (await log.read())["failed"] == 1
    clock.offset += 3600
    assert (await log.read())["failed"] == 0


async def test_logins_of_five_minutes(clock: Clock) -> None:
    """Older ones count for the hour alone."""
    log = Log()
    await log.read(ALL, is_full=True)
    log.write(LOGIN, times=4)
    assert (await log.read())["recent"] == 4
    clock.offset += 240
    log.write(LOGIN)
    assert (await log.read())["recent"] == 5
    clock.offset += 100
    shown = await log.read()
    assert (shown["recent"], shown["failed"]) == (1, 5)


@pytest.mark.parametrize(
    ("lines", "count"),
    [
        (["router rebooted"], 0),
        (["router rebooted by ssh:admin@192.0.2.40/reboot"], 0),
        ([], 0),
        (["router was rebooted without proper shutdown"], 1),
        (["router was rebooted without proper shutdown, probably power outage"], 1),
        (["router was rebooted without proper shutdown by watchdog timer"], 1),
        (["router was rebooted without proper shutdown", "kernel failure in previous boot"], 1),
        (["router was rebooted without proper shutdown", "router rebooted"], 0),
        (["router rebooted", "router was rebooted without proper shutdown", FAILED], 1),
    ],
)
async def test_how_it_was_started(lines: list[str], count: int) -> None:
    """The last start counts, on a router that was read before it."""
    log = Log()
    assert (await log.read(ALL, is_full=True))["unexpected"] == 0
    before = log.earlier
    for line in lines:
        log.write("system,info" if line.startswith("router rebooted") else LOGIN, line)
    assert (await log.read())["unexpected"] == 0, "it has not been started since"
    log.last, log.earlier = before, None
    assert (await log.read())["unexpected"] == count
    assert (await log.read())["unexpected"] == count, "it is counted once"


async def test_odd_lines() -> None:
    """A row without an id is no line; one without topics does not count."""
    log = Log()
    log.write(LOGIN, times=4)
    await log.read(ALL)
    log.rows += [{"topics": LOGIN}, {".id": "*zz", "topics": "error"}, {".id": "*2000"}]
    log.next = 0x2001
    log.write(LOGIN)
    assert await log.read(ALL, is_full=True) == {
        "failed": 1,
        "recent": 1,
        "unexpected": 0,
        "errors": 1,
        "criticals": 1,
    }


@pytest.mark.parametrize("profile", ["rb5009", "hap_v6"])
async def test_failed_logins_of_a_router(
    hass: HomeAssistant,
    start_router: StartRouter,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
    profile: str,
) -> None:
    """They show within a minute, without any of their text."""
    caplog.set_level(logging.DEBUG)
    router = await start_router(profile)
    entry = await add_router(hass, router)
    await clock.settle()
    assert state_of(hass, router, "log.logins.failed") == "0"
    assert find(hass, router, "log.errors") is None
    router.device.note(LOGIN, f"login failure for user {MARKER} via ssh")
    router.device.note("script,error", MARKER)
    await clock.advance(60, step=60)
    assert state_of(hass, router, "log.logins.failed") == "1"
    report = await async_get_config_entry_diagnostics(hass, entry)
    shown = "".join(str(state.as_dict()) for state in hass.states.async_all())
    assert MARKER not in f"{report}{shown}{caplog.text}{latest(entry, ENTRIES.key)}"
    router.reboot()
    await wait_for(lambda: state_of(hass, router, "log.logins.failed") == "unavailable")
    await clock.advance(30)
    await wait_for(lambda: state_of(hass, router, "log.logins.failed") == "1")
    router.device.note(LOGIN, FAILED)
    await clock.advance(60, step=60)
    assert state_of(hass, router, "log.logins.failed") == "2"


async def test_events_of_a_router(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """They exist with their kind; so do active users."""
    entry = await add_router(hass, router, **{OPTION_KINDS: {"log": ["users"]}})
    await clock.settle()
    assert state_of(hass, router, "log.users.active") == "0"
    await enable(hass, entry, clock, *EVENTS, instance="")
    await clock.advance(120, step=60)
    router.device.note("script,error", "x")
    await clock.advance(60, step=60)
    assert [state_of(hass, router, key) for key in EVENTS] == ["1", "0"]


async def test_a_log_that_may_not_be_read(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """Its group is refused, whatever else goes on; then it is back."""
    await add_router(hass, router)
    await clock.settle()
    router.faults.set(Fault.REFUSE, command=MENU, message="not enough permissions (9)")
    await clock.advance(60, step=60)
    assert state_of(hass, router, "log.logins.failed") == "unavailable"
    assert state_of(hass, router, "connection.total").isdigit()
    router.faults.clear()
    await clock.advance(120, step=60)
    assert state_of(hass, router, "log.logins.failed") == "0"


async def test_a_refusal_is_passed_on() -> None:
    """The caller handles it."""

    async def ask(*_: Any, **__: Any) -> list[Row]:
        raise PermissionDeniedError("not enough permissions (9)")

    with pytest.raises(PermissionDeniedError):
        await ENTRIES.read(Query[LogRow](ask=ask, keys=ALL, is_full=True))
