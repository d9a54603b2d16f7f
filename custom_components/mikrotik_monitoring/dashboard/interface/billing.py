"""What a month's 95th percentile is billed by, and whether the recorder keeps that.

It is calculated from five-minute means, which the recorder purges with the states. An issue says
that they are kept too short only if a router's options say that they are used for billing.
"""

from typing import Any, Final

from homeassistant.components.recorder import get_instance
from homeassistant.config_entries import (
    SIGNAL_CONFIG_ENTRY_CHANGED,
    ConfigEntry,
    ConfigEntryChange,
)
from homeassistant.const import UnitOfDataRate
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.util.unit_conversion import DataRateConverter

from ...catalogue import catalogue_of
from ...const import DOMAIN, OPTION_BILLING
from ...issue import async_report, async_withdraw

# The longest month, and some days in which to read its figure.
WANTED_DAYS: Final = 35
# With one day more than the longest month it can be read on the next one's first day.
ENOUGH_DAYS: Final = 32

ISSUE: Final = "billing_retention"


@callback
def async_recorder_days(hass: HomeAssistant) -> dict[str, Any]:
    """Return how many days of five-minute means the recorder keeps, and whether that is enough."""
    recorder = get_instance(hass)
    is_enough = not recorder.auto_purge or recorder.keep_days >= ENOUGH_DAYS
    return {
        "kept_days": recorder.keep_days,
        "wanted_days": WANTED_DAYS,
        "is_kept": is_enough,
    }


def commit_of(entry: ConfigEntry, instance: str, unit: str | None) -> float | None:
    """Return the bandwidth that is paid for in any case, in a unit; None if there is none."""
    bandwidth = catalogue_of(entry).choices.bandwidth.get(instance)
    if bandwidth is None or bandwidth.commit is None or unit is None:
        return None
    bits = UnitOfDataRate.BITS_PER_SECOND
    return DataRateConverter.convert(bandwidth.commit, bits, unit)


@callback
def async_watch_billing(hass: HomeAssistant) -> None:
    """Report a recorder that keeps too little while a router's figures are for billing."""

    @callback
    def entry_changed(_: ConfigEntryChange, entry: ConfigEntry) -> None:
        if entry.domain == DOMAIN:
            _update(hass)

    async_dispatcher_connect(hass, SIGNAL_CONFIG_ENTRY_CHANGED, entry_changed)
    _update(hass)


def _update(hass: HomeAssistant) -> None:
    """Create or withdraw the issue; another retention needs a restart, which checks again."""
    if "recorder" not in hass.config.components:
        return
    entries = hass.config_entries.async_entries(
        DOMAIN, include_ignore=False, include_disabled=False
    )
    kept = async_recorder_days(hass)
    if kept["is_kept"] or not any(entry.options.get(OPTION_BILLING) for entry in entries):
        async_withdraw(hass, ISSUE)
        return
    texts = {
        "kept": str(kept["kept_days"]),
        "yaml": f"recorder:\n  purge_keep_days: {WANTED_DAYS}",
    }
    async_report(hass, ISSUE, texts)
