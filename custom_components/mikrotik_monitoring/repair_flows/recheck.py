"""Repairs that a person mends elsewhere, such as on the router: it is tried again at a press."""

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

# Seconds that a person waits for what was asked: long tables wait for their turn.
PATIENCE: Final = 20.0

_STILL_SO: Final = "still_so"


class RecheckFlow(RepairFlow):
    """Tries again, and ends where the repair is over."""

    @override
    async def async_step_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Say what is to be done, and see whether it was."""
        if user_input is None:
            return self.show()
        if error := await self.async_try():
            return self.show({"base": error})
        if not await self.async_wait():
            return self.show({"base": _STILL_SO})
        return self.end()

    async def async_wait(self) -> bool:
        """Return whether the repair is withdrawn, within the seconds that a person waits."""
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
        """Try again; return the key of an error that keeps it from being tried."""


class DashboardFlow(RecheckFlow):
    """Puts the dashboard into the sidebar."""

    @override
    async def async_try(self) -> str:
        """Show it, if it can be."""
        await async_setup_dashboard(self.hass)
        return ""


class OfRouterFlow(RecheckFlow):
    """Asks a router that is connected."""

    @override
    async def async_try(self) -> str:
        """Ask the router."""
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
        """Ask; return the key of what is still wrong; raises RouterOSError without an answer."""


class PolicyFlow(OfRouterFlow):
    """Sees whether the user has the policy now; if so, what needs it is read.

    RouterOS may give a session the policies that its user had at login, so there is a new one.
    """

    @override
    async def async_ask(self, router: MonitoredRouter) -> str:
        """Read the user's policies; where the router does not say, see what it lets be read."""
        ask = partial(router.client.call, timeout=READ_DEADLINE)
        policies = await read_policies(ask, router.entry.data[CONF_USERNAME])
        if policies is not None and self.part not in policies:
            return _STILL_SO
        await router.operation.async_reconnect()
        await router.async_read_all()
        return ""


class LinkFlow(OfRouterFlow):
    """Connects anew, with both connections."""

    @override
    async def async_ask(self, router: MonitoredRouter) -> str:
        """Log in, and ask what is long too."""
        await router.operation.async_reconnect()
        await router.async_read_all()
        return ""


class ReadFlow(OfRouterFlow):
    """Reads everything once more."""

    @override
    async def async_ask(self, router: MonitoredRouter) -> str:
        """Read what the repair was made of."""
        await router.async_read_all()
        return ""
