"""The flow that adds a ping target to a router, or changes one."""

from collections.abc import Mapping
from typing import Any, Final

from homeassistant.config_entries import (
    SOURCE_RECONFIGURE,
    ConfigEntryState,
    ConfigSubentryFlow,
    SubentryFlowResult,
)
from homeassistant.const import CONF_NAME
from homeassistant.core import callback

from ..dashboard.entries import router_device
from ..metrics.ping_reply import PingSummary
from ..metrics.ping_target import MOST_SECONDS, PingTarget
from ..polling import MikrotikConfigEntry, MonitoredRouter
from ..routeros import RouterOSError, values
from .ping_form import form_errors, ping_schema, stored
from .ping_trial import field_refused, ping_once
from .pinged import name_of_pinged, other_targets

_MENU: Final = ["save", "change"]


class PingTargetFlow(ConfigSubentryFlow):
    """Asks what to ping, pings once and shows the result, then saves.

    A target can be saved whatever the result: it may be down at the moment.
    """

    def __init__(self) -> None:
        """Start with nothing typed."""
        self._typed: dict[str, Any] = {}
        self._data: dict[str, Any] = {}
        self._placeholders: dict[str, str] = {"other": "", "error": ""}

    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Ask what to ping."""
        return await self._async_step_target(user_input)

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask for changes to a target."""
        if not self._typed:
            subentry = self._get_reconfigure_subentry()
            self._typed = {CONF_NAME: subentry.title, **subentry.data}
        return await self._async_step_target(user_input)

    async def async_step_change(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Show the form again."""
        return self._form({})

    async def async_step_save(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Save the target, unless another one like it was added meanwhile."""
        if errors := self._clash(PingTarget.of(self._name, self._data)):
            return self._form(errors)
        name = self._name
        if self.source == SOURCE_RECONFIGURE:
            subentry = self._get_reconfigure_subentry()
            return self.async_update_and_abort(self._entry, subentry, title=name, data=self._data)
        return self.async_create_entry(title=name, data=self._data)

    async def async_step_answered(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Show the ping replies."""
        return self._menu("answered")

    async def async_step_silent(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Show that there was no ping reply."""
        return self._menu("silent")

    async def async_step_refused(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Show why the router does not ping it."""
        return self._menu("refused")

    async def async_step_away(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Show that the router is not connected."""
        return self._menu("away")

    async def _async_step_target(self, user_input: dict[str, Any] | None) -> SubentryFlowResult:
        """Check what was typed, and ping."""
        if user_input is None:
            return self._form({})
        self._typed = user_input
        self._data = stored(user_input)
        if errors := form_errors(self._name, self._data):
            return self._form(errors)
        target = PingTarget.of(self._name, self._data)
        if errors := self._clash(target):
            return self._form(errors)
        self._placeholders |= {"name": target.name, "address": target.address}
        if (router := self._router) is None:
            return await self.async_step_away()
        return await self._async_try(router, target)

    async def _async_try(self, router: MonitoredRouter, target: PingTarget) -> SubentryFlowResult:
        """Ping once and show the result; ask again for a value that the router does not have."""
        try:
            summary, host = await ping_once(router.client, target)
        except RouterOSError as err:
            if (field := field_refused(err)) is not None:
                return self._form({field: "not_there"})
            self._placeholders["error"] = str(err)
            if not router.client.connected:
                return await self.async_step_away()
            return await self.async_step_refused()
        self._placeholders |= _figures(summary, host)
        if summary.received:
            return await self.async_step_answered()
        return await self.async_step_silent()

    def _clash(self, target: PingTarget) -> dict[str, str]:
        """Return the errors of a target that is a duplicate, or one too many."""
        subentry_id = self._reconfigure_subentry_id if self.source == SOURCE_RECONFIGURE else None
        others = other_targets(self._entry, subentry_id)
        if (other := name_of_pinged(self.hass, self._entry, target, others)) is not None:
            self._placeholders["other"] = other
            return {"base": "already_pinged"}
        if target.seconds + sum(one.seconds for one in others) > MOST_SECONDS:
            return {"base": "too_many"}
        return {}

    @property
    def _name(self) -> str:
        return str(self._typed.get(CONF_NAME, "")).strip()

    @property
    def _entry(self) -> MikrotikConfigEntry:
        return self._get_entry()

    @property
    def _router(self) -> MonitoredRouter | None:
        """Return the router, None while it is not connected."""
        entry = self._entry
        router = entry.runtime_data if entry.state is ConfigEntryState.LOADED else None
        return router if router is not None and router.client.connected else None

    @callback
    def _form(self, errors: Mapping[str, str]) -> SubentryFlowResult:
        """Show the form with what was typed."""
        device, router = router_device(self.hass, self._entry), self._router
        version = None if device is None else values.version(device.sw_version)
        interfaces = () if router is None else (facts.name for facts in router.interfaces)
        schema = ping_schema(interfaces, None if version is None else version.major)
        return self.async_show_form(
            step_id="reconfigure" if self.source == SOURCE_RECONFIGURE else "user",
            data_schema=self.add_suggested_values_to_schema(schema, self._typed),
            errors=dict(errors),
            description_placeholders={**self._placeholders, "most": f"{MOST_SECONDS:g}"},
        )

    @callback
    def _menu(self, step: str) -> SubentryFlowResult:
        """Show the ping's result, with a menu to save or change it."""
        return self.async_show_menu(
            step_id=step, menu_options=_MENU, description_placeholders=self._placeholders
        )


def _figures(summary: PingSummary, host: str) -> dict[str, str]:
    """Return the figures of the result, times in ms."""
    times = {"shortest": summary.shortest, "mean": summary.mean, "longest": summary.longest}
    return {
        "host": host,
        "sent": str(summary.sent),
        "received": str(summary.received),
        **{key: "-" if time is None else f"{time:.2f}" for key, time in times.items()},
    }
