"""The flows that add routers and repair the links to them."""

from typing import Any, override

from homeassistant.config_entries import (
    ConfigEntry,
    ConfigFlowResult,
    ConfigSubentryFlow,
    OptionsFlow,
)
from homeassistant.core import callback

from .adding.discovery import DiscoverySteps
from .adding.forms import SEVERAL
from .adding.many import ManySteps
from .adding.neighbours import async_neighbours
from .adding.single import SingleSteps
from .const import DOMAIN
from .metrics.custom_metric import TYPE as CUSTOM_METRIC
from .metrics.ping_target import PING_TARGET
from .migration import MINOR_VERSION, VERSION
from .options_flow import MikrotikOptionsFlow
from .subentries.custom_metric import CustomMetricFlow
from .subentries.ping_target import PingTargetFlow


class MikrotikConfigFlow(SingleSteps, ManySteps, DiscoverySteps, domain=DOMAIN):
    """Adds routers, or repairs the link to one.

    All sources end in one check: connect, log in, read the router's identity and the user's rights.
    Nothing is stored before that; for a new router, not before the user chose the detail.
    """

    VERSION = VERSION
    MINOR_VERSION = MINOR_VERSION

    @staticmethod
    @callback
    @override
    def async_get_options_flow(config_entry: ConfigEntry) -> OptionsFlow:
        """Return the options flow."""
        return MikrotikOptionsFlow()

    @classmethod
    @callback
    @override
    def async_get_supported_subentry_types(
        cls, config_entry: ConfigEntry
    ) -> dict[str, type[ConfigSubentryFlow]]:
        """Return what a user can add to a router."""
        return {PING_TARGET: PingTargetFlow, CUSTOM_METRIC: CustomMetricFlow}

    @override
    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for the router's address and login, or show that there are several routers."""
        if user_input is None:
            self._neighbours = await async_neighbours(self.hass)
        values = dict(user_input or {})
        if values.pop(SEVERAL, False):
            self._typed = values
            return await self.async_step_many()
        return await self._async_step_link(values or None)

    @override
    async def _async_finish(self) -> ConfigFlowResult:
        """Continue with the entered data."""
        if self._lines:
            return await self.async_step_adding()
        if self._is_mending:
            return await self._async_mend()
        return await self._async_add()
