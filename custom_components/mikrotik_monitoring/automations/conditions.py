"""Conditions on the alerts of routers, on their links and on their numbers."""

from collections.abc import Callable
from typing import Any, ClassVar, Final, Unpack, cast, override

from homeassistant.components.binary_sensor import DOMAIN as BINARY_SENSOR
from homeassistant.components.sensor import DOMAIN as SENSOR
from homeassistant.const import CONF_OPTIONS, CONF_TARGET, STATE_OFF, STATE_ON
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.automation import DomainSpec
from homeassistant.helpers.condition import (
    ENTITY_STATE_CONDITION_SCHEMA_ANY_ALL,
    Condition,
    ConditionCheckParams,
    ConditionConfig,
    EntityNumericalConditionBase,
    EntityStateConditionBase,
)
from homeassistant.helpers.selector import (
    NumericThresholdMode,
    NumericThresholdSelector,
    NumericThresholdSelectorConfig,
)
from homeassistant.helpers.target import TargetSelection
from homeassistant.helpers.typing import ConfigType
import voluptuous as vol

from ..alerts.center import alert_center
from ..alerts.model import Transition
from .alert_choice import FIELDS, AlertChoice
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
from .targets import RouterTracker, is_called, routers_of, showing

_BINARY: Final = {BINARY_SENSOR: DomainSpec()}
_NUMBERS: Final = {SENSOR: DomainSpec()}
_ON: Final[set[str | bool]] = {STATE_ON}
_OFF: Final[set[str | bool]] = {STATE_OFF}

_ALERT_SCHEMA: Final = vol.Schema(
    {
        vol.Required(CONF_TARGET): cv.TARGET_FIELDS,
        vol.Required(CONF_OPTIONS, default={}): FIELDS,
    }
)


class AlertOn(Condition):
    """Whether a selected alert is active on any targeted router."""

    @classmethod
    @override
    async def async_validate_config(cls, hass: HomeAssistant, config: ConfigType) -> ConfigType:
        """Check target and fields; raises vol.Invalid."""
        return cast("ConfigType", _ALERT_SCHEMA(config))

    def __init__(self, hass: HomeAssistant, config: ConditionConfig) -> None:
        """Read the options."""
        super().__init__(hass, config)
        self._target = config.target or {}
        self._choice = AlertChoice.of(config.options or {})

    @property
    @override
    def needs_polling(self) -> bool:
        """Return False: each change is reported, including the end of a silence."""
        return False

    @override
    async def _async_track_changes(self, action: Callable[[], None]) -> CALLBACK_TYPE:
        @callback
        def changed(_: tuple[Transition, ...]) -> None:
            action()

        @callback
        def follow(entry_id: str) -> CALLBACK_TYPE:
            return alert_center(self._hass).async_follow(entry_id, changed)

        return await RouterTracker(self._hass, self._target, follow).async_setup()

    @override
    def _async_check(self, **kwargs: Unpack[ConditionCheckParams]) -> bool:
        center = alert_center(self._hass)
        return any(
            self._choice.has(self._hass, entry_id, alert)
            for entry_id in routers_of(self._hass, TargetSelection(self._target))
            for alert in center.active(entry_id)
        )


class _BinaryCondition(EntityStateConditionBase):
    """Whether binary sensors are in the wanted state."""

    _domain_specs = _BINARY
    _primary_entities_only: ClassVar[bool] = False


class _LinkCondition(_BinaryCondition):
    """Whether the link to routers is in the wanted state."""

    @override
    def entity_filter(self, entities: set[str]) -> set[str]:
        """Return the entities that show whether a router is reachable."""
        found = showing(self._hass, entities, BINARY_SENSOR, frozenset({REACHABLE}))
        return {one.entity.entity_id for one in found}


class RouterIsReachable(_LinkCondition):
    """Whether routers are reachable."""

    _states = _ON


class RouterIsUnreachable(_LinkCondition):
    """Whether routers are unreachable, or refuse us."""

    _states = _OFF


def _with(fields: dict[Any, Any]) -> vol.Schema:
    """Return the schema of a condition with some fields in addition to the common ones."""
    return ENTITY_STATE_CONDITION_SCHEMA_ANY_ALL.extend({vol.Required(CONF_OPTIONS): fields})


class _SessionCondition(_BinaryCondition):
    """Whether links and sessions are in the wanted state."""

    _schema = _with(SESSION_FIELDS)

    def __init__(self, hass: HomeAssistant, config: ConditionConfig) -> None:
        """Read the options."""
        super().__init__(hass, config)
        self._options = config.options or {}
        self._choice = SessionChoice(frozenset(self._options[SESSIONS]))

    @override
    def entity_filter(self, entities: set[str]) -> set[str]:
        """Return the entities of the selected links and sessions."""
        found = showing(self._hass, entities, BINARY_SENSOR, self._choice.metrics)
        return {
            one.entity.entity_id
            for one in found
            if self._choice.has(self._hass, one)
            and is_called(self._hass, one, self._options[INSTANCE])
        }


class SessionIsUp(_SessionCondition):
    """Whether links and sessions are up."""

    _states = _ON


class SessionIsDown(_SessionCondition):
    """Whether links and sessions are down."""

    _states = _OFF


class ValueIs(EntityNumericalConditionBase):
    """Whether numbers have crossed a threshold, in the unit of their sensors."""

    _domain_specs = _NUMBERS
    _primary_entities_only: ClassVar[bool] = False
    _schema = _with(
        {
            **METRIC_FIELDS,
            vol.Required("threshold"): NumericThresholdSelector(
                NumericThresholdSelectorConfig(mode=NumericThresholdMode.IS)
            ),
        }
    )

    def __init__(self, hass: HomeAssistant, config: ConditionConfig) -> None:
        """Read the options."""
        super().__init__(hass, config)
        self._options = config.options or {}

    @override
    def entity_filter(self, entities: set[str]) -> set[str]:
        """Return the sensors of the selected metrics and instances."""
        return numbers(self._hass, entities, self._options[METRIC], self._options[INSTANCE])
