"""Repairs as Home Assistant shows them: what they are known by, and where they are explained."""

from collections.abc import Mapping
from typing import Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from .const import DOMAIN

# Each repair has a heading there, which is its key with blanks.
_EXPLAINED: Final = (
    "https://github.com/mikrotik-monitoring/mikrotik-monitoring/blob/main/docs/repairs.md"
)

# What a repair of a router has beside what its texts name: whose it is, and which of its kind.
ENTRY_ID: Final = "entry_id"
KEY: Final = "key"
PART: Final = "part"

# These have no flow: nothing that Home Assistant could do helps.
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
    """Raise a repair, or renew what it says; ``texts`` are what its words name.

    It belongs to a router where there is an ``entry``, else to all of them; ``part`` tells several
    of one router apart.
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
    """Take a repair back; that there is none is fine."""
    ir.async_delete_issue(hass, DOMAIN, issue_id(key, entry, part))


@callback
def is_reported(hass: HomeAssistant, issue: str) -> bool:
    """Return whether there is a repair, by its id."""
    return ir.async_get(hass).async_get_issue(DOMAIN, issue) is not None


def issue_id(key: str, entry: ConfigEntry | None = None, part: str = "") -> str:
    """Return what a repair is known by."""
    return "_".join(filter(None, (key, part, "" if entry is None else entry.entry_id)))
