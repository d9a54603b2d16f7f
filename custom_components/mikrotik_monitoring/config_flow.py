"""The flows that add routers and mend the links to them."""

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
    """Adds routers, or mends the link to one.

    All ways in meet in one check: connect, log in, read who the router is and what the user may
    do. Only then something is stored; of a router that is added, after it was asked how much of it
    is wanted.
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
        """Return what an owner can add to a router."""
        return {PING_TARGET: PingTargetFlow, CUSTOM_METRIC: CustomMetricFlow}

    @override
    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask where the router is and how to log in, or that there are several."""
        if user_input is None:
            self._neighbours = await async_neighbours(self.hass)
        values = dict(user_input or {})
        if values.pop(SEVERAL, False):
            self._typed = values
            return await self.async_step_many()
        return await self._async_step_link(values or None)

    @override
    async def _async_finish(self) -> ConfigFlowResult:
        """Go on with what was typed."""
        if self._lines:
            return await self.async_step_adding()
        if self._is_mending:
            return await self._async_mend()
        return await self._async_add()
