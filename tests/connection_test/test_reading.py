"""The steps after the login: the router's identity, and what may be read."""

import asyncio
from datetime import timedelta
import itertools

import pytest

from custom_components.mikrotik_monitoring.connection_test import readings
from custom_components.mikrotik_monitoring.connection_test.menus import (
    BUDGET,
    MENU_DEADLINE,
    menus_of,
    time_menus,
)
from custom_components.mikrotik_monitoring.connection_test.report import (
    Answer,
    Finding,
    MenuTime,
    Step,
    Verdict,
)
from custom_components.mikrotik_monitoring.metrics import GROUPS
from custom_components.mikrotik_monitoring.metrics.catalogue import Catalogue
from custom_components.mikrotik_monitoring.metrics.identity import Likeness
from custom_components.mikrotik_monitoring.routeros import (
    Command,
    OtherRouterError,
    PermissionDeniedError,
    Row,
    TimedOutError,
    UnidentifiedError,
    UnreachableError,
)
from simulator import PROFILE_NAMES, Fault, SimulatedRouter
from simulator.menus.menu import Kind
from simulator.users import User
from tests.conftest import PASSWORD, Clock, StartRouter, wait_for

from .conftest import NOON, RunTest, assert_fails_at, result_of, settings_of

CATALOGUE = Catalogue("", GROUPS)


@pytest.mark.parametrize("profile", PROFILE_NAMES)
async def test_every_router(profile: str, start_router: StartRouter, run_test: RunTest) -> None:
    """All steps are tried; menus are counted, or one field is read of a single row."""
    router = await start_router(profile)
    report = await run_test(router)
    assert report.failure is None
    assert router.logins == 1
    identity = result_of(report, Step.IDENTITY).facts
    assert str(identity["version"]).startswith(router.profile.version)
    major = router.profile.release.major
    assert [one.path for one in report.menus] == list(menus_of(CATALOGUE, major))
    of_one_row = {path for path, menu in router.menus.items() if menu.kind is Kind.SINGLE}
    for one in report.menus:
        there = one.path in router.menus
        assert one.answer is (Answer.ANSWERED if there else Answer.ABSENT), one
        assert (one.rows is None) is (not there or one.path in of_one_row), one
    full = {
        asked.command.removesuffix("/print")
        for asked in router.journal
        if asked.command.endswith("/print") and "=count-only=" not in asked.words
    }
    of_the_steps = {"/system/identity", "/user", "/user/group", "/ip/service"}
    # The identity is read from the routerboard menu even where there is no board.
    assert full <= of_one_row | of_the_steps | {"/system/routerboard"}


async def test_another_router(router: SimulatedRouter, run_test: RunTest) -> None:
    """Nothing more is read from it."""
    for said, error in (
        (Likeness.OTHER, OtherRouterError),
        (Likeness.NOT_SAID, UnidentifiedError),
    ):
        report = await run_test(router, likeness=lambda _, said=said: said)
        assert isinstance(assert_fails_at(report, Step.IDENTITY).error, error)
    assert not router.journal.commands("/interface/print")


async def test_a_user_who_may_read_nothing(router: SimulatedRouter, run_test: RunTest) -> None:
    """The remedy is the group that monitoring needs."""
    policies = frozenset({"api"})
    router.users["monitor"] = User(
        name="monitor", password=PASSWORD, group="api-only", policies=policies
    )
    report = await run_test(router)
    failed = assert_fails_at(report, Step.IDENTITY)
    assert isinstance(failed.error, PermissionDeniedError)
    assert [one.finding for one in report.remedies] == [Finding.POLICIES]
    assert "policy=read,api,test" in report.remedies[0].command


async def test_a_policy_that_is_lacking(router: SimulatedRouter, run_test: RunTest) -> None:
    """It is named, and everything else works."""
    router.set_field("/user/group", {"name": "monitor"}, {"policy": "read,api,!test"})
    report = await run_test(router)
    found = result_of(report, Step.POLICIES)
    assert (found.verdict, found.facts["lacking"]) == (Verdict.WARNING, ("test",))
    assert [one.name for one in found.remedies] == ["test"]
    router.faults.set(Fault.REFUSE, command="/user/print", message="not enough permissions (9)")
    report = await run_test(router)
    assert result_of(report, Step.POLICIES).verdict is Verdict.NOT_READABLE
    assert report.failure is None


async def test_menus_that_are_refused(
    router: SimulatedRouter, run_test: RunTest, clock: Clock
) -> None:
    """Each affects only itself: forbidden, refused, without a response."""
    router.faults.set(Fault.REFUSE, command="/ip/arp/print", message="not enough permissions (9)")
    router.faults.set(Fault.REFUSE, command="/ip/pool/print", message="failure: busy")
    router.faults.set(Fault.SILENT, command="/ip/route/print")
    running = asyncio.create_task(run_test(router))
    await wait_for(lambda: router.journal.commands("/ip/route/print"))
    clock.offset += MENU_DEADLINE
    report = await running
    menus = result_of(report, Step.MENUS)
    assert (menus.verdict, menus.sentence) == (Verdict.WARNING, "menus_warning")
    assert menus.facts["troubled"] == ("/ip/route", "/ip/pool", "/ip/arp")
    answers = {one.path: one.answer for one in report.menus}
    assert answers["/ip/arp"] is Answer.FORBIDDEN
    assert answers["/ip/pool"] is Answer.REFUSED
    assert answers["/ip/route"] is Answer.TIMED_OUT
    assert [one.finding for one in menus.remedies] == [Finding.POLICIES]
    assert {"menu": "/ip/pool", "answer": "refused", "error": "failure: busy"} in (
        report.as_json()["menus"]
    )


async def test_menus_within_a_budget() -> None:
    """Menus beyond the time limit are not tried; if none responds, the step fails."""
    seconds = itertools.count(step=BUDGET / 8)
    asked: list[Command] = []

    async def ask(command: Command, _: float) -> list[Row]:
        asked.append(command)
        return [{"ret": "7"}]

    paths = [(f"/{name}", ()) for name in "abcdefgh"]
    found = await time_menus(ask, paths, lambda: next(seconds))
    assert [one.rows for one in found if one.answer is Answer.ANSWERED] == [7] * len(asked)
    assert [one.path for one in found] == [path for path, _ in paths]
    assert found[-1] == MenuTime(path="/h", answer=Answer.NOT_TRIED)

    async def nothing(command: Command, _: float) -> list[Row]:
        return []

    [empty] = await time_menus(nothing, [("/a", ())], lambda: 0)
    assert (empty.answer, empty.rows) == (Answer.ANSWERED, None)


async def test_how_menus_are_judged(router: SimulatedRouter) -> None:
    """Slow ones are a warning; none is a failure; IPv6 of RouterOS 6 may need enabling."""
    reader = readings.Reader(
        ask=_no_answer, settings=settings_of(router), major=6, now=lambda: NOON
    )
    late = MenuTime(path="/b", answer=Answer.TIMED_OUT, error=TimedOutError("late"))
    fine = MenuTime(path="/a", answer=Answer.ANSWERED, seconds=1.5, rows=3)
    untried = MenuTime(path="/c", answer=Answer.NOT_TRIED)
    absent = [MenuTime(path=f"/ipv6/{one}", answer=Answer.ABSENT) for one in ("route", "pool")]
    slow = readings.judge_menus(reader, [fine, untried])
    assert (slow.verdict, slow.sentence, slow.seconds) == (Verdict.WARNING, "menus_slow", 1.5)
    failed = readings.judge_menus(reader, [late])
    assert (failed.verdict, failed.error) == (Verdict.FAILED, late.error)
    passed = readings.judge_menus(reader, [fine, *absent])
    assert passed.verdict is Verdict.PASSED
    assert [one.name for one in passed.remedies] == ["ipv6"]


async def _no_answer(_: Command, __: float) -> list[Row]:
    raise TimedOutError("late")


async def test_sessions(start_router: StartRouter, run_test: RunTest) -> None:
    """Used and allowed, if there is a limit; few free ones are a warning."""
    router = await start_router("rb5009")
    facts = result_of(await run_test(router), Step.SESSIONS).facts
    assert (facts["used"], facts["allowed"]) == (1, 20)
    router.limit_sessions(3)
    few = result_of(await run_test(router), Step.SESSIONS)
    assert few.verdict is Verdict.WARNING
    assert [one.command for one in few.remedies] == ["/ip service set api max-sessions=23"]
    router.faults.set(Fault.REFUSE, command="/user/active/print", message="failure: x")
    report = await run_test(router)
    assert result_of(report, Step.SESSIONS).verdict is Verdict.NOT_READABLE
    assert result_of(report, Step.CLOCK).verdict is not Verdict.NOT_TRIED
    old = await start_router("hap_v6")
    unlimited = result_of(await run_test(old), Step.SESSIONS)
    assert (unlimited.verdict, unlimited.sentence) == (Verdict.PASSED, "sessions_unlimited")


@pytest.mark.parametrize(
    ("profile", "option"), [("rb5009", "servers"), ("hap_v6", "server-dns-names")]
)
async def test_clock(
    start_router: StartRouter, run_test: RunTest, profile: str, option: str
) -> None:
    """The time zone is considered; the remedy for a wrong clock is a time server."""
    router = await start_router(profile)
    [row] = router.rows("/system/clock")
    router.set_field("/system/clock", {}, {"date": row["date"], "time": "12:00:03"})
    near = result_of(await run_test(router), Step.CLOCK)
    assert (near.verdict, near.facts) == (Verdict.PASSED, {"seconds_ahead": 3.5})
    report = await run_test(router, now=lambda: NOON + timedelta(minutes=5))
    off = result_of(report, Step.CLOCK)
    assert (off.verdict, off.facts) == (Verdict.WARNING, {"seconds_ahead": -296.5})
    assert f"{option}=pool.ntp.org" in off.remedies[0].command
    router.set_field("/system/clock", {}, {"gmt-offset": None})
    unknown = result_of(await run_test(router), Step.CLOCK)
    assert unknown.verdict is Verdict.NOT_READABLE
    router.faults.set(Fault.REFUSE, command="/system/clock/print", message="no such command")
    assert result_of(await run_test(router), Step.CLOCK).verdict is Verdict.NOT_READABLE


async def test_a_link_that_is_lost(router: SimulatedRouter, run_test: RunTest) -> None:
    """The current step fails."""
    router.faults.set(Fault.RESET, command="/ip/service/print")
    report = await run_test(router)
    assert isinstance(assert_fails_at(report, Step.SESSIONS).error, UnreachableError)
    assert report.menus


async def test_what_nobody_foresaw(
    router: SimulatedRouter, run_test: RunTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An unexpected error fails the step, is logged, and the session is closed."""

    async def fail(_: object) -> None:
        raise ValueError

    monkeypatch.setattr(readings, "test_sessions", fail)
    report = await run_test(router)
    failed = assert_fails_at(report, Step.SESSIONS)
    assert str(failed.error) == "ValueError"


async def test_a_test_that_is_given_up(router: SimulatedRouter, run_test: RunTest) -> None:
    """No session is left."""
    router.faults.set(Fault.SILENT, command="/user/print")
    running = asyncio.create_task(run_test(router))
    await wait_for(lambda: router.journal.commands("/user/print"))
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    await wait_for(lambda: not router.sessions)
