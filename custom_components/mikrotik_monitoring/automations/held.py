"""Triggers on a state that begins and lasts; a reload or a rename is no beginning."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, ClassVar, override

from homeassistant.const import ATTR_DEVICE_ID, ATTR_ENTITY_ID, CONF_FOR
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, State, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.event import async_call_later
from homeassistant.helpers.target import (
    TargetStateChangedData,
    async_track_target_selector_state_change_event,
)
from homeassistant.helpers.trigger import (
    EntityTriggerBase,
    TriggerActionRunner,
    TriggerNotTriggeredReporter,
)

from .targets import Shown, router_name, shown


class HeldTrigger(EntityTriggerBase):
    """Fires for each entity whose state changed to the wanted one and has lasted.

    Home Assistant's own base classes ignore a change from an unavailable state. Here the last
    available state counts: what begins while a router is away fires when it is back, and what lasts
    over a reload does not fire again.
    """

    _primary_entities_only: ClassVar[bool] = False

    def is_meant(self, one: Shown) -> bool:
        """Return whether an entity is selected, as far as the registries do not decide it."""
        del one
        return True

    def begins_unseen(self, one: Shown) -> bool:
        """Return whether an initial state has begun since it was last reported."""
        del one
        return False

    @override
    async def async_attach_runner(
        self,
        run_action: TriggerActionRunner,
        did_not_trigger: TriggerNotTriggeredReporter | None = None,
    ) -> CALLBACK_TYPE:
        """Follow the states of all targeted entities."""
        watch = _Watch(self._hass, self, run_action)
        unsubscribe = await async_track_target_selector_state_change_event(
            self._hass,
            self._target,
            watch.state_changed,
            self.entity_filter,
            watch.entities_changed,
            primary_entities_only=self._primary_entities_only,
        )

        @callback
        def detach() -> None:
            unsubscribe()
            watch.stop()

        return detach

    def matching(self, state: State | None) -> bool | None:
        """Return whether a state is the wanted one, None if it is unknown."""
        if state is None or not self._should_include(state):
            return None
        return self.is_valid_state(state, _no_report)

    @property
    def duration(self) -> float:
        """Return for how many seconds the state has to last."""
        return 0.0 if self._duration is None else self._duration.total_seconds()

    def payload(self, one: Shown, before: State | None, now: State | None) -> dict[str, Any]:
        """Return the ``trigger`` variable of the automation."""
        return {
            ATTR_ENTITY_ID: one.entity.entity_id,
            ATTR_DEVICE_ID: one.entity.device_id,
            "router": router_name(self._hass, one.entity),
            "instance": one.key.instance,
            "from_state": before,
            "to_state": now,
            CONF_FOR: self._duration,
        }


def _no_report(reason: str, /, **data: Any) -> None:
    """Ignore the reason why a state does not match."""
    del reason, data


class _Watch:
    """What one trigger has seen of its entities, by registry id."""

    def __init__(
        self, hass: HomeAssistant, trigger: HeldTrigger, run_action: TriggerActionRunner
    ) -> None:
        """Start without having seen anything."""
        self._hass = hass
        self._trigger = trigger
        self._run = run_action
        # Whether the next wanted state is a beginning; missing if no state has been seen yet.
        self._is_armed: dict[str, bool] = {}
        self._before: dict[str, State] = {}
        self._timers: dict[str, Callable[[], None]] = {}

    @callback
    def state_changed(self, data: TargetStateChangedData) -> None:
        """Handle a state change."""
        changed = data.state_change_event.data
        one = shown(self._hass, changed["entity_id"])
        if one is not None:
            self._follow(one, changed["new_state"])

    @callback
    def entities_changed(
        self, added: set[str], removed: set[str], states: Mapping[str, State | None]
    ) -> None:
        """Start with added entities, and cancel the timers of removed ones."""
        registry = er.async_get(self._hass)
        kept = {entity.id for one in states if (entity := registry.async_get(one))}
        if removed:
            for entity_id in self._timers.keys() - kept:
                self._cancel(entity_id)
        for added_id in added:
            one = shown(self._hass, added_id)
            # A renamed entity is tracked already, under its old name.
            if one is not None and one.entity.id not in self._is_armed:
                self._see_first(one, states[added_id])

    def _see_first(self, one: Shown, state: State | None) -> None:
        """Record the first state of an entity; if it is the wanted one, it began before."""
        is_so = self._trigger.matching(state)
        if is_so:
            self._is_armed[one.entity.id] = self._trigger.begins_unseen(one)
        if is_so is not None:
            self._follow(one, state)

    def _follow(self, one: Shown, state: State | None) -> None:
        """Start the timer if a state is the wanted one, and cancel it if not."""
        trigger, key = self._trigger, one.entity.id
        is_so = trigger.matching(state)
        if is_so is None or state is None:
            self._cancel(key)
            return
        if not is_so:
            self._cancel(key)
            self._is_armed[key] = True
            self._before[key] = state
            return
        if key not in self._is_armed:
            self._is_armed[key] = trigger.begins_unseen(one)
        if not self._is_armed[key] or key in self._timers:
            return

        @callback
        def lasted(_: datetime) -> None:
            self._timers.pop(key, None)
            if entity := _by_id(self._hass, key):
                self._fire(key, entity.entity_id)

        # Even if it need not last: other effects of the same reading are processed by then.
        self._timers[key] = async_call_later(self._hass, trigger.duration, lasted)

    def _fire(self, key: str, entity_id: str) -> None:
        """Run the automation once for this beginning."""
        one = shown(self._hass, entity_id)
        if one is None or not self._trigger.is_meant(one):
            return
        self._is_armed[key] = False
        now = self._hass.states.get(entity_id)
        payload = self._trigger.payload(one, self._before.get(key), now)
        self._run(payload, f"state of {entity_id}", None if now is None else now.context)

    def _cancel(self, key: str) -> None:
        if cancel := self._timers.pop(key, None):
            cancel()

    @callback
    def stop(self) -> None:
        """Cancel all timers."""
        for key in tuple(self._timers):
            self._cancel(key)


def _by_id(hass: HomeAssistant, registry_id: str) -> er.RegistryEntry | None:
    """Return an entity by its registry id, whatever its entity id is now."""
    return er.async_get(hass).entities.get_entry(registry_id)
