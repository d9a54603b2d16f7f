"""Sends notifications of the alerts of all routers, as configured by the user."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, Final, TypedDict

from homeassistant.config_entries import (
    SIGNAL_CONFIG_ENTRY_CHANGED,
    ConfigEntry,
    ConfigEntryChange,
)
from homeassistant.const import EVENT_HOMEASSISTANT_STOP
from homeassistant.core import CALLBACK_TYPE, Event, HassJob, HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.event import async_call_later, async_track_time_interval
from homeassistant.helpers.start import async_at_started
from homeassistant.helpers.storage import Store
from homeassistant.util import dt as dt_util
from homeassistant.util.hass_dict import HassKey

from ..alerts.center import alert_center
from ..alerts.conditions import Changes
from ..alerts.model import AlertId, Severity, Transition
from ..alerts.settings import built_in
from ..alerts.texts import alert_texts
from ..const import DOMAIN, LOGGER
from ..issue import async_report, async_withdraw
from .composing import Message, messages_of
from .news import Kind, Memory, News, Standing, Told
from .rate import Rate
from .settings import Settings
from .targets import TargetError, async_send, target_name

TARGET_FAILED: Final = "notification_target"

_VERSION: Final = 1
_SAVE_DELAY: Final = 5.0
# Seconds within which changes are combined in one message: if a switch fails, its routers are lost
# within one poll of each.
_GATHER: Final = 15.0
# How often to check for news that waits for the end of quiet hours, a silence or the rate limit.
_TICK: Final = timedelta(minutes=1)
# The duration of the silence from a message's button.
_SILENCE: Final = timedelta(hours=1)
_BUTTON: Final = "mobile_app_notification_action"

_NOTIFIER: HassKey[Notifier] = HassKey(f"{DOMAIN}_notifier")


class _Stored(TypedDict):
    """What is stored: the settings, and what was notified, by router."""

    settings: dict[str, Any]
    told: list[dict[str, Any]]


class Notifier:
    """Sends what is due in as few messages as possible, and remembers what was sent.

    It belongs to the domain: what is due is the difference between the active alerts and the
    notified ones, so that a restart, quiet hours or a failing target lose nothing.
    """

    def __init__(self, hass: HomeAssistant) -> None:
        """Start with default settings and nothing notified."""
        self._hass = hass
        self._store: Store[_Stored] = Store(hass, _VERSION, f"{DOMAIN}.notifications")
        self.settings = Settings()
        self._memory = Memory()
        self._rate = Rate(hass.loop.time)
        self._gathering: CALLBACK_TYPE | None = None
        self._is_sending = False
        # The targets that currently fail: each is reported once.
        self._failed: set[str] = set()

    async def async_load(self) -> None:
        """Load what was stored, and begin once Home Assistant has started."""
        stored = await self._store.async_load()
        if stored is not None:
            self._restore(stored)
        async_dispatcher_connect(self._hass, SIGNAL_CONFIG_ENTRY_CHANGED, self._entry_changed)
        self._hass.bus.async_listen(_BUTTON, self._pressed)
        self._hass.bus.async_listen_once(EVENT_HOMEASSISTANT_STOP, self._stop)
        async_at_started(self._hass, self._begin)

    def _restore(self, stored: Mapping[str, Any]) -> None:
        try:
            self.settings = Settings.of(stored["settings"])
            self._memory = Memory((one["router"], Told.of(one)) for one in stored["told"])
        except (KeyError, TypeError, ValueError) as err:
            LOGGER.warning("Stored notifications cannot be read: %r", err)

    @callback
    def _begin(self, _: HomeAssistant) -> None:
        """Follow the alerts: the targets exist now."""
        alert_center(self._hass).async_follow_all(self._follow)
        async_track_time_interval(self._hass, self._tick, _TICK, cancel_on_shutdown=True)
        self._gather()

    async def async_choose(self, settings: Settings) -> None:
        """Store settings; active alerts not notified yet are sent with the next message."""
        for target in set(self.settings.targets) - set(settings.targets):
            self._works(target)
        self.settings = settings
        await self._store.async_save(self._as_stored())
        self._gather()

    async def async_test(self) -> dict[str, str]:
        """Send a message to each target; return the error by target, empty if it succeeded."""
        texts = alert_texts(self._hass, "notification", ("test_title", "test"))
        message = Message(title=texts["test_title"], body=texts["test"], news=())
        found = {}
        for target in self.settings.targets:
            try:
                await async_send(self._hass, target, message)
            except TargetError as err:
                found[target] = str(err)
            else:
                found[target] = ""
                self._works(target)
        return found

    @callback
    def _follow(self, entry: ConfigEntry, changes: tuple[Transition, ...]) -> None:
        """Wait a moment for further changes."""
        del entry, changes
        self._gather()

    def _gather(self) -> None:
        if self._gathering is None:
            job = HassJob(self._gathered, cancel_on_shutdown=True)
            self._gathering = async_call_later(self._hass, _GATHER, job)

    async def _gathered(self, _: datetime) -> None:
        self._gathering = None
        await self._async_tell()

    async def _tick(self, _: datetime) -> None:
        if self._gathering is None:
            await self._async_tell()

    async def _async_tell(self) -> None:
        """Send what is due, as far as the rate allows; the rest waits."""
        if not self.settings.targets or self._is_sending:
            return
        now = dt_util.utcnow()
        standing = list(self._standing())
        self._memory.ease(standing)
        news = self._memory.due(standing, self.settings, now, dt_util.as_local(now))
        silent = [one for one in news if not self._is_worth_it(one)]
        self._memory.note(silent)
        worth = [one for one in news if self._is_worth_it(one)]
        if silent:
            self._save()
        if not worth or (left := self._rate.left) < 1:
            return
        self._is_sending = True
        try:
            for message in messages_of(self._hass, worth, most=left):
                self._rate.take(1)
                if await self._async_send(message):
                    self._memory.note(message.news)
                    self._save()
        finally:
            self._is_sending = False

    def _standing(self) -> Iterator[Standing]:
        """Yield the active alerts of all routers."""
        center = alert_center(self._hass)
        for entry in self._entries():
            for alert in center.active(entry.entry_id):
                is_silenced = center.silenced_until(entry.entry_id, alert) is not None
                yield Standing(entry_id=entry.entry_id, alert=alert, is_silenced=is_silenced)

    def _entries(self) -> list[ConfigEntry]:
        return self._hass.config_entries.async_entries(
            DOMAIN, include_ignore=False, include_disabled=False
        )

    def _is_worth_it(self, news: News) -> bool:
        """Return whether news is sent at all: an event's end is not.

        Nor are cleared alerts of a router that is disabled or removed.
        """
        if news.kind is not Kind.CLEARED:
            return True
        if news.entry_id not in {entry.entry_id for entry in self._entries()}:
            return False
        alert, center = news.alert, alert_center(self._hass)
        has_happened = alert.severity is Severity.INFORMATION or _is_event(alert.id.key)
        is_silenced = center.silenced_until(news.entry_id, alert) is not None
        return self.settings.recovery and not has_happened and not is_silenced

    async def _async_send(self, message: Message) -> bool:
        """Send a message to all targets; return whether any received it."""
        is_sent = False
        for target in self.settings.targets:
            try:
                await async_send(self._hass, target, message)
            except TargetError as err:
                self._fails(target, err)
            else:
                is_sent = True
                self._works(target)
        return is_sent

    def _fails(self, target: str, err: TargetError) -> None:
        """Report once that a target fails; the others get their messages."""
        if target in self._failed:
            return
        self._failed.add(target)
        name = target_name(self._hass, target)
        LOGGER.warning("A notification could not be sent to %s: %s", name, err)
        async_report(self._hass, TARGET_FAILED, {"target": name, "error": str(err)}, part=target)

    def _works(self, target: str) -> None:
        self._failed.discard(target)
        async_withdraw(self._hass, TARGET_FAILED, part=target)

    @callback
    def _pressed(self, event: Event) -> None:
        """Silence the alert of a message whose button was pressed."""
        parts = str(event.data.get("action", "")).split("|", 3)
        if len(parts) != _PARTS or parts[0] != DOMAIN:
            return
        _, entry_id, key, instance = parts
        entry = self._hass.config_entries.async_get_entry(entry_id)
        if entry is not None and entry.domain == DOMAIN:
            until = dt_util.utcnow() + _SILENCE
            alert_center(self._hass).silence(entry, *AlertId(key, instance), until)

    @callback
    def _entry_changed(self, change: ConfigEntryChange, entry: ConfigEntry) -> None:
        """Forget a removed router; with the last one, reset the settings."""
        if entry.domain != DOMAIN or change is not ConfigEntryChange.REMOVED:
            return
        self._memory.forget(entry.entry_id)
        self._save()
        if not self._hass.config_entries.async_entries(DOMAIN, include_ignore=False):
            for target in self.settings.targets:
                self._works(target)
            self.settings = Settings()

    def _save(self) -> None:
        if not self._hass.config_entries.async_entries(DOMAIN, include_ignore=False):
            self._hass.async_create_task(self._store.async_remove())
            return
        self._store.async_delay_save(self._as_stored, _SAVE_DELAY)

    async def _stop(self, _: Event) -> None:
        """Store what was sent, so that the next start does not send it again."""
        if self.settings.targets:
            await self._store.async_save(self._as_stored())

    def _as_stored(self) -> _Stored:
        told = [{"router": entry_id, **one.as_dict()} for entry_id, one in self._memory]
        return _Stored(settings=self.settings.as_dict(), told=told)


# The parts of a button's action name: domain, router, alert and instance.
_PARTS: Final = 4


def _is_event(key: str) -> bool:
    """Return whether an alert reports an event, and is cleared by itself."""
    try:
        return isinstance(built_in(key).condition, Changes)
    except KeyError:
        return False


async def async_setup_notifications(hass: HomeAssistant) -> None:
    """Set up the notifications of alerts."""
    hass.data[_NOTIFIER] = Notifier(hass)
    await hass.data[_NOTIFIER].async_load()


@callback
def notifier(hass: HomeAssistant) -> Notifier:
    """Return the notifier."""
    return hass.data[_NOTIFIER]
