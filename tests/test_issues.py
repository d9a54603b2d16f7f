"""Repair issues: what only the person can put right on the router."""

from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
import pytest

from custom_components.mikrotik_monitoring.const import DOMAIN
from custom_components.mikrotik_monitoring.metrics.identity import grant_command
from simulator import Fault, SimulatedRouter

from .conftest import USER, Clock, add_router

TRACKING = "/ip/firewall/connection/tracking/print"
NOT_ENOUGH = "not enough permissions (9)"


async def test_a_missing_policy_is_reported_then_withdrawn(
    hass: HomeAssistant, router: SimulatedRouter, clock: Clock
) -> None:
    """The issue names router, user, policy and the cure, and goes once the router lets us read."""
    issues = ir.async_get(hass)
    router.faults.set(Fault.REFUSE, command=TRACKING, message=NOT_ENOUGH)
    entry = await add_router(hass, router)
    issue_id = f"missing_policy_read_{entry.entry_id}"
    issue = issues.async_get_issue(DOMAIN, issue_id)
    assert issue is not None
    assert issue.translation_key == "missing_policy"
    assert issue.severity is ir.IssueSeverity.WARNING
    assert issue.is_fixable
    assert issue.translation_placeholders == {
        "router": entry.title,
        "policy": "read",
        "user": USER,
        "command": grant_command(USER),
    }
    router.faults.clear()
    await hass.config_entries.async_reload(entry.entry_id)
    await clock.advance(10)
    assert issues.async_get_issue(DOMAIN, issue_id) is None


@pytest.mark.parametrize(
    ("username", "quoted"),
    [("monitor", '"monitor"'), ('a"b', r'"a\"b"'), ("$a\\b", r'"\$a\\b"')],
)
def test_the_command_quotes_the_user(username: str, quoted: str) -> None:
    """A name is written as RouterOS's scripting language wants it between quotes."""
    assert f"[find name={quoted}]" in grant_command(username)
    assert "policy=read,api,test" in grant_command(username)
