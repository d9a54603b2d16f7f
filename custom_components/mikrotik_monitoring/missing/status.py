"""The status of each metric of a router, from data already read: the router is not queried."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.const import CONF_USERNAME, STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er

from ..catalogue import catalogue_of, whole_catalogue_of
from ..metrics.catalogue import Catalogue, Existence
from ..metrics.choices import Amount
from ..metrics.identity import grant_command
from ..metrics.model import Group, Metric
from ..polling import GroupState, MonitoredRouter, Outcome
from ..polling.limited import limited_instances
from ..routeros import values
from ..routeros.text import one_line

_NO_VALUE: Final = {STATE_UNAVAILABLE, STATE_UNKNOWN}


class Status(StrEnum):
    """The status of a metric."""

    SHOWN = "shown"
    DISABLED = "disabled"
    LEFT_OUT = "left_out"
    NOT_ON_VERSION = "not_on_version"
    NOT_ON_HARDWARE = "not_on_hardware"
    NOT_PERMITTED = "not_permitted"
    REFUSED = "refused"
    FIRST_READING = "first_reading"
    SECOND_READING = "second_reading"
    NO_VALUE = "no_value"
    AWAY = "away"
    COLLECTION_OFF = "collection_off"


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """The status of a metric: ``count`` of its entities have a value.

    ``words`` are the command that permits reading it, the error of the router or the link, or the
    version that does not have it; ``at`` is since when.
    """

    status: Status
    count: int = 0
    words: str = ""
    at: datetime | None = None


@callback
def async_findings(
    hass: HomeAssistant, entry: ConfigEntry[MonitoredRouter]
) -> list[tuple[Group, dict[str, Finding]]]:
    """Return the status of each metric in a router's catalogue, by group and by key."""
    whole = whole_catalogue_of(entry)
    judge = _Judge(hass, entry, whole)
    return [
        (group, {metric.key: judge.finding(group, metric) for metric in group.metrics})
        for group in whole.groups.values()
    ]


class _Judge:
    """Determines the current status of the metrics of one router."""

    def __init__(
        self, hass: HomeAssistant, entry: ConfigEntry[MonitoredRouter], whole: Catalogue
    ) -> None:
        self._entry = entry
        self._catalogue = catalogue_of(entry)
        self._router = entry.runtime_data if entry.state is ConfigEntryState.LOADED else None
        self._entities = _entities(hass, entry, whole)
        self._why_all = self._why_all_are()

    def finding(self, group: Group, metric: Metric) -> Finding:
        """Return the status of a metric, over all its instances."""
        entities = self._entities[metric.key, group.subentry_id]
        if entities.values:
            return Finding(status=Status.SHOWN, count=entities.values)
        if self._is_left_out(group):
            return Finding(status=Status.LEFT_OUT)
        if self._router is None or self._why_all is not None:
            return self._why_all or Finding(status=Status.AWAY)
        if (not_there := self._not_there(self._router, group, metric)) is not None:
            return not_there
        state = self._router.state(group)
        if state is None:
            return Finding(status=Status.FIRST_READING)
        return self._of_state(state) or self._of_rows(self._router, state, metric, entities)

    def _why_all_are(self) -> Finding | None:
        """Return why no metric has a value now, None while the router is available."""
        router = self._router
        if router is None:
            return Finding(status=Status.AWAY, words=one_line(self._entry.reason or ""))
        if not router.operation.is_collecting:
            return Finding(status=Status.COLLECTION_OFF)
        if not router.client.connected:
            return Finding(status=Status.AWAY, words=one_line(str(router.client.lost_reason or "")))
        return None

    def _is_left_out(self, group: Group) -> bool:
        """Return whether the owner has left a group out."""
        is_read = group.key in self._catalogue.groups
        return not is_read or self._catalogue.choices.amount(group) is Amount.OFF

    def _not_there(self, router: MonitoredRouter, group: Group, metric: Metric) -> Finding | None:
        """Return a finding if the router's version has none of the menus a metric is read from."""
        identity = router.checked.identity
        menus = group.menus_of(metric)
        release = None if identity is None else values.version(identity.version)
        if identity is None or release is None or not menus:
            return None
        if any(release.major in menu.versions for menu in menus):
            return None
        return Finding(status=Status.NOT_ON_VERSION, words=identity.version)

    def _of_state(self, state: GroupState) -> Finding | None:
        """Return the finding of a group's last read, None if the read succeeded."""
        if state.is_denied:
            command = grant_command(self._entry.data[CONF_USERNAME])
            return Finding(status=Status.NOT_PERMITTED, words=command)
        match state.outcome:
            case Outcome.ABSENT:
                return Finding(status=Status.NOT_ON_HARDWARE)
            case Outcome.UNASKED:
                return Finding(status=Status.FIRST_READING)
            case Outcome.FAILING | Outcome.FORBIDDEN:
                words = one_line(str(state.error or ""))
                return Finding(status=Status.REFUSED, words=words, at=state.failed_at)
        return None

    def _of_rows(
        self, router: MonitoredRouter, state: GroupState, metric: Metric, entities: _Entities
    ) -> Finding:
        """Return why a metric of a group that was read has no value."""
        existences = set(self._existences(router, state, metric))
        if entities.enabled:
            if metric.compares and state.previous is None:
                return Finding(status=Status.SECOND_READING)
            return Finding(status=Status.NO_VALUE if existences else Status.NOT_ON_HARDWARE)
        if not existences:
            return Finding(status=Status.NOT_ON_HARDWARE)
        is_disabled = entities.disabled or Existence.DISABLED in existences
        return Finding(status=Status.DISABLED if is_disabled else Status.LEFT_OUT)

    def _existences(
        self, router: MonitoredRouter, state: GroupState, metric: Metric
    ) -> Iterator[Existence]:
        """Yield whether a metric exists, for each instance that has it."""
        rows: Mapping[str, Any] = state.last_full.rows if state.last_full else {}
        limited = limited_instances(router, state, self._catalogue)
        for instance, row in rows.items():
            has_metric = metric in state.group.metrics_of(instance)
            if has_metric and self._catalogue.supports(metric, instance, row):
                yield self._catalogue.existence(
                    state.group, metric, instance, row, is_limited=instance in limited
                )


@dataclass(kw_only=True, slots=True)
class _Entities:
    """How many entities a metric has: enabled, disabled, and with a value."""

    enabled: int = 0
    disabled: int = 0
    values: int = 0


def _entities(
    hass: HomeAssistant, entry: ConfigEntry, whole: Catalogue
) -> Mapping[tuple[str, str | None], _Entities]:
    """Return the entities of each metric; for metrics that an owner added, also by subentry."""
    found: defaultdict[tuple[str, str | None], _Entities] = defaultdict(_Entities)
    for entity in er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id):
        key = whole.entity_key(entity.unique_id)
        if key is None:
            continue
        counts = found[key.metric, whole.group_of(*key).subentry_id]
        if entity.disabled_by is not None:
            counts.disabled += 1
            continue
        counts.enabled += 1
        state = hass.states.get(entity.entity_id)
        counts.values += state is not None and state.state not in _NO_VALUE
    return found
