"""The security checks as a group of metrics, and the score computed from them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final, override

from homeassistant.components.sensor import SensorDeviceClass, SensorStateClass
from homeassistant.const import EntityCategory

from ..model import LONG, Graph, Group, Menu, Query, SensorMetric
from .check import POINTS, Result, Severity, Verdict
from .checks import CHECKS
from .reading import read_facts
from .source import Version
from .sources import SOURCES

_TITLE: Final = "Security"
_BEST: Final = 100.0
# The state of the factor sensor while there is no finding that is not accepted.
_NO_FACTOR: Final = "none"


@dataclass(frozen=True, kw_only=True, slots=True)
class ChecksRow:
    """The result of each check, by its key, on a version of RouterOS."""

    version: Version | None
    verdicts: Mapping[str, Verdict]

    def count(self, *results: Result) -> int:
        """Return how many checks have one of some results."""
        return sum(verdict.result in results for verdict in self.verdicts.values())


@dataclass(frozen=True, kw_only=True, slots=True)
class SecurityRow:
    """The findings by the checks' keys, the worst first, and those that the owner accepts.

    ``is_known`` is whether most checks could be made: from only a few of them, the score would
    be too good.
    """

    findings: Mapping[str, Severity]
    accepted: frozenset[str] = frozenset()
    is_known: bool = True

    @property
    def open(self) -> Mapping[str, Severity]:
        """Return the findings that are not accepted."""
        return {key: one for key, one in self.findings.items() if key not in self.accepted}

    @property
    def score(self) -> float | None:
        """Return the points left, never below 0; None where too little could be checked."""
        if not self.is_known:
            return None
        return max(_BEST - sum(POINTS[severity] for severity in self.open.values()), 0.0)

    @property
    def factor(self) -> str | None:
        """Return the check that costs most; None where too little could be checked."""
        if not self.is_known:
            return None
        return next((key for key, one in self.open.items() if POINTS[one]), _NO_FACTOR)

    def count(self, severity: Severity) -> int | None:
        """Return how many findings of a severity are not accepted."""
        if not self.is_known:
            return None
        return sum(one is severity for one in self.open.values())


def ranked(verdicts: Mapping[str, Verdict]) -> dict[str, Severity]:
    """Return the findings, the worst first, within a severity in the checks' order."""
    found = {key: one.severity for key, one in verdicts.items() if one.severity is not None}
    ranks = list(Severity)
    return dict(sorted(found.items(), key=lambda item: ranks.index(item[1])))


@dataclass(frozen=True, kw_only=True)
class ChecksGroup(Group[ChecksRow]):
    """All checks, from one pass over the menus that they need."""

    @override
    async def read(self, query: Query[ChecksRow]) -> dict[str, ChecksRow | None]:
        """Query the router and keep only the verdicts, nothing of its replies."""
        facts = await read_facts(query)
        verdicts = {check.key: check.verdict(facts) for check in CHECKS}
        return {"": ChecksRow(version=facts.version, verdicts=verdicts)}


@dataclass(frozen=True, kw_only=True)
class SecurityGroup(Group[SecurityRow]):
    """The score from the findings, without those that the owner accepts."""

    derived: bool = True

    @override
    async def read(self, query: Query[SecurityRow]) -> dict[str, SecurityRow | None]:
        """Rank the findings, without a query to the router."""
        row = query.source(SECURITY_CHECKS).rows[""]
        made = row.count(Result.FOUND, Result.FINE)
        return {
            "": SecurityRow(
                findings=ranked(row.verdicts),
                accepted=query.accepted,
                is_known=made > row.count(Result.NOT_CHECKED),
            )
        }


def _always[RowT](_: RowT) -> bool:
    """Return True: every router has the metric, also while it is unknown."""
    return True


_checks_counted = partial(
    SensorMetric[ChecksRow],
    supported=_always,
    state_class=SensorStateClass.MEASUREMENT,
    entity_category=EntityCategory.DIAGNOSTIC,
    kind="checks",
    entity_registry_enabled_default=False,
)

SECURITY_CHECKS = ChecksGroup(
    key="security.checks",
    title=_TITLE,
    about=(
        "docs/security.md lists all checks, what each reads from the router, and the command "
        "that fixes it."
    ),
    menus=tuple(
        Menu(menu, versions)
        for menu, versions in {source.menu: source.versions for source in SOURCES}.items()
    ),
    tier=LONG,
    family="security",
    reads_twice=False,
    # Some fifty menus: the checks themselves report which of them may not be read.
    is_tested=False,
    metrics=(
        _checks_counted(
            key="security.checks.made",
            about="Checks that could be made, whether or not something was found.",
            source=lambda row: row.count(Result.FOUND, Result.FINE),
        ),
        _checks_counted(
            key="security.checks.not_checked",
            about=(
                "Checks that could not be made because a menu may not be read or lacks a field; "
                "they do not count as passed."
            ),
            source=lambda row: row.count(Result.NOT_CHECKED),
        ),
    ),
)

_REQUIRES: Final = ("security.checks.made",)


def _of_severity(severity: Severity) -> Callable[[SecurityRow], int | None]:
    """Return a function that counts the findings of a severity."""
    return lambda row: row.count(severity)


def _findings(severity: Severity, about: str) -> SensorMetric[SecurityRow]:
    """Return the metric that counts the findings of a severity."""
    return SensorMetric[SecurityRow](
        key=f"security.findings.{severity}",
        about=about,
        source=_of_severity(severity),
        supported=_always,
        requires=_REQUIRES,
        graph=Graph.SECURITY,
        state_class=SensorStateClass.MEASUREMENT,
        kind="findings",
        entity_registry_enabled_default=False,
    )


SECURITY = SecurityGroup(
    key="security",
    title=_TITLE,
    tier=LONG,
    family="security",
    sources=(SECURITY_CHECKS,),
    reads_twice=False,
    metrics=(
        SensorMetric(
            key="security.score",
            about=(
                "How well the router is protected: 100 less the cost of each finding that is not "
                "accepted, never below 0; unknown while most checks could not be made."
            ),
            source=lambda row: row.score,
            supported=_always,
            requires=_REQUIRES,
            graph=Graph.SECURITY,
            state_class=SensorStateClass.MEASUREMENT,
            suggested_display_precision=0,
            resolution=1,
        ),
        SensorMetric(
            key="security.factor",
            about="The finding that lowers the security score most, the first of equal ones.",
            source=lambda row: row.factor,
            supported=_always,
            requires=_REQUIRES,
            device_class=SensorDeviceClass.ENUM,
            options=[*(check.key for check in CHECKS), _NO_FACTOR],
        ),
        _findings(Severity.CRITICAL, "Critical findings that are not accepted."),
        _findings(Severity.HIGH, "Findings of high severity that are not accepted."),
        _findings(Severity.MEDIUM, "Findings of medium severity that are not accepted."),
        _findings(Severity.LOW, "Findings of low severity that are not accepted."),
        _findings(
            Severity.INFO, "Findings that are mere information and are not accepted: no points."
        ),
    ),
)
