"""Repairs that a person fixes elsewhere, such as on the router: submitting checks again."""

from abc import abstractmethod
import asyncio
from functools import partial
from typing import Any, Final, override

from homeassistant.components.repairs import RepairsFlowResult
from homeassistant.const import CONF_USERNAME
from homeassistant.core import Event, callback
from homeassistant.helpers import issue_registry as ir

from ..dashboard import async_setup_dashboard
from ..metrics.identity import READ_DEADLINE, read_policies
from ..polling import MonitoredRouter
from ..routeros import RouterOSError, TimedOutError, UnreachableError
from .flow import RepairFlow

# Seconds that a person waits for the check: long tables wait for their turn.
PATIENCE: Final = 20.0

_STILL_SO: Final = "still_so"


class RecheckFlow(RepairFlow):
    """Checks again, and ends if the repair has been withdrawn."""

    @override
    async def async_step_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Explain what to do, and check whether it was done."""
        if user_input is None:
            return self.show()
        if error := await self.async_try():
            return self.show({"base": error})
        if not await self.async_wait():
            return self.show({"base": _STILL_SO})
        return self.end()

    async def async_wait(self) -> bool:
        """Return whether the repair is withdrawn before the wait times out."""
        is_over = asyncio.Event()

        @callback
        def updated(_: Event[ir.EventIssueRegistryUpdatedData]) -> None:
            if self.is_over:
                is_over.set()

        stop = self.hass.bus.async_listen(ir.EVENT_REPAIRS_ISSUE_REGISTRY_UPDATED, updated)
        try:
            async with asyncio.timeout(0 if self.is_over else PATIENCE):
                await is_over.wait()
        except TimeoutError:
            return self.is_over
        finally:
            stop()
        return True

    @abstractmethod
    async def async_try(self) -> str:
        """Check again; return the key of the error if that fails."""


class DashboardFlow(RecheckFlow):
    """Shows the dashboard in the sidebar."""

    @override
    async def async_try(self) -> str:
        """Show it, if possible."""
        await async_setup_dashboard(self.hass)
        return ""


class OfRouterFlow(RecheckFlow):
    """Queries a router that is connected."""

    @override
    async def async_try(self) -> str:
        """Query the router."""
        if (router := self.router) is None:
            return "not_loaded"
        try:
            return await self.async_ask(router)
        except TimedOutError, UnreachableError:
            return "not_connected"
        except RouterOSError:
            return _STILL_SO

    @abstractmethod
    async def async_ask(self, router: MonitoredRouter) -> str:
        """Query the router; return the key of what is still wrong; raises RouterOSError."""


class PolicyFlow(OfRouterFlow):
    """Checks whether the user has the policy now; if so, reads what needs it.

    RouterOS may keep the policies that a user had at login for a session, so reconnect.
    """

    @override
    async def async_ask(self, router: MonitoredRouter) -> str:
        """Read the user's policies; if the router does not report them, try reading everything."""
        ask = partial(router.client.call, timeout=READ_DEADLINE)
        policies = await read_policies(ask, router.entry.data[CONF_USERNAME])
        if policies is not None and self.part not in policies:
            return _STILL_SO
        await router.operation.async_reconnect()
        await router.async_read_all()
        return ""


class LinkFlow(OfRouterFlow):
    """Reconnects, with both connections."""

    @override
    async def async_ask(self, router: MonitoredRouter) -> str:
        """Log in, and read all, long tables too."""
        await router.operation.async_reconnect()
        await router.async_read_all()
        return ""


class ReadFlow(OfRouterFlow):
    """Reads everything once more."""

    @override
    async def async_ask(self, router: MonitoredRouter) -> str:
        """Read the data that the repair was based on."""
        await router.async_read_all()
        return ""
