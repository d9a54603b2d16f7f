"""Which alerts an automation uses, and the data it gets."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import config_validation as cv
import voluptuous as vol

from ..alerts.center import alert_center
from ..alerts.model import ActiveAlert, Severity
from ..alerts.rules import RULES
from ..alerts.texts import alert_texts
from ..metrics.patterns import matches

ALERTS: Final = "alerts"
SEVERITY: Final = "severity"
INSTANCE: Final = "instance"
SILENCED: Final = "silenced"

KEYS: Final = tuple(rule.key for rule in RULES)

# The fields of a trigger or a condition on alerts.
FIELDS: Final = {
    vol.Optional(ALERTS, default=[]): vol.All(cv.ensure_list, [vol.In(KEYS)]),
    vol.Optional(SEVERITY, default=Severity.WARNING.value): vol.In([*map(str, Severity)]),
    vol.Optional(INSTANCE, default=[]): vol.All(cv.ensure_list, [cv.string]),
    vol.Optional(SILENCED, default=False): cv.boolean,
}

# Left out of an alert's data: of use to the alert engine alone.
_LEFT_OUT: Final = frozenset({"seen", "flapping"})


@dataclass(frozen=True, kw_only=True, slots=True)
class AlertChoice:
    """The selected alerts: no keys and no patterns mean all."""

    keys: frozenset[str]
    least: Severity
    patterns: tuple[str, ...]
    silenced: bool

    @classmethod
    def of(cls, options: Mapping[str, Any]) -> Self:
        """Return the choice from the fields."""
        return cls(
            keys=frozenset(options[ALERTS]),
            least=Severity(options[SEVERITY]),
            patterns=tuple(options[INSTANCE]),
            silenced=options[SILENCED],
        )

    @callback
    def has(self, hass: HomeAssistant, entry_id: str, alert: ActiveAlert) -> bool:
        """Return whether an alert of a router is selected."""
        if (self.keys and alert.id.key not in self.keys) or alert.severity.rank < self.least.rank:
            return False
        instance = alert.id.instance
        names = (instance, instance.partition(":")[2], alert.label)
        if self.patterns and not matches(self.patterns, *filter(None, names)):
            return False
        return self.silenced or alert_center(hass).silenced_until(entry_id, alert) is None


def told(hass: HomeAssistant, entry_id: str, alert: ActiveAlert) -> dict[str, Any]:
    """Return the data of an alert for automations, as shown by the event entity."""
    described = alert_center(hass).described(entry_id, alert)
    [advice] = alert_texts(hass, "alert_advice", [alert.id.key]).values()
    shown = {name: value for name, value in described.items() if name not in _LEFT_OUT}
    return {**shown, "advice": advice}
