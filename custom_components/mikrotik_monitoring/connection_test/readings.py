"""What is read from the expected router: policies, menus, sessions and its clock."""

from collections.abc import Callable, Sequence, Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from ..metrics.identity import READ_DEADLINE, read_policies
from ..routeros import Command, LinkSettings, Row, TrapError, values
from . import remedies
from .menus import AskWithin
from .report import Answer, Fact, MenuTime, Remedy, Result, Step, Verdict

_SESSIONS: Final = Command(
    "/user/active/print", arguments=(("count-only", ""),), queries=("?via=api",)
)
_CLOCK: Final = Command("/system/clock/print", proplist=("date", "time", "gmt-offset"))

# Sessions that should be free: monitoring uses two, and may reconnect before the old ones end.
_FREE_SESSIONS: Final = 3
# Seconds by which two clocks may differ: within them, log lines and events can be matched.
_CLOCK_ERROR: Final = 10.0
# The router reports whole seconds: on average half of one has passed.
_ROUNDING: Final = 0.5
# The package of RouterOS 6 that a menu belongs to, by the beginning of its path.
_PACKAGES_V6: Final = (("/ipv6", "ipv6"),)
_V6: Final = 6


@dataclass(frozen=True, kw_only=True, slots=True)
class Reader:
    """How the router is queried over the link that is tested; ``now`` is the wall clock, with zone.

    ``major`` is the router's version.
    """

    ask: AskWithin
    settings: LinkSettings
    major: int
    now: Callable[[], datetime]

    async def read(self, command: Command) -> list[Row] | None:
        """Return the rows of a command, None where the router refuses it."""
        try:
            return await self.ask(command, READ_DEADLINE)
        except TrapError:
            return None


async def test_policies(reader: Reader, needed: AbstractSet[str]) -> Result:
    """Compare the policies of the user's group with those that monitoring needs."""

    async def ask(command: Command) -> list[Row]:
        return await reader.ask(command, READ_DEADLINE)

    had = await read_policies(ask, reader.settings.username)
    if had is None:
        return Result(step=Step.POLICIES, verdict=Verdict.NOT_READABLE)
    facts: dict[str, Fact] = {"policies": tuple(sorted(had))}
    if not (lacking := tuple(sorted(needed - had))):
        return Result(step=Step.POLICIES, verdict=Verdict.PASSED, facts=facts)
    return Result(
        step=Step.POLICIES,
        verdict=Verdict.WARNING,
        facts={**facts, "lacking": lacking},
        remedies=(remedies.policies(reader.settings, *lacking),),
    )


def judge_menus(reader: Reader, menus: Sequence[MenuTime]) -> Result:
    """Summarise the replies of the menus; fail if not a single one replied in time."""
    answers = {answer: [one for one in menus if one.answer is answer] for answer in Answer}
    answered = answers[Answer.ANSWERED]
    late = answers[Answer.TIMED_OUT]
    facts: dict[str, Fact] = {
        "answered": len(answered),
        "absent": tuple(one.path for one in answers[Answer.ABSENT]),
    }
    if late and not answered:
        return Result(step=Step.MENUS, verdict=Verdict.FAILED, facts=facts, error=late[0].error)
    troubled = [
        one.path
        for one in menus
        if one.answer not in {Answer.ANSWERED, Answer.ABSENT, Answer.NOT_TRIED}
    ]
    untried = bool(answers[Answer.NOT_TRIED])
    return Result(
        step=Step.MENUS,
        verdict=Verdict.WARNING if troubled or untried else Verdict.PASSED,
        seconds=sum(one.seconds or 0.0 for one in answered),
        facts={**facts, **({"troubled": tuple(troubled)} if troubled else {})},
        variant="" if troubled or not untried else "slow",
        remedies=_of_menus(reader, answers[Answer.FORBIDDEN], answers[Answer.ABSENT]),
    )


def _of_menus(
    reader: Reader, forbidden: Sequence[MenuTime], absent: Sequence[MenuTime]
) -> tuple[Remedy, ...]:
    """Return the remedies for menus that the user may not read, or that a package would provide."""
    lacking = [remedies.policies(reader.settings, "read")] if forbidden else []
    packages = {
        package
        for one in absent
        for path, package in _PACKAGES_V6
        if reader.major == _V6 and one.path.startswith(path)
    }
    return (*lacking, *(remedies.package(name) for name in sorted(packages)))


async def test_sessions(reader: Reader) -> Result:
    """Count the API's sessions, and compare with how many the service allows."""
    service = remedies.service_of(reader.settings)
    # Since 7.19 the connections of a service are rows beside it, under its name.
    command = Command(
        "/ip/service/print",
        proplist=("max-sessions",),
        queries=(f"?name={service}", "?dynamic=yes", "?#!"),
    )
    counted = await reader.read(_SESSIONS)
    used = values.count(counted[-1].get("ret")) if counted else None
    rows = await reader.read(command)
    if used is None or not rows:
        return Result(step=Step.SESSIONS, verdict=Verdict.NOT_READABLE)
    allowed = values.count(rows[0].get("max-sessions"))
    facts: dict[str, Fact] = {"service": service, "used": used, "allowed": allowed}
    if allowed is None:
        return Result(step=Step.SESSIONS, verdict=Verdict.PASSED, facts=facts, variant="unlimited")
    if allowed - used >= _FREE_SESSIONS:
        return Result(step=Step.SESSIONS, verdict=Verdict.PASSED, facts=facts)
    return Result(
        step=Step.SESSIONS,
        verdict=Verdict.WARNING,
        facts=facts,
        remedies=(remedies.sessions(service, allowed),),
    )


async def test_clock(reader: Reader) -> Result:
    """Compare the router's clock with ours; above zero it is ahead."""
    asked = reader.now()
    rows = await reader.read(_CLOCK)
    answered = reader.now()
    ahead = None if not rows else clock_ahead(rows[0], asked + (answered - asked) / 2)
    if ahead is None:
        return Result(step=Step.CLOCK, verdict=Verdict.NOT_READABLE)
    # Adding 0.0 turns -0.0 into 0.0.
    facts: dict[str, Fact] = {"seconds_ahead": round(ahead, 1) + 0.0}
    if abs(ahead) <= _CLOCK_ERROR:
        return Result(step=Step.CLOCK, verdict=Verdict.PASSED, facts=facts)
    return Result(
        step=Step.CLOCK,
        verdict=Verdict.WARNING,
        facts=facts,
        remedies=(remedies.clock(reader.major),),
    )


def clock_ahead(row: Row, now: datetime) -> float | None:
    """Return by how many seconds a row of the router's clock is ahead of a time with a zone."""
    local = values.date_time(f"{row.get('date')} {row.get('time')}")
    offset = values.utc_offset(row.get("gmt-offset"))
    if local is None or offset is None:
        return None
    ours = now.replace(tzinfo=None) - (now.utcoffset() or offset * 0) + offset
    return (local - ours).total_seconds() + _ROUNDING
