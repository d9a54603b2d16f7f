"""A security check: what it looks for in the facts, the severity of a finding, and the fix."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from .facts import Facts, NotThereError, NotToldError
from .source import Version


class Severity(StrEnum):
    """The severity of a finding, the worst first."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    INFO = "info"

    @property
    def lowered(self) -> Severity:
        """Return the next lower severity; info is the lowest."""
        ranks = list(Severity)
        return ranks[min(ranks.index(self) + 1, len(ranks) - 1)]


# Points of the score that a finding costs: a critical one costs most.
POINTS: Final[Mapping[Severity, float]] = MappingProxyType(
    {
        Severity.CRITICAL: 40,
        Severity.HIGH: 12,
        Severity.MEDIUM: 4,
        Severity.LOW: 1,
        Severity.INFO: 0,
    }
)


class Result(StrEnum):
    """The result of a check."""

    FOUND = "found"
    FINE = "fine"
    # The router did not report what the check needs: that is never the same as passed.
    NOT_CHECKED = "not_checked"
    # Nothing to check: the version, the board or a setting lacks its subject.
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """The result of a check, with the severity where something was found."""

    result: Result
    severity: Severity | None = None


type Finder = Callable[[Facts], Severity | None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Check:
    """One thing that makes a router easier to attack.

    ``severity`` is that of a usual finding; ``find`` returns that of this one, None for none. It
    uses only the facts, and raises where these are not sufficient. ``command`` fixes it in
    RouterOS's console; the owner replaces words in capitals. ``renamed`` is the same command from
    a version on that uses other names.
    """

    key: str
    severity: Severity
    find: Finder
    command: str
    renamed: tuple[Version, str] | None = None

    def verdict(self, facts: Facts) -> Verdict:
        """Return the verdict from the facts, less severe without a route to the internet."""
        try:
            severity = self.find(facts)
        except NotThereError:
            return Verdict(result=Result.NOT_APPLICABLE)
        except NotToldError:
            return Verdict(result=Result.NOT_CHECKED)
        if severity is None:
            return Verdict(result=Result.FINE)
        return Verdict(
            result=Result.FOUND, severity=severity if facts.is_exposed else severity.lowered
        )

    def command_for(self, version: Version | None) -> str:
        """Return the command in the syntax of a RouterOS version."""
        if self.renamed is None or version is None:
            return self.command
        since, command = self.renamed
        return command if version >= since else self.command
