"""Removes what the router certainly no longer has, with its entities and its device."""

from homeassistant.core import callback
from homeassistant.helpers import device_registry as dr, entity_registry as er

from ..const import DOMAIN, LOGGER
from ..metrics.model import Group, Scope
from ..polling import GroupState, MonitoredRouter, Outcome
from ..polling.presence import Presence
from ..polling.registered import registered_instances


class Instances:
    """Removes the instances that a router has not listed for long enough."""

    def __init__(self, router: MonitoredRouter) -> None:
        """Start with the instances that have entities from earlier."""
        self._router = router
        self._presence: dict[str, Presence] = {}
        self._note_groups()
        router.group_done.connect(self._group_done)
        router.link_changed.connect(self._reset)
        router.group_gone.connect(self._group_gone)
        router.existence_changed.connect(self._note_groups)

    @callback
    def _note_groups(self) -> None:
        """Follow new groups; their instances may have entities from earlier."""
        router = self._router
        new = [
            group
            for key, group in router.catalogue.groups.items()
            if group.has_instances and key not in self._presence
        ]
        if not new:
            return
        known = registered_instances(router.hass, router.entry.entry_id, router.catalogue)
        for group in new:
            self._presence[group.key] = Presence(
                known=known.get(group.key, set()), listed_while_up=group.listed_while_up
            )

    @callback
    def _group_gone(self, state: GroupState) -> None:
        """Forget the instances of a group that is no longer read."""
        self._presence.pop(state.group.key, None)

    @callback
    def _reset(self) -> None:
        """Restart the count: without a link nothing is known about missing instances."""
        for presence in self._presence.values():
            presence.reset_missing()

    @callback
    def _group_done(self, state: GroupState) -> None:
        """Remove the instances that successful reads have not listed for long enough."""
        if (presence := self._presence.get(state.group.key)) is None:
            return
        if state.outcome is not Outcome.ANSWERED or state.current is None:
            presence.reset_missing()
            return
        gone = presence.listed(
            state.current.listed, at=state.current.at, link_up_since=self._router.connected_at
        )
        for instance in gone:
            LOGGER.debug("%s: %s is gone", self._router.entry.title, instance)
            self._remove(state.group, instance)
            self._look_for_its_return(state.group, instance)

    def _remove(self, group: Group, instance: str) -> None:
        """Remove the entities of an instance, and its device if it has one."""
        router = self._router
        devices = dr.async_get(router.hass)
        device = devices.async_get_child_device_by_identifier(
            (DOMAIN, router.catalogue.device_key(instance)), router.entry.entry_id
        )
        if group.scope is Scope.INTERFACE and device is not None:
            devices.async_remove_device(device.id)
            return
        entities = er.async_get(router.hass)
        unique_ids = {router.catalogue.unique_id(key, instance) for key in group.keys}
        for entity in er.async_entries_for_config_entry(entities, router.entry.entry_id):
            if entity.unique_id in unique_ids:
                entities.async_remove(entity.entity_id)

    def _look_for_its_return(self, group: Group, instance: str) -> None:
        """Request a full read after an instance was removed: when it returns it is new.

        For an interface, of all groups whose entities are on its device.
        """
        for state in self._router.states():
            on_its_page = group.scope is state.group.scope is Scope.INTERFACE
            if state.group is group or on_its_page:
                state.full_read_due = True
                self._router.instance_gone.send(state.group, instance)
