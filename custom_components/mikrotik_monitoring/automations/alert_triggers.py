"""Triggers on changes of the alerts of routers."""

from functools import partial
from typing import Any, ClassVar, Final, cast, override

from homeassistant.const import ATTR_DEVICE_ID, ATTR_ENTITY_ID, CONF_OPTIONS, CONF_TARGET
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.trigger import (
    Trigger,
    TriggerActionRunner,
    TriggerConfig,
    TriggerNotTriggeredReporter,
)
from homeassistant.helpers.typing import ConfigType
import voluptuous as vol

from ..alerts.center import alert_center
from ..alerts.model import Change, Transition
from .alert_choice import FIELDS, AlertChoice, told
from .sentences import lasted, sentence_of
from .targets import RouterTracker, router_name

_SCHEMA: Final = vol.Schema(
    {
        vol.Required(CONF_TARGET): cv.TARGET_FIELDS,
        vol.Required(CONF_OPTIONS, default={}): FIELDS,
    }
)


class AlertTrigger(Trigger):
    """Fires for a change of a selected alert.

    It uses the alert center and not the entities: a router that is away, or whose entry is not
    loaded, has alerts too.
    """

    _changes: ClassVar[frozenset[Change]]

    @classmethod
    @override
    async def async_validate_config(cls, hass: HomeAssistant, config: ConfigType) -> ConfigType:
        """Check target and fields; raises vol.Invalid."""
        return cast("ConfigType", _SCHEMA(config))

    def __init__(self, hass: HomeAssistant, config: TriggerConfig) -> None:
        """Read the options."""
        super().__init__(hass, config)
        self._target = config.target or {}
        self._choice = AlertChoice.of(config.options or {})

    @override
    async def async_attach_runner(
        self,
        run_action: TriggerActionRunner,
        did_not_trigger: TriggerNotTriggeredReporter | None = None,
    ) -> CALLBACK_TYPE:
        """Follow the alerts of all targeted routers."""

        @callback
        def follow(entry_id: str) -> CALLBACK_TYPE:
            listener = partial(self._handle, tracker, run_action, entry_id)
            return alert_center(self._hass).async_follow(entry_id, listener)

        tracker = RouterTracker(self._hass, self._target, follow)
        return await tracker.async_setup()

    @callback
    def _handle(
        self,
        tracker: RouterTracker,
        run_action: TriggerActionRunner,
        entry_id: str,
        changes: tuple[Transition, ...],
    ) -> None:
        """Fire for each selected change."""
        for transition in changes:
            if transition.change not in self._changes:
                continue
            if self._choice.has(self._hass, entry_id, transition.alert):
                payload = self._payload(tracker, entry_id, transition)
                run_action(payload, f"{payload['router']}: {payload['sentence']}")

    def _payload(
        self, tracker: RouterTracker, entry_id: str, transition: Transition
    ) -> dict[str, Any]:
        """Return the ``trigger`` variable of the automation."""
        entity = tracker.entities[entry_id]
        return {
            ATTR_ENTITY_ID: entity.entity_id,
            ATTR_DEVICE_ID: entity.device_id,
            "router": router_name(self._hass, entity),
            "change": str(transition.change),
            "alert": told(self._hass, entry_id, transition.alert),
            "lasted": lasted(transition),
            "sentence": sentence_of(self._hass, transition),
        }


class AlertRaised(AlertTrigger):
    """Fires when an alert is raised, gets worse, or starts flapping."""

    _changes = frozenset({Change.RAISED, Change.FLAPPING})


class AlertCleared(AlertTrigger):
    """Fires when an alert is cleared."""

    _changes = frozenset({Change.CLEARED})
