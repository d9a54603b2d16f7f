"""The alerts of all routers: kept over restarts, including routers that are not loaded."""

from collections.abc import Callable, Iterable, Mapping, Set as AbstractSet
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from homeassistant.config_entries import (
    SIGNAL_CONFIG_ENTRY_CHANGED,
    SOURCE_IGNORE,
    ConfigEntry,
    ConfigEntryChange,
    ConfigEntryState,
)
from homeassistant.const import EVENT_HOMEASSISTANT_STOP
from homeassistant.core import CALLBACK_TYPE, Event, HassJob, HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect, async_dispatcher_send
from homeassistant.helpers.event import async_call_later, async_track_time_interval
from homeassistant.helpers.storage import Store
from homeassistant.util import dt as dt_util
from homeassistant.util.hass_dict import HassKey

from ..catalogue import catalogue_of
from ..const import DOMAIN, LOGGER
from .built_in.router import REFUSED, UNREACHABLE
from .desk import Absence, Desk, PastAlert, StoredDesk
from .engine import Observation, RouterAlerts
from .model import ActiveAlert, AlertId, Change, Transition
from .monthly import Months
from .rule import Rule
from .rules import OF_NO_READING
from .settings import rules_of
from .texts import alert_texts, async_load_alert_texts

# How long cleared alerts are kept.
HISTORY_DAYS: Final = 30

_STORE_VERSION: Final = 1
_SAVE_DELAY: Final = 30.0

# How often to check whether a router has been away for long enough.
_TICK: Final = timedelta(seconds=10)
# A timer may fire some milliseconds early.
_SLACK: Final = 0.05

# Entry states of a router that should be reachable and is not.
_FAILING: Final = {
    ConfigEntryState.SETUP_RETRY,
    ConfigEntryState.SETUP_ERROR,
    ConfigEntryState.MIGRATION_ERROR,
    ConfigEntryState.FAILED_UNLOAD,
}

# Why a router that responds is away: translation keys of set-up errors.
REFUSALS: Final = frozenset(
    {
        "fingerprint_changed",
        "invalid_auth",
        "permission_denied",
        "tls_failed",
        "unidentified",
        "wrong_router",
    }
)

# Signal for changes of any router, in addition to that of each router.
_SIGNAL: Final = f"{DOMAIN}_alerts"

_CENTER: HassKey[AlertCenter] = HassKey(f"{DOMAIN}_alerts")


class AlertCenter:
    """Follows the alerts of every router, reports changes, and stores active alerts.

    It belongs to the domain: a router that is away when Home Assistant starts, or that cannot be
    set up, has alerts too.
    """

    def __init__(self, hass: HomeAssistant) -> None:
        """Start without routers."""
        self._hass = hass
        self._store: Store[dict[str, StoredDesk]] = Store(hass, _STORE_VERSION, f"{DOMAIN}.alerts")
        self._desks: dict[str, Desk] = {}

    async def async_load(self) -> None:
        """Restore the alerts of before the restart, and follow all entries."""
        for entry_id, stored in (await self._store.async_load() or {}).items():
            entry = self._hass.config_entries.async_get_entry(entry_id)
            if entry is not None:
                rules = watched_rules(entry)
                self._desks[entry_id] = Desk.restored(entry.title, rules, stored)
        async_dispatcher_connect(self._hass, SIGNAL_CONFIG_ENTRY_CHANGED, self._entry_changed)
        async_track_time_interval(self._hass, self._tick, _TICK, cancel_on_shutdown=True)
        self._hass.bus.async_listen_once(EVENT_HOMEASSISTANT_STOP, self._stop)

    def _desk(self, entry_id: str) -> Desk:
        """Return what is kept for a router."""
        if (desk := self._desks.get(entry_id)) is None:
            entry = self._hass.config_entries.async_get_entry(entry_id)
            if entry is None:
                # Nothing is kept for a router that has been removed.
                return Desk(alerts=RouterAlerts(()))
            desk = self._desks[entry_id] = Desk(alerts=RouterAlerts(watched_rules(entry)))
        return desk

    def alerts(self, entry_id: str) -> RouterAlerts:
        """Return the alerts of a router."""
        return self._desk(entry_id).alerts

    def active(self, entry_id: str) -> list[ActiveAlert]:
        """Return the active alerts of a router, the worst first."""
        return self._desk(entry_id).alerts.active

    def shown(self, entry_id: str) -> list[dict[str, Any]]:
        """Return the active alerts as in action responses and attributes."""
        return [self.described(entry_id, alert) for alert in self.active(entry_id)]

    def described(self, entry_id: str, alert: ActiveAlert) -> dict[str, Any]:
        """Return an alert with its name and the end of its silence."""
        key, until = alert.id.key, self.silenced_until(entry_id, alert)
        return {
            "name": alert_texts(self._hass, "alert", [key])[key],
            **alert.as_dict(),
            "silenced_until": until.isoformat() if until else None,
        }

    def history(self, entry_id: str) -> list[PastAlert]:
        """Return the cleared alerts of a router, the newest first."""
        oldest = (dt_util.utcnow() - timedelta(days=HISTORY_DAYS)).isoformat()
        past = reversed(self._desk(entry_id).history)
        return [one for one in past if one["cleared"] >= oldest]

    @callback
    def observe(self, entry: ConfigEntry, observation: Observation) -> None:
        """Judge what was read of a router."""
        desk = self._desk(entry.entry_id)
        self._handle(entry, desk, desk.alerts.observe(observation))

    @callback
    def apply_options(self, entry: ConfigEntry) -> None:
        """Use the user's new settings from now on."""
        desk = self._desk(entry.entry_id)
        self._handle(entry, desk, desk.alerts.follow(watched_rules(entry), dt_util.utcnow()))

    @callback
    def forget_instance(self, entry: ConfigEntry, metrics: AbstractSet[str], instance: str) -> None:
        """Clear the alerts of some metrics for an instance that a router no longer has."""
        desk = self._desk(entry.entry_id)
        self._handle(entry, desk, desk.alerts.forget(metrics, instance, dt_util.utcnow()))

    @callback
    def note_absence(self, entry: ConfigEntry, absence: Absence) -> None:
        """Record whether a router is away."""
        self._desk(entry.entry_id).absence = absence
        self._observe_absence(entry)

    def absence(self, entry_id: str) -> Absence:
        """Return whether a router is away, and whether that is because it refuses us."""
        return self._desk(entry_id).absence

    def _observe_absence(self, entry: ConfigEntry) -> None:
        """Judge an absence; a router that refuses us is not unreachable."""
        desk = self._desk(entry.entry_id)
        absence, now = desk.absence, self._hass.loop.time()
        is_lost = absence.is_lost and not absence.is_refused
        for metric, is_so in ((UNREACHABLE, is_lost), (REFUSED, absence.is_refused)):
            self.observe(
                entry,
                Observation(
                    metric=metric,
                    values={"": is_so},
                    label=str,
                    at=now,
                    wall=dt_util.utcnow(),
                    interval=60,
                ),
            )
        desk.stop_waiting()
        if (due := desk.alerts.due_in(UNREACHABLE, now)) is not None:
            again = HassJob(partial(self._is_due, entry), cancel_on_shutdown=True)
            desk.end_wait = async_call_later(self._hass, max(0.0, due) + _SLACK, again)

    @callback
    def _is_due(self, entry: ConfigEntry, _: datetime) -> None:
        """Judge a router that has been away for as long as the user set."""
        desk = self._desk(entry.entry_id)
        desk.end_wait = None
        if desk.absence.is_lost:
            self._observe_absence(entry)

    @callback
    def _tick(self, _: datetime) -> None:
        """Judge absent routers again, as the duration of an absence grows."""
        for entry_id, desk in tuple(self._desks.items()):
            entry = self._hass.config_entries.async_get_entry(entry_id)
            if entry is None:
                continue
            if entry.disabled_by is not None and desk.alerts.active:
                # An entry that was not loaded sends no signal when it is disabled.
                self._rest(entry)
            elif desk.absence.is_lost:
                self._observe_absence(entry)
        self._end_silences()

    @callback
    def _entry_changed(self, change: ConfigEntryChange, entry: ConfigEntry) -> None:
        """Follow a router that is not loaded; a loaded one reports its own state."""
        if entry.domain != DOMAIN or entry.source == SOURCE_IGNORE:
            return
        if change is ConfigEntryChange.REMOVED:
            if (desk := self._desks.pop(entry.entry_id, None)) is not None:
                desk.stop_waiting()
            self._save()
            return
        self.apply_options(entry)
        if entry.state in _FAILING:
            is_refused = entry.error_reason_translation_key in REFUSALS
            self.note_absence(entry, Absence(is_lost=True, is_refused=is_refused))
        elif entry.disabled_by is not None:
            self._rest(entry)
        elif entry.state is ConfigEntryState.NOT_LOADED:
            # Its state is unknown until it is loaded again: active alerts stay active.
            desk = self._desk(entry.entry_id)
            desk.absence = Absence.none()
            desk.stop_waiting()

    def _rest(self, entry: ConfigEntry) -> None:
        """Stop watching a disabled router: its alerts are cleared."""
        desk = self._desk(entry.entry_id)
        desk.absence = Absence.none()
        desk.stop_waiting()
        self.apply_options(entry)

    def _handle(self, entry: ConfigEntry, desk: Desk, changes: list[Transition]) -> None:
        """Store changes, and report them."""
        if not changes:
            return
        for transition in changes:
            alert = transition.alert
            LOGGER.debug("%s: alert %s %s", entry.title, alert.id.text, transition.change)
            if transition.change is Change.CLEARED:
                cleared = transition.at.isoformat()
                desk.history.append(PastAlert(alert=alert.as_dict(), cleared=cleared))
        self._save()
        self._send(entry.entry_id, changes)
        async_dispatcher_send(self._hass, _SIGNAL, entry, tuple(changes))

    def _send(self, entry_id: str, changes: Iterable[Transition]) -> None:
        async_dispatcher_send(self._hass, _signal(entry_id), tuple(changes))

    @callback
    def async_follow(
        self, entry_id: str, listener: Callable[[tuple[Transition, ...]], None]
    ) -> CALLBACK_TYPE:
        """Call a listener with a router's changes; with none if a silence changes."""
        return async_dispatcher_connect(self._hass, _signal(entry_id), listener)

    @callback
    def async_follow_all(
        self, listener: Callable[[ConfigEntry, tuple[Transition, ...]], None]
    ) -> CALLBACK_TYPE:
        """Call a listener with the changes of any router, including those not loaded."""
        return async_dispatcher_connect(self._hass, _SIGNAL, listener)

    @callback
    def silence(self, entry: ConfigEntry, key: str, instance: str, until: datetime) -> None:
        """Silence a router's alerts until a time: all, those of a key, or of an instance of it."""
        self._desk(entry.entry_id).silences[AlertId(key, instance).text] = until
        self._save()
        self._send(entry.entry_id, ())

    @callback
    def unsilence(self, entry: ConfigEntry, key: str, instance: str) -> None:
        """End a silence, and all narrower ones."""
        desk, wide = self._desk(entry.entry_id), AlertId(key, instance).text
        desk.silences = {
            text: until
            for text, until in desk.silences.items()
            if wide and text != wide and not text.startswith(f"{wide}:")
        }
        self._save()
        self._send(entry.entry_id, ())

    def silenced_until(self, entry_id: str, alert: ActiveAlert) -> datetime | None:
        """Return until when an alert is silenced, None if it is not."""
        silences = self._desk(entry_id).silences
        found = [silences.get(text) for text in ("", alert.id.key, alert.id.text)]
        now = dt_util.utcnow()
        return max((until for until in found if until is not None and until > now), default=None)

    def silences(self, entry_id: str) -> dict[AlertId, datetime]:
        """Return the current silences of a router, each with its end; no key means all alerts."""
        now = dt_util.utcnow()
        lasting = self._desk(entry_id).silences.items()
        return {AlertId.from_text(text): until for text, until in lasting if until > now}

    def _end_silences(self) -> None:
        """Remove expired silences, and update what shows them."""
        now = dt_util.utcnow()
        for entry_id, desk in self._desks.items():
            lasting = {text: until for text, until in desk.silences.items() if until > now}
            if len(lasting) < len(desk.silences):
                desk.silences = lasting
                self._save()
                self._send(entry_id, ())

    def _save(self) -> None:
        if not self._desks:
            self._hass.async_create_task(self._store.async_remove())
            return
        self._store.async_delay_save(self._as_stored, _SAVE_DELAY)

    async def _stop(self, _: Event) -> None:
        """Store active alerts: the next start does not raise them again."""
        await self._store.async_save(self._as_stored())

    def _as_stored(self) -> dict[str, StoredDesk]:
        return {entry_id: desk.as_stored() for entry_id, desk in self._desks.items()}


def _signal(entry_id: str) -> str:
    return f"{DOMAIN}_alerts_{entry_id}"


def watched_rules(entry: ConfigEntry, options: Mapping[str, Any] | None = None) -> tuple[Rule, ...]:
    """Return the rules for a router: what the user left out is not watched.

    With other ``options``, the rules that would apply. A disabled router has none.
    """
    if entry.disabled_by is not None:
        return ()
    chosen = entry.options if options is None else options
    read = catalogue_of(entry, chosen).metrics
    return tuple(
        rule for rule in rules_of(chosen) if rule.metric in OF_NO_READING or rule.metric in read
    )


async def async_setup_alerts(hass: HomeAssistant) -> None:
    """Set up the alerts of all routers."""
    await async_load_alert_texts(hass)
    center = hass.data[_CENTER] = AlertCenter(hass)
    await center.async_load()
    Months(hass, center.alerts, center.observe)


@callback
def alert_center(hass: HomeAssistant) -> AlertCenter:
    """Return the alert center."""
    return hass.data[_CENTER]
