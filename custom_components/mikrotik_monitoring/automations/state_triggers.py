"""Triggers on the state of routers, their links and sessions, and their numbers."""

from typing import Final, override

from homeassistant.components.binary_sensor import DOMAIN as BINARY_SENSOR
from homeassistant.components.sensor import DOMAIN as SENSOR
from homeassistant.const import CONF_FOR, CONF_OPTIONS, CONF_TARGET, STATE_OFF, STATE_ON
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.automation import DomainSpec
from homeassistant.helpers.selector import (
    NumericThresholdMode,
    NumericThresholdSelector,
    NumericThresholdSelectorConfig,
)
from homeassistant.helpers.trigger import (
    EntityNumericalStateTriggerBase,
    EntityTargetStateTriggerBase,
    TriggerConfig,
)
import voluptuous as vol

from ..alerts.built_in.router import REFUSED, UNREACHABLE
from ..alerts.center import alert_center
from ..alerts.rules import RULES
from .held import HeldTrigger
from .state_choice import (
    INSTANCE,
    METRIC,
    METRIC_FIELDS,
    REACHABLE,
    SESSION_FIELDS,
    SESSIONS,
    SessionChoice,
    numbers,
)
from .targets import Shown, is_called, showing

# The alerts that report a router as away.
_ABSENT: Final = frozenset(rule.key for rule in RULES if rule.metric in {UNREACHABLE, REFUSED})

_BINARY: Final = {BINARY_SENSOR: DomainSpec()}
_NUMBERS: Final = {SENSOR: DomainSpec()}
_ON: Final[set[str]] = {STATE_ON}
_OFF: Final[set[str]] = {STATE_OFF}

_FOR: Final = {vol.Optional(CONF_FOR): cv.positive_time_period}


def _schema(fields: dict[vol.Marker, object]) -> vol.Schema:
    """Return the schema of a trigger with some fields and ``for``."""
    return vol.Schema(
        {
            vol.Required(CONF_TARGET): cv.TARGET_FIELDS,
            vol.Required(CONF_OPTIONS, default={}): {**fields, **_FOR},
        }
    )


class _BinaryTrigger(HeldTrigger, EntityTargetStateTriggerBase):
    """Fires when a binary sensor changes to the wanted state."""

    _domain_specs = _BINARY


class _LinkTrigger(_BinaryTrigger):
    """Fires when the link to a router changes to the wanted state."""

    _schema = _schema({})

    @override
    def entity_filter(self, entities: set[str]) -> set[str]:
        """Return the entities that show whether a router is reachable."""
        found = showing(self._hass, entities, BINARY_SENSOR, frozenset({REACHABLE}))
        return {one.entity.entity_id for one in found}


class RouterUnreachable(_LinkTrigger):
    """Fires when a router becomes unreachable; one that refuses us is reachable."""

    _to_states = _OFF

    @override
    def is_meant(self, one: Shown) -> bool:
        """Return whether a router is away, rather than refusing us or not being polled."""
        absence = alert_center(self._hass).absence(one.entity.config_entry_id or "")
        return absence.is_lost and not absence.is_refused

    @override
    def begins_unseen(self, one: Shown) -> bool:
        """Return whether a router went away while Home Assistant was off.

        An earlier absence has an active alert; if that alert is disabled, it is unknown.
        """
        center, entry_id = alert_center(self._hass), one.entity.config_entry_id or ""
        is_on = any(alert.id.key in _ABSENT for alert in center.active(entry_id))
        return UNREACHABLE in center.alerts(entry_id).metrics and not is_on


class RouterReachable(_LinkTrigger):
    """Fires when a router is reachable again."""

    _to_states = _ON


class _SessionTrigger(_BinaryTrigger):
    """Fires when a link or a session changes to the wanted state."""

    _schema = _schema(SESSION_FIELDS)

    def __init__(self, hass: HomeAssistant, config: TriggerConfig) -> None:
        """Read the options."""
        super().__init__(hass, config)
        self._choice = SessionChoice(frozenset(self._options[SESSIONS]))

    @override
    def entity_filter(self, entities: set[str]) -> set[str]:
        """Return the entities of the selected links and sessions."""
        found = showing(self._hass, entities, BINARY_SENSOR, self._choice.metrics)
        patterns = self._options[INSTANCE]
        return {one.entity.entity_id for one in found if is_called(self._hass, one, patterns)}

    @override
    def is_meant(self, one: Shown) -> bool:
        """Return whether an interface is of a selected kind."""
        return self._choice.has(self._hass, one)


class SessionDown(_SessionTrigger):
    """Fires when a link or a session goes down."""

    _to_states = _OFF


class SessionUp(_SessionTrigger):
    """Fires when a link or a session comes up again."""

    _to_states = _ON


class ValueCrossed(HeldTrigger, EntityNumericalStateTriggerBase):
    """Fires when a number crosses a threshold, in the unit of its sensor."""

    _domain_specs = _NUMBERS
    _schema = _schema(
        {
            **METRIC_FIELDS,
            vol.Required("threshold"): NumericThresholdSelector(
                NumericThresholdSelectorConfig(mode=NumericThresholdMode.CROSSED)
            ),
        }
    )

    @override
    def entity_filter(self, entities: set[str]) -> set[str]:
        """Return the sensors of the selected metrics and instances."""
        return numbers(self._hass, entities, self._options[METRIC], self._options[INSTANCE])

    @override
    def matching(self, state: State | None) -> bool | None:
        """Return whether a number is beyond the threshold, None if it is no number."""
        is_none = state is None or self._get_tracked_value(state) is None
        return None if is_none else super().matching(state)
