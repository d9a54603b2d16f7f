"""The step that tests the connection: it shows the result, and stores nothing."""

import asyncio
from typing import Any, Final

from homeassistant.config_entries import ConfigFlowResult

from ..connection_test.entry import async_test_connection, async_wording
from ..connection_test.report import Report
from ..progress import async_show_until_done
from .steps import OptionsSteps

# Seconds in which most tests finish: their report is then shown without a progress step.
_AT_ONCE: Final = 8.0


class ConnectionTestSteps(OptionsSteps):
    """Tests the connection to the router, as often as a person likes."""

    _test: asyncio.Task[Report] | None = None
    _showing: asyncio.Task[None] | None = None

    async def async_step_test_connection(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Test the connection, and show the progress."""
        if self._test is None:
            work = async_test_connection(self.hass, self.config_entry)
            self._test = self.hass.async_create_task(work, "test a connection")
            await asyncio.wait({self._test}, timeout=_AT_ONCE)
            if self._test.done():
                return await self.async_step_test_report()
            shown = async_show_until_done(self._test)
            self._showing = self.hass.async_create_task(shown, "show that a test is running")
        if self._showing is not None and not self._showing.done():
            return self.async_show_progress(
                step_id="test_connection",
                progress_action="testing",
                progress_task=self._showing,
            )
        return self.async_show_progress_done(next_step_id="test_report")

    async def async_step_test_report(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Show what was found; the test can be repeated."""
        assert self._test is not None  # noqa: S101 - the step before has made it.
        report, self._test = await self._test, None
        wording = await async_wording(self.hass, self.config_entry)
        return self.async_show_menu(
            step_id="test_report",
            menu_options=["test_connection", "init"],
            description_placeholders={"report": wording.markdown(report)},
        )
