"""What a security check is: a question to the facts, how bad a finding is, and what mends it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from .facts import Facts, NotThereError, NotToldError
from .source import Version


class Severity(StrEnum):
    """How bad a finding is, the worst first."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    INFO = "info"

    @property
    def lowered(self) -> Severity:
        """Return the next severity below; nothing is below a mere information."""
        ranks = list(Severity)
        return ranks[min(ranks.index(self) + 1, len(ranks) - 1)]


# Points of the score that a finding costs: one that is critical costs most.
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
    """What became of a check."""

    FOUND = "found"
    FINE = "fine"
    # The router did not say what it takes: that is never the same as fine.
    NOT_CHECKED = "not_checked"
    # There is nothing to check: the version, the board or a setting lacks what it is about.
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """The result of a check, with how bad it is where something was found."""

    result: Result
    severity: Severity | None = None


type Finder = Callable[[Facts], Severity | None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Check:
    """One thing that makes a router easier to attack.

    ``severity`` is that of a usual finding; ``find`` returns that of this one, None for none. It
    asks only the facts, and does not end where these do not say enough. ``command`` mends it in
    RouterOS's console, where words in capitals are the owner's to fill in; ``renamed`` is the same
    since a version in which something is called otherwise.
    """

    key: str
    severity: Severity
    find: Finder
    command: str
    renamed: tuple[Version, str] | None = None

    def verdict(self, facts: Facts) -> Verdict:
        """Return what the facts say; without a way to the internet a finding is less bad."""
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
        """Return the command as a version of RouterOS takes it."""
        if self.renamed is None or version is None:
            return self.command
        since, command = self.renamed
        return command if version >= since else self.command
