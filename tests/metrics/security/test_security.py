"""The security check on simulated routers: open ones, hardened ones, and what is refused."""

from typing import Any

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.components.diagnostics import (
    get_diagnostics_for_config_entry,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.mikrotik_monitoring.const import (
    OPTION_DETAIL,
    OPTION_GROUPS,
    OPTION_KINDS,
    OPTION_SECURITY_ACCEPTED,
)
from custom_components.mikrotik_monitoring.metrics import GROUPS
from custom_components.mikrotik_monitoring.metrics.model import Query
from custom_components.mikrotik_monitoring.metrics.security import (
    BY_KEY,
    CHECKS,
    SECURITY,
    SECURITY_CHECKS,
    ChecksRow,
    Result,
    SecurityRow,
    Severity,
    Verdict,
)
from custom_components.mikrotik_monitoring.metrics.security.facts import Silence
from custom_components.mikrotik_monitoring.metrics.security.groups import ranked
from custom_components.mikrotik_monitoring.metrics.security.reading import read_facts
from custom_components.mikrotik_monitoring.metrics.security.sources import SOURCES
from custom_components.mikrotik_monitoring.routeros import (
    Command,
    PermissionDeniedError,
    Row,
    TimedOutError,
)
from simulator import Fault
from tests.conftest import (
    Clock,
    StartRouter,
    add_router,
    latest,
    logins,
    outcome_of,
    poll,
    request_full_read,
)
from tests.metrics.entities import find, state_of

from .scenes import hardened, lax, without_admin

OPEN = {OPTION_KINDS: {"security": ["findings", "checks"]}}


def checked(entry: MockConfigEntry) -> ChecksRow:
    """Return the results of the checks."""
    reading = latest(entry, SECURITY_CHECKS.key)
    assert reading is not None
    row: ChecksRow = reading.rows[""]
    return row


def with_result(entry: MockConfigEntry, result: Result) -> set[str]:
    """Return the checks with a result."""
    return {key for key, one in checked(entry).verdicts.items() if one.result is result}


async def read_again(entry: MockConfigEntry, clock: Clock) -> None:
    """Wait for the hourly read."""
    request_full_read(entry, "long")
    await poll(entry, clock, "long")


@pytest.mark.parametrize("profile", ["hap_ax", "hap_v6", "chr"])
async def test_an_open_router(hass: HomeAssistant, start_router: StartRouter, profile: str) -> None:
    """As shipped, without a firewall and with everything enabled: most checks find something."""
    router = await start_router(profile, **lax(profile))
    entry = await add_router(hass, router, **OPEN)
    found = with_result(entry, Result.FOUND)
    assert len(found) >= 45
    assert {"firewall_input", "firewall_forward", "nat_open_door", "dns_open", "socks"} <= found
    assert {"service_winbox", "ipsec_profile", "ipsec_proposal", "snmp_public"} <= found
    is_old = profile.endswith("_v6")
    assert ("device_mode" in found) is not is_old
    assert not with_result(entry, Result.NOT_CHECKED)
    assert state_of(hass, router, "security.score") == "0"
    assert state_of(hass, router, "security.factor") == "firewall_input"
    critical = 2 if is_old else 4
    assert state_of(hass, router, "security.findings.critical") == str(critical)
    assert state_of(hass, router, "security.checks.not_checked") == "0"


@pytest.mark.parametrize("profile", ["rb5009", "hap_v6", "chr"])
async def test_a_hardened_router(
    hass: HomeAssistant, start_router: StartRouter, profile: str
) -> None:
    """With the fixes applied, also by the names of 7.24, nothing is found."""
    router = await start_router(profile, **hardened(profile))
    without_admin(router.users)
    entry = await add_router(hass, router, **OPEN)
    assert with_result(entry, Result.FOUND) == set()
    assert with_result(entry, Result.NOT_CHECKED) == set()
    assert len(with_result(entry, Result.FINE)) >= 50
    assert state_of(hass, router, "security.score") == "100"
    assert state_of(hass, router, "security.factor") == "none"
    assert state_of(hass, router, "security.findings.low") == "0"


async def test_what_is_off_is_not_asked(hass: HomeAssistant, start_router: StartRouter) -> None:
    """A group that is off sends no command; essential detail does not have it either."""
    router = await start_router("hap_ax")
    off = {OPTION_DETAIL: "custom", OPTION_GROUPS: {"security": "off", "security.checks": "off"}}
    entry = await add_router(hass, router, **off)
    assert find(hass, router, "security.score") is None
    menus = {source.menu for source in SOURCES} - _also_read()
    assert len(menus) > 20
    assert not [menu for menu in menus if router.journal.commands(f"{menu}/print")]
    hass.config_entries.async_update_entry(entry, options={OPTION_DETAIL: "essential"})
    await hass.async_block_till_done(wait_background_tasks=True)
    assert not router.journal.commands("/ip/ssh/print")


def _also_read() -> set[str]:
    """Return the menus that other groups read as well."""
    others = (group for group in GROUPS if group is not SECURITY_CHECKS)
    return {menu.path for group in others for one in group.metrics for menu in group.menus_of(one)}


async def test_one_pass_an_hour(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """The router is read once an hour, one command at a time, and not in between."""
    router = await start_router("hap_ax")
    entry = await add_router(hass, router)
    await clock.advance(10)
    assert len(router.journal.commands("/ip/ssh/print")) == 1
    router.journal.clear()
    await poll(entry, clock, "realtime", "short", "medium")
    assert not router.journal.commands("/ip/ssh/print")
    await read_again(entry, clock)
    assert len(router.journal.commands("/ip/ssh/print")) == 1
    own = {source.menu for source in SOURCES} - _also_read()
    asked = [one for one in router.journal if one.command.removesuffix("/print") in own]
    assert len(asked) <= 45
    assert all(any(".proplist" in word or "count" in word for word in one.words) for one in asked)


async def test_a_menu_that_is_refused_is_not_fine(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """What is refused is reported as not checked, and affects only its own checks."""
    router = await start_router("rb5009", **hardened("rb5009"))
    without_admin(router.users)
    router.faults.set(Fault.REFUSE, command="/user/print", message="not enough permissions (9)")
    router.faults.set(Fault.REFUSE, command="/ip/ssh/print", message="failure: no")
    entry = await add_router(hass, router, **OPEN)
    not_checked = {
        *("user_admin", "user_expired", "user_full"),
        *(key for key in BY_KEY if key.startswith("ssh_")),
    }
    assert with_result(entry, Result.NOT_CHECKED) == not_checked
    assert state_of(hass, router, "security.checks.not_checked") == str(len(not_checked))
    assert state_of(hass, router, "security.score") == "100"
    router.faults.clear()
    await read_again(entry, clock)
    assert with_result(entry, Result.NOT_CHECKED) == set()


async def test_a_router_that_refuses_all(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """Without any reply there is no score; with the first one it is back."""
    router = await start_router("hap_ax")
    entry = await add_router(hass, router)
    for source in SOURCES:
        router.faults.set(
            Fault.REFUSE, command=f"{source.menu}/print", message="not enough permissions (9)"
        )
    await read_again(entry, clock)
    assert outcome_of(entry, SECURITY_CHECKS.key) in {"failing", "forbidden"}
    assert state_of(hass, router, "security.score") == "unavailable"
    router.faults.clear()
    await read_again(entry, clock)
    assert float(state_of(hass, router, "security.score")) > 0


async def test_a_router_that_tells_little(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """Of the few checks that can be made there is no score: it would be too good."""
    router = await start_router("hap_ax")
    entry = await add_router(hass, router, **OPEN)
    for source in SOURCES[1:]:
        router.faults.set(
            Fault.REFUSE, command=f"{source.menu}/print", message="not enough permissions (9)"
        )
    await read_again(entry, clock)
    assert with_result(entry, Result.FINE) == {"version_old"}
    for metric in ("security.score", "security.factor", "security.findings.high"):
        assert state_of(hass, router, metric) == "unknown"
    assert int(state_of(hass, router, "security.checks.not_checked")) > 50


async def test_a_router_that_takes_too_long(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock
) -> None:
    """The wait has an end: the read is given up, and repeated later."""
    router = await start_router("hap_ax")
    entry = await add_router(hass, router)
    await clock.advance(10)

    async def ask(command: Command, **_: Any) -> list[Row]:
        clock.offset += 7
        return []

    with pytest.raises(TimedOutError):
        await read_facts(Query(ask=ask, keys=SECURITY_CHECKS.keys))
    assert float(state_of(hass, router, "security.score")) > 0
    await read_again(entry, clock)
    assert outcome_of(entry, SECURITY_CHECKS.key) == "answered"


@pytest.mark.parametrize("is_refused", [True, False])
async def test_routes_that_may_not_be_read(is_refused: bool) -> None:
    """Where it is unknown, the router may well have a default route."""

    async def ask(command: Command, **_: Any) -> list[Row]:
        if is_refused and "route" in command.path:
            raise PermissionDeniedError("not enough permissions")
        return []

    facts = await read_facts(Query(ask=ask, keys=SECURITY_CHECKS.keys))
    assert facts.is_exposed is is_refused
    assert facts.version is None
    assert Silence.REFUSED in facts.answers.values()


async def test_a_router_that_leads_nowhere(hass: HomeAssistant, start_router: StartRouter) -> None:
    """A switch without a default route is less exposed: its findings are one step lower."""
    router = await start_router("crs_poe")
    entry = await add_router(hass, router)
    verdicts = checked(entry).verdicts
    assert verdicts["firewall_input"].severity is Severity.HIGH
    assert verdicts["service_ftp"].severity is Severity.MEDIUM


async def test_what_is_accepted_costs_nothing(
    hass: HomeAssistant, start_router: StartRouter
) -> None:
    """At once, without a reload or a command; taken back, it costs points again."""
    router = await start_router("rb5009")
    entry = await add_router(hass, router, **OPEN)
    score = float(state_of(hass, router, "security.score"))
    assert state_of(hass, router, "security.factor") == "service_ftp"
    router.journal.clear()
    logged_in = logins(entry)
    accepted = {"service_ftp": {"note": "inside only", "at": "2026-11-20"}}
    options = {**entry.options, OPTION_SECURITY_ACCEPTED: accepted}
    hass.config_entries.async_update_entry(entry, options=options)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert float(state_of(hass, router, "security.score")) == score + 12
    assert state_of(hass, router, "security.factor") != "service_ftp"
    assert state_of(hass, router, "security.findings.high") == "0"
    assert not router.journal.commands("/ip/service/print")
    assert logins(entry) == logged_in
    hass.config_entries.async_update_entry(entry, options=OPEN)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert float(state_of(hass, router, "security.score")) == score


async def test_diagnostics_say_what_was_found_but_not_where(
    hass: HomeAssistant,
    start_router: StartRouter,
    hass_client: ClientSessionGenerator,
) -> None:
    """Keys, severities and states; no address, no secret and no note."""
    router = await start_router("hap_ax", **lax("hap_ax"))
    note = "Ms Miller wants it"
    accepted = {"socks": {"note": note, "at": "2026-11-20"}}
    entry = await add_router(hass, router, **{OPTION_SECURITY_ACCEPTED: accepted})
    report: dict[str, Any] = await get_diagnostics_for_config_entry(hass, hass_client, entry)
    checks = report["security"]["checks"]
    assert checks.keys() == BY_KEY.keys()
    assert checks["socks"] == {"result": "found", "severity": "critical", "accepted": True}
    assert checks["firmware"]["accepted"] is False
    for private in (note, "2001:db8", "marker-", "192.0.2."):
        assert private not in str(report["security"]) + str(report["options"])


async def test_no_secret_is_asked_or_brought(
    hass: HomeAssistant, start_router: StartRouter
) -> None:
    """Communities, keys and passwords stay on the router."""
    router = await start_router("hap_v6", **lax("hap_v6"))
    await add_router(hass, router)
    words = " ".join(word for asked in router.journal for word in asked.words)
    assert "/snmp/community/print" in words
    for secret in ("pre-shared-key", "ipsec-secret", "authentication-password", "secrets"):
        assert secret not in words


def row(**found: str) -> SecurityRow:
    """Return a row with some findings."""
    return SecurityRow(findings={key: Severity(one) for key, one in found.items()})


def test_the_score() -> None:
    """Never below zero, nothing for information, the worst first, and unknown without a check."""
    assert (row().score, row().factor) == (100, "none")
    assert row(cloud_name="info").score == 100
    assert row(cloud_name="info").factor == "none"
    worst = row(firewall_input="critical", service_ftp="high", mac_server="medium", clock="low")
    assert worst.score == 100 - 40 - 12 - 4 - 1
    assert worst.factor == "firewall_input"
    assert worst.count(Severity.MEDIUM) == 1
    assert row(**{check.key: "critical" for check in CHECKS}).score == 0
    nothing = SecurityRow(findings={}, is_known=False)
    assert (nothing.score, nothing.factor, nothing.count(Severity.LOW)) == (None, None, None)
    assert all(metric.is_supported(nothing) for metric in SECURITY.metrics)


def test_findings_are_ranked() -> None:
    """The worst first; of equal ones the first in the order of the checks."""
    verdicts = {
        key: Verdict(result=Result.FOUND, severity=severity)
        for key, severity in (
            ("rp_filter", Severity.LOW),
            ("service_ftp", Severity.HIGH),
            ("dns_open", Severity.HIGH),
        )
    }
    verdicts["clock"] = Verdict(result=Result.FINE)
    assert list(ranked(verdicts)) == ["service_ftp", "dns_open", "rp_filter"]


def test_the_menus_are_documented() -> None:
    """Both groups are of the hourly tier, and say which menus they read."""
    assert SECURITY.tier is SECURITY_CHECKS.tier
    assert {menu.path for menu in SECURITY_CHECKS.menus} == {source.menu for source in SOURCES}
