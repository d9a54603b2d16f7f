"""Repair issues in Home Assistant: their ids, and where they are explained."""

from collections.abc import Mapping
from typing import Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from .const import DOMAIN

# Each repair has a heading there: its key with spaces.
_EXPLAINED: Final = (
    "https://github.com/mikrotik-monitoring/mikrotik-monitoring/blob/main/docs/repairs.md"
)

# Data of a router's repair beside its placeholders: the entry, and which of its kind it is.
ENTRY_ID: Final = "entry_id"
KEY: Final = "key"
PART: Final = "part"

# These have no fix flow: Home Assistant cannot fix them.
_NOT_FIXABLE: Final = frozenset({"notification_target", "watchdog"})


@callback
def async_report(
    hass: HomeAssistant,
    key: str,
    texts: Mapping[str, str],
    *,
    severity: ir.IssueSeverity = ir.IssueSeverity.WARNING,
    entry: ConfigEntry | None = None,
    part: str = "",
) -> None:
    """Create or update a repair; ``texts`` are its placeholders.

    It belongs to the router of ``entry``, without one to all of them; ``part`` distinguishes
    several of one router.
    """
    ir.async_create_issue(
        hass,
        DOMAIN,
        issue_id(key, entry, part),
        data={KEY: key, PART: part, ENTRY_ID: "" if entry is None else entry.entry_id},
        is_fixable=key not in _NOT_FIXABLE,
        learn_more_url=f"{_EXPLAINED}#{key.replace('_', '-')}",
        severity=severity,
        translation_key=key,
        translation_placeholders=dict(texts),
    )


@callback
def async_withdraw(
    hass: HomeAssistant, key: str, *, entry: ConfigEntry | None = None, part: str = ""
) -> None:
    """Delete a repair, if it exists."""
    ir.async_delete_issue(hass, DOMAIN, issue_id(key, entry, part))


@callback
def is_reported(hass: HomeAssistant, issue: str) -> bool:
    """Return whether a repair with this id exists."""
    return ir.async_get(hass).async_get_issue(DOMAIN, issue) is not None


def issue_id(key: str, entry: ConfigEntry | None = None, part: str = "") -> str:
    """Return the id of a repair."""
    return "_".join(filter(None, (key, part, "" if entry is None else entry.entry_id)))
