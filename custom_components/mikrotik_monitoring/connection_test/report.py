"""What a test of a connection found, as data: never a secret."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from ..routeros import RouterOSError

type Fact = str | int | float | tuple[str, ...] | None
type Json = dict[str, Json] | list[Json] | str | float | None

_NO_FACTS: Final[Mapping[str, Fact]] = MappingProxyType({})


class Step(StrEnum):
    """The steps of a test, in this order."""

    NAME = "name"
    TCP = "tcp"
    TLS = "tls"
    LOGIN = "login"
    IDENTITY = "identity"
    POLICIES = "policies"
    MENUS = "menus"
    SESSIONS = "sessions"
    CLOCK = "clock"


class Verdict(StrEnum):
    """Outcome of a step."""

    PASSED = "passed"
    # It works, but something should be done about it.
    WARNING = "warning"
    FAILED = "failed"
    NOT_NEEDED = "not_needed"
    # The router does not let the user read it, or has no such thing.
    NOT_READABLE = "not_readable"
    # A step before it failed.
    NOT_TRIED = "not_tried"


class Finding(StrEnum):
    """What is missing, or to be fixed."""

    SERVICE = "service"
    CERTIFICATE = "certificate"
    NEW_CERTIFICATE = "new_certificate"
    # The service accepts a connection and drops it.
    ADMISSION = "admission"
    LOGIN = "login"
    POLICIES = "policies"
    PACKAGE = "package"
    SESSIONS = "sessions"
    CLOCK = "clock"


@dataclass(frozen=True, kw_only=True, slots=True)
class Remedy:
    """What is missing, by name where it has one, and the RouterOS command that fixes it."""

    finding: Finding
    command: str
    name: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """Outcome of one step.

    ``seconds`` is how long it took, ``facts`` what it found, and ``variant`` the end of the key
    of the sentence that describes them, if that is not the verdict.
    """

    step: Step
    verdict: Verdict
    seconds: float | None = None
    facts: Mapping[str, Fact] = _NO_FACTS
    variant: str = ""
    error: RouterOSError | None = None
    remedies: tuple[Remedy, ...] = ()

    @property
    def sentence(self) -> str:
        """Return the key of the sentence that describes it."""
        return f"{self.step}_{self.variant or self.verdict}"


class Answer(StrEnum):
    """Outcome of querying a menu."""

    ANSWERED = "answered"
    # This version, hardware or set of packages has no such menu.
    ABSENT = "absent"
    FORBIDDEN = "forbidden"
    REFUSED = "refused"
    TIMED_OUT = "timed_out"
    # All menus together had taken too long.
    NOT_TRIED = "not_tried"


@dataclass(frozen=True, kw_only=True, slots=True)
class MenuTime:
    """A menu that monitoring reads: the seconds it took, and its rows, None for a single row."""

    path: str
    answer: Answer
    seconds: float | None = None
    rows: int | None = None
    error: RouterOSError | None = None

    def as_json(self) -> dict[str, Json]:
        """Return it as an action returns it."""
        return _known(
            {
                "menu": self.path,
                "answer": str(self.answer),
                "milliseconds": _milliseconds(self.seconds),
                "rows": self.rows,
                "error": None if self.error is None else str(self.error),
            }
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """The results of all steps in their order, and the time that each menu took."""

    results: tuple[Result, ...]
    menus: tuple[MenuTime, ...] = field(default=())

    @property
    def failure(self) -> Result | None:
        """Return the step that failed, None where all that can be tried works."""
        return next((one for one in self.results if one.verdict is Verdict.FAILED), None)

    @property
    def remedies(self) -> tuple[Remedy, ...]:
        """Return what is missing, each command once."""
        by_command: dict[str, Remedy] = {}
        for result in self.results:
            for remedy in result.remedies:
                by_command.setdefault(remedy.command, remedy)
        return tuple(by_command.values())

    def as_json(self) -> dict[str, Json]:
        """Return it as an action returns it."""
        failure = self.failure
        return {
            "passed": failure is None,
            "failed_step": None if failure is None else str(failure.step),
            "steps": [_result(one) for one in self.results],
            "menus": [one.as_json() for one in self.menus],
            "missing": [
                _known(
                    {
                        "finding": str(one.finding),
                        "name": one.name or None,
                        "command": one.command,
                    }
                )
                for one in self.remedies
            ],
        }


def _result(result: Result) -> Json:
    facts: dict[str, Json] = {
        key: list(fact) if isinstance(fact, tuple) else fact for key, fact in result.facts.items()
    }
    return _known(
        {
            "step": str(result.step),
            "verdict": str(result.verdict),
            "detail": result.variant or None,
            "milliseconds": _milliseconds(result.seconds),
            "error": None if result.error is None else str(result.error),
            **facts,
        }
    )


def _known(values: dict[str, Json]) -> dict[str, Json]:
    """Return the values that are not None."""
    return {key: value for key, value in values.items() if value is not None}


def _milliseconds(seconds: float | None) -> float | None:
    return None if seconds is None else round(1000 * seconds, 1)
