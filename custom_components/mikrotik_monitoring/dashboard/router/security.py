"""The security of a router: the cards of its section, and the data for them."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.core import HomeAssistant, callback

from ...const import OPTION_SECURITY_ACCEPTED
from ...metrics.reading import Readings
from ...metrics.security import (
    BY_KEY,
    SECURITY,
    SECURITY_CHECKS,
    ChecksRow,
    Result,
    SecurityRow,
)
from ..cards import Config
from ..inventory import Shown, async_inventory

CARD: Final = "custom:mikrotik-monitoring-security"
_SCORE: Final = "security.score"
_FACTOR: Final = "security.factor"


@callback
def score_entity(hass: HomeAssistant, entry: ConfigEntry) -> str | None:
    """Return the entity of a router's security score, None where it has none."""
    found = (item.entity_id for item in async_inventory(hass, entry) if item.metric == _SCORE)
    return next(found, None)


@callback
def security_cards(entry: ConfigEntry, inventory: Iterable[Shown]) -> list[Config]:
    """Return the cards below the graph of the score: what costs most, and all findings."""
    shown = {item.metric: item for item in inventory}
    cards: list[Config] = []
    if (factor := shown.get(_FACTOR)) is not None:
        cards.append(
            {
                "type": "tile",
                "entity": factor.entity_id,
                "name": factor.label,
                "grid_options": {"columns": "full"},
            }
        )
    if (score := shown.get(_SCORE)) is not None:
        cards.append(
            {
                "type": CARD,
                "router": entry.entry_id,
                "entity": score.entity_id,
                "grid_options": {"columns": "full"},
            }
        )
    return cards


@callback
def async_security(entry: ConfigEntry) -> dict[str, Any]:
    """Return the findings of a router, the worst first, and what could not be checked.

    ``is_read`` is whether the router has been checked at all. The page finds the text of each check
    by its key.
    """
    rows = _rows(entry)
    if rows is None:
        return {"is_read": False, "findings": [], "not_checked": []}
    checks, security = rows
    accepted: Mapping[str, Mapping[str, str]] = entry.options.get(OPTION_SECURITY_ACCEPTED, {})
    return {
        "is_read": True,
        "findings": [
            {
                "key": key,
                "severity": severity,
                "command": BY_KEY[key].command_for(checks.version),
                "accepted": dict(accepted[key]) if key in accepted else None,
            }
            for key, severity in security.findings.items()
        ],
        "not_checked": [
            key for key, verdict in checks.verdicts.items() if verdict.result is Result.NOT_CHECKED
        ],
    }


def _rows(entry: ConfigEntry) -> tuple[ChecksRow, SecurityRow] | None:
    """Return the results of a router's checks, None while they are not available."""
    if entry.state is not ConfigEntryState.LOADED:
        return None
    readings: Readings = entry.runtime_data
    checks, security = readings.latest(SECURITY_CHECKS), readings.latest(SECURITY)
    if checks is None or security is None:
        return None
    return checks.rows[""], security.rows[""]
