"""Each check by itself: what it finds, and that missing data never passes."""

from typing import Any

import pytest

from custom_components.mikrotik_monitoring.metrics.security import (
    BY_KEY,
    CHECKS,
    POINTS,
    Check,
    Result,
    Severity,
    sources,
)
from custom_components.mikrotik_monitoring.metrics.security.facts import (
    Facts,
    NotToldError,
    Silence,
)
from custom_components.mikrotik_monitoring.metrics.security.source import Source
from custom_components.mikrotik_monitoring.metrics.security.sources import NAT_PMP, SOURCES

from .cases import CASES, DROP, INVALID, V6, V7, service


def facts(answers: dict[Any, Any], **more: Any) -> Facts:
    """Return facts from replies."""
    told = {
        source: tuple(answer) if isinstance(answer, list) else answer
        for source, answer in answers.items()
    }
    return Facts(**{"version": V7, **more, "answers": told})


@pytest.mark.parametrize(("key", "answers", "result"), CASES)
def test_verdict(key: str, answers: dict[Any, Any], result: str) -> None:
    """A finding has a severity; any other result has none."""
    verdict = BY_KEY[key].verdict(facts(answers))
    assert (verdict.severity or verdict.result) == result
    assert (verdict.result is Result.FOUND) is (verdict.severity is not None)


def test_every_check_has_its_cases() -> None:
    """Each has a case with a finding, but for the one that needs the version alone."""
    found = {key for key, _, result in CASES if result in set(Severity)}
    assert found == BY_KEY.keys() - {"version_old"}
    assert len(CHECKS) == len(BY_KEY) >= 40


@pytest.mark.parametrize(
    ("version", "result"),
    [
        ((5, 26, 0), "high"),
        ((6, 49, 7), "high"),
        ((6, 49, 8), "fine"),
        ((7, 6, 0), "high"),
        ((7, 7, 0), "fine"),
        ((8, 0, 0), "fine"),
        (None, "not_checked"),
    ],
)
def test_an_old_version(version: tuple[int, ...] | None, result: str) -> None:
    """One that is older than the fixes of exploited vulnerabilities."""
    verdict = BY_KEY["version_old"].verdict(facts({}, version=version))
    assert (verdict.severity or verdict.result) == result


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.key)
@pytest.mark.parametrize("silence", [Silence.REFUSED, Silence.ABSENT, Silence.NOT_ASKED])
def test_silence_is_never_fine(check: Check, silence: Silence) -> None:
    """A menu that is refused or missing never makes a check pass."""
    verdict = check.verdict(Facts(answers=dict.fromkeys(SOURCES, silence)))
    assert verdict.result in {Result.NOT_CHECKED, Result.NOT_APPLICABLE}
    if silence is Silence.REFUSED:
        assert verdict.result is Result.NOT_CHECKED


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.key)
def test_empty_rows_are_never_fine(check: Check) -> None:
    """A row without the requested fields counts as no row."""
    if check.key == "version_old":
        return
    empty: dict[Any, Any] = {
        source: ({},) if source.fields else Silence.REFUSED for source in SOURCES
    }
    verdict = check.verdict(facts(empty))
    assert verdict.result in {Result.NOT_CHECKED, Result.NOT_APPLICABLE} or check.key in {
        "firewall_input",
        "firewall_input_ipv6",
        "nat_open_door",
    }


def test_what_a_version_lacks() -> None:
    """A menu newer than the router's version is not missing; without a version that is unknown."""
    absent = {NAT_PMP: Silence.ABSENT}
    results = {
        version: BY_KEY["nat_pmp"].verdict(facts(absent, version=version)).result
        for version in (V6, (7, 12, 0), (7, 13, 0), None)
    }
    assert list(results.values()) == [
        Result.NOT_APPLICABLE,
        Result.NOT_APPLICABLE,
        Result.NOT_CHECKED,
        Result.NOT_CHECKED,
    ]


@pytest.mark.parametrize(("key", "answers", "result"), CASES)
def test_without_a_way_out(key: str, answers: dict[Any, Any], result: str) -> None:
    """A finding on a router without a default route is one step less severe."""
    verdict = BY_KEY[key].verdict(facts(answers, is_exposed=False))
    if result not in set(Severity):
        assert verdict.result in {result, Result.NOT_APPLICABLE}
    elif key in {"rp_filter", "syn_cookies"}:
        assert verdict.result is Result.NOT_APPLICABLE
    else:
        assert verdict.severity is Severity(result).lowered


@pytest.mark.parametrize(
    ("source", "answers", "is_asked"),
    [
        (sources.ADDRESSES_IPV6, {sources.INPUT_IPV6: [INVALID], sources.FORWARD_IPV6: 2}, True),
        (sources.ADDRESSES_IPV6, {sources.INPUT_IPV6: [DROP], sources.FORWARD_IPV6: 0}, True),
        (sources.ADDRESSES_IPV6, {sources.INPUT_IPV6: [DROP], sources.FORWARD_IPV6: 2}, False),
        (sources.ADDRESSES_IPV6, {sources.INPUT_IPV6: Silence.ABSENT}, False),
        (sources.COMMUNITIES, {sources.SNMP: [{"enabled": "true"}]}, True),
        (sources.COMMUNITIES, {sources.SNMP: [{"enabled": "false"}]}, False),
        (sources.COMMUNITIES, {sources.SNMP: Silence.REFUSED}, True),
        (sources.PROXY_ACCESS, {sources.PROXY: Silence.NOT_ASKED}, False),
        (sources.IPSEC_PROFILES, {sources.IPSEC_PEERS: [{}]}, True),
        (sources.IPSEC_PROFILES, {sources.IPSEC_PEERS: []}, False),
        (sources.IPSEC_PROPOSALS, {sources.IPSEC_PEERS: Silence.REFUSED}, True),
        (sources.IPSEC_PROPOSALS, {sources.IPSEC_PEERS: Silence.NOT_ASKED}, False),
        (sources.WIRELESS_PROFILES, {sources.WIRELESS: [{}]}, True),
        (sources.WIRELESS_PROFILES, {sources.WIRELESS: Silence.ABSENT}, False),
        (sources.WIFI_SECURITY, {sources.WIFI: [{}]}, True),
        (sources.WIFI_SECURITY, {sources.WIFI: Silence.ABSENT}, False),
        (sources.CERTIFICATES, {sources.SERVICES: [service("api-ssl", certificate="c")]}, True),
        (sources.CERTIFICATES, {sources.SERVICES: [service("api-ssl", certificate="none")]}, False),
        (sources.CERTIFICATES, {sources.SERVICES: Silence.REFUSED}, False),
    ],
)
def test_what_is_asked_only_where_it_matters(
    source: Source, answers: dict[Any, Any], is_asked: bool
) -> None:
    """A menu is not read where another one shows that it does not matter."""
    assert source.when is not None
    assert source.when(facts(answers)) is is_asked


def test_severities() -> None:
    """They are ordered, each costs less than the one above, and information costs nothing."""
    points = [POINTS[severity] for severity in Severity]
    assert points == sorted(points, reverse=True)
    assert points[0] > 3 * points[1]
    assert points[-1] == 0
    assert Severity.INFO.lowered is Severity.INFO


def test_commands() -> None:
    """A fix is a command for the console, with the names of the router's version."""
    assert all(check.command.startswith("/") for check in CHECKS)
    api = BY_KEY["service_api"]
    assert " address=" in api.command_for(None)
    assert " address=" in api.command_for((7, 23, 1))
    assert " available-from=" in api.command_for((7, 24, 0))
    assert BY_KEY["mac_ping"].command_for((7, 24, 0)) == BY_KEY["mac_ping"].command


def test_nothing_secret_is_asked() -> None:
    """No name of a user or a community, no password and no key is among the fields."""
    asked = {(source.menu, field) for source in SOURCES for field in source.fields}
    named = {menu for menu, field in asked if field == "name"}
    assert named == {
        "/certificate",
        "/interface/wifi/security",
        "/interface/wireless/security-profiles",
        "/ip/service",
    }
    assert not [field for _, field in asked if "secret" in field or field.endswith("-key")]


def test_an_answer_of_another_kind_is_not_told() -> None:
    """Rows are no count, and a count is no rows."""
    source = next(iter(SOURCES))
    with pytest.raises(NotToldError):
        Facts(answers={source: 3}).rows(source)
    with pytest.raises(NotToldError):
        Facts(answers={source: ({},)}).count(source)
