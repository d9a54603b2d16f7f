"""The test itself: its steps one after the other, until one fails."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from ..const import LOGGER
from ..metrics.catalogue import Catalogue
from ..metrics.identity import (
    READ_DEADLINE,
    REQUIRED_POLICIES,
    Likeness,
    RouterIdentity,
    read_identity,
)
from ..metrics.model import BOTH
from ..routeros import (
    AuthenticationError,
    Command,
    Connection,
    LinkSettings,
    Opening,
    OtherRouterError,
    PermissionDeniedError,
    RouterOSError,
    Row,
    UnidentifiedError,
    values,
)
from ..routeros.backoff import Refusals
from ..routeros.gate import Gate
from ..routeros.opening import resolve
from . import readings, remedies
from .menus import menus_of, time_menus
from .opened import judge_failure, judge_opening
from .report import Fact, MenuTime, Report, Result, Step, Verdict

# Seconds to log in, as for any link, and to resolve the name.
OPEN_DEADLINE: Final = 10.0

# The newest major version whose menus are known.
_NEWEST: Final = max(BOTH)

type _Attempt = Callable[[], Awaitable[tuple[Result, ...]]]


class UnexpectedError(RouterOSError):
    """An unexpected error has ended a step; the log has the details."""


class ConnectionTest:
    """Tests the connection to a router once, over a connection that is closed in the end."""

    def __init__(
        self,
        settings: LinkSettings,
        catalogue: Catalogue,
        *,
        clock: Callable[[], float],
        likeness: Callable[[RouterIdentity], Likeness] = lambda _: Likeness.SAME,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        gate: Gate | None = None,
        refusals: Refusals | None = None,
    ) -> None:
        """Initialise with the link's settings and the catalogue; nothing is opened yet.

        ``clock`` returns monotonic seconds, ``now`` the wall clock, with its zone. ``likeness``
        returns whether an identity is that of the expected router. ``refusals`` are the refused
        logins of earlier tests: too soon after one the login is not tried.
        """
        self._settings = settings
        self._catalogue = catalogue
        self._clock = clock
        self._likeness = likeness
        self._now = now
        self._gate = gate
        self._refusals = refusals or Refusals(clock)
        self._connection: Connection | None = None
        self._menus: tuple[MenuTime, ...] = ()
        self._major = _NEWEST

    async def run(self) -> Report:
        """Return what the test found; whatever goes wrong is in it."""
        attempts: tuple[tuple[Step, _Attempt], ...] = (
            (Step.NAME, self._resolve),
            (Step.TCP, self._open),
            (Step.IDENTITY, self._identify),
            (Step.POLICIES, self._read_policies),
            (Step.MENUS, self._time_menus),
            (Step.SESSIONS, self._count_sessions),
            (Step.CLOCK, self._compare_clocks),
        )
        results: list[Result] = []
        try:
            for step, attempt in attempts:
                results += await self._try(step, attempt)
                if results[-1].verdict is Verdict.FAILED:
                    break
        finally:
            await self._close()
        found = {result.step: result for result in results}
        return Report(
            results=tuple(
                found.get(step) or Result(step=step, verdict=Verdict.NOT_TRIED) for step in Step
            ),
            menus=self._menus,
        )

    async def _try(self, step: Step, attempt: _Attempt) -> tuple[Result, ...]:
        """Return the results of one attempt, a failed one where it ends with an error."""
        began = self._clock()
        try:
            results = await attempt()
        except RouterOSError as err:
            return (judge_failure(step, self._settings, err),)
        except Exception as err:  # noqa: BLE001 - the user waits for a result, whatever happened.
            LOGGER.exception("Unexpected error while testing a connection")
            return (judge_failure(step, self._settings, UnexpectedError(type(err).__name__)),)
        if len(results) > 1 or results[0].seconds is not None:
            return results
        return (replace(results[0], seconds=self._clock() - began),)

    async def _resolve(self) -> tuple[Result, ...]:
        """Find the addresses of the router's name."""
        addresses = await resolve(self._settings.host, self._settings.port, OPEN_DEADLINE)
        facts: dict[str, Fact] = {"host": self._settings.host, "addresses": addresses}
        return (Result(step=Step.NAME, verdict=Verdict.PASSED, facts=facts),)

    async def _open(self) -> tuple[Result, ...]:
        """Connect, begin TLS and log in; a result for each."""
        if (wait := self._refusals.wait) > 0:
            facts: dict[str, Fact] = {"wait": round(wait)}
            return (Result(step=Step.LOGIN, verdict=Verdict.FAILED, variant="paused", facts=facts),)
        opening = Opening(self._clock)
        error: RouterOSError | None = None
        try:
            self._connection = await Connection.open(
                self._settings, timeout=OPEN_DEADLINE, gate=self._gate, opening=opening
            )
        except AuthenticationError as err:
            error = err
            self._refusals.add(err.message)
        except RouterOSError as err:
            error = err
        else:
            self._refusals.clear()
        return await judge_opening(opening, self._settings, error, self._now())

    async def _ask(self, command: Command, seconds: float = READ_DEADLINE) -> list[Row]:
        """Send a command over the link that was opened."""
        assert self._connection is not None  # noqa: S101 - only called after the login.
        return await self._connection.call(command, timeout=seconds)

    async def _identify(self) -> tuple[Result, ...]:
        """Check whether the expected router responds."""
        try:
            identity = await read_identity(self._ask)
        except PermissionDeniedError as err:
            lacking = remedies.policies(self._settings, *sorted(REQUIRED_POLICIES))
            failed = judge_failure(Step.IDENTITY, self._settings, err)
            return (replace(failed, remedies=(lacking,)),)
        match self._likeness(identity):
            case Likeness.OTHER:
                raise OtherRouterError(identity.name)
            case Likeness.NOT_SAID:
                raise UnidentifiedError(f"{identity.name} does not say its id")
        version = values.version(identity.version)
        self._major = _NEWEST if version is None else min(version.major, _NEWEST)
        facts: dict[str, Fact] = {
            "name": identity.name,
            "model": identity.model,
            "version": identity.version,
        }
        return (Result(step=Step.IDENTITY, verdict=Verdict.PASSED, facts=facts),)

    @property
    def _reader(self) -> readings.Reader:
        return readings.Reader(
            ask=self._ask, settings=self._settings, major=self._major, now=self._now
        )

    async def _read_policies(self) -> tuple[Result, ...]:
        """Compare the user's policies with those that the catalogue's groups need."""
        needed = REQUIRED_POLICIES | {one.policy for one in self._catalogue.groups.values()}
        return (await readings.test_policies(self._reader, needed),)

    async def _time_menus(self) -> tuple[Result, ...]:
        """Query each menu that is read from this router."""
        menus = menus_of(self._catalogue, self._major)
        self._menus = await time_menus(self._ask, menus.items(), self._clock)
        return (readings.judge_menus(self._reader, self._menus),)

    async def _count_sessions(self) -> tuple[Result, ...]:
        """Count the sessions of the API."""
        return (await readings.test_sessions(self._reader),)

    async def _compare_clocks(self) -> tuple[Result, ...]:
        """Compare the router's clock with ours."""
        return (await readings.test_clock(self._reader),)

    async def _close(self) -> None:
        """Leave no session behind."""
        if self._connection is not None:
            self._connection.close()
            await self._connection.wait_closed()
