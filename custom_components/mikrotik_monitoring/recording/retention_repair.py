"""A repair while the recorder keeps values for a shorter time than a router's options."""

from homeassistant.components.recorder import DOMAIN as RECORDER, get_instance
from homeassistant.config_entries import (
    SIGNAL_CONFIG_ENTRY_CHANGED,
    ConfigEntry,
    ConfigEntryChange,
)
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect

from ..const import DOMAIN
from ..issue import async_report, async_withdraw
from .retention import Retention

ISSUE = "retention_too_long"


@callback
def recorder_days(hass: HomeAssistant) -> int | None:
    """Return after how many days the recorder purges, None if it never does or is not running."""
    if RECORDER not in hass.config.components:
        return None
    recorder = get_instance(hass)
    return recorder.keep_days if recorder.auto_purge else None


def recorder_yaml(days: int) -> str:
    """Return the YAML for a recorder that keeps values for so many days."""
    return f"recorder:\n  purge_keep_days: {days}"


@callback
def async_watch_retention(hass: HomeAssistant) -> None:
    """Keep the repair up to date with the options of all routers."""

    @callback
    def entry_changed(_: ConfigEntryChange, entry: ConfigEntry) -> None:
        if entry.domain == DOMAIN:
            _update(hass)

    async_dispatcher_connect(hass, SIGNAL_CONFIG_ENTRY_CHANGED, entry_changed)
    _update(hass)


def _update(hass: HomeAssistant) -> None:
    """Create or withdraw the repair; the recorder's own days only change with a restart."""
    kept = recorder_days(hass)
    entries = hass.config_entries.async_entries(
        DOMAIN, include_ignore=False, include_disabled=False
    )
    # Two routers may have the same title.
    wanted = [(entry.title, Retention.of(entry.options).longest) for entry in entries]
    too_long = [] if kept is None else [(name, days) for name, days in wanted if days > kept]
    if not too_long:
        async_withdraw(hass, ISSUE)
        return
    texts = {
        "kept": str(kept),
        "routers": ", ".join(sorted({name for name, _ in too_long}, key=str.casefold)),
        "yaml": recorder_yaml(max(days for _, days in too_long)),
    }
    async_report(hass, ISSUE, texts)
