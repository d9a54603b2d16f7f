"""Repair issues: what only the person can put right on the router."""

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_USERNAME
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from .const import DOMAIN


@callback
def async_report_missing_policy(hass: HomeAssistant, entry: ConfigEntry, policy: str) -> None:
    """Tell which policy the user's group lacks, and the command that grants it."""
    ir.async_create_issue(
        hass,
        DOMAIN,
        _missing_policy_id(entry, policy),
        is_fixable=False,
        severity=ir.IssueSeverity.WARNING,
        translation_key="missing_policy",
        translation_placeholders={
            "router": entry.title,
            "policy": policy,
            "user": entry.data[CONF_USERNAME],
            "command": grant_command(entry.data[CONF_USERNAME]),
        },
    )


@callback
def async_clear_missing_policy(hass: HomeAssistant, entry: ConfigEntry, policy: str) -> None:
    """Withdraw the issue: the router lets the user read again."""
    ir.async_delete_issue(hass, DOMAIN, _missing_policy_id(entry, policy))


def grant_command(username: str) -> str:
    """Return the RouterOS commands that give a user what monitoring needs.

    They make a group of its own: others may share the user's present one.
    """
    name = "".join(f"\\{char}" if char in '"\\$' else char for char in username)
    return (
        "/user group add name=home-assistant policy=read,api,test; "
        f'/user set [find name="{name}"] group=home-assistant'
    )


def _missing_policy_id(entry: ConfigEntry, policy: str) -> str:
    return f"missing_policy_{policy}_{entry.entry_id}"
