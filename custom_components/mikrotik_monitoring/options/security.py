"""The steps in which an owner accepts what the security check found."""

from collections.abc import Mapping
from typing import Any, Final

from homeassistant.config_entries import ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.helpers.selector import (
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
    TextSelectorConfig,
)
from homeassistant.util import dt as dt_util
import voluptuous as vol

from ..const import OPTION_SECURITY_ACCEPTED
from ..dashboard.texts import text
from ..metrics.security import BY_KEY, SECURITY, Severity
from .steps import OptionsSteps

ACCEPTED: Final = "accepted"
NOTE: Final = "note"
AT: Final = "at"
# A note is a sentence or two.
_MOST_LETTERS: Final = 500

_NOTE: Final = TextSelector(TextSelectorConfig(multiline=True))


class SecuritySteps(OptionsSteps):
    """Accepts findings that are intended by the owner, each with a note."""

    _ticked: list[str]

    async def async_step_security(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Choose from the findings, and from those that were accepted before."""
        findings = self._findings
        accepted = self._accepted
        keys = [*findings, *(key for key in accepted if key in BY_KEY and key not in findings)]
        if not keys:
            return self.async_abort(reason="no_findings")
        if user_input is not None:
            self._ticked = [key for key in keys if key in user_input.get(ACCEPTED, ())]
            if self._ticked:
                return await self.async_step_security_notes()
            return self._accept({})
        labels = [_option(self.hass, key, findings.get(key)) for key in keys]
        shown = [key for key in keys if key in accepted]
        return self.async_show_form(
            step_id="security", data_schema=accepted_schema(labels, shown), last_step=False
        )

    async def async_step_security_notes(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask why each of them is accepted; a note may be left empty."""
        if user_input is not None:
            return self._accept(user_input)
        accepted = self._accepted
        schema = {
            vol.Optional(
                key, description={"suggested_value": accepted.get(key, {}).get(NOTE, "")}
            ): _NOTE
            for key in self._ticked
        }
        return self.async_show_form(
            step_id="security_notes", data_schema=vol.Schema(schema), last_step=True
        )

    @property
    def _findings(self) -> Mapping[str, Severity]:
        """Return the latest findings, none before the first reading."""
        reading = None if self.router is None else self.router.latest(SECURITY)
        return {} if reading is None else reading.rows[""].findings

    @property
    def _accepted(self) -> Mapping[str, Mapping[str, str]]:
        """Return the findings accepted so far, with their notes."""
        accepted: Mapping[str, Mapping[str, str]] = self.draft.get(OPTION_SECURITY_ACCEPTED, {})
        return accepted

    def _accept(self, notes: Mapping[str, str]) -> ConfigFlowResult:
        """Store the ticked findings; those accepted before keep their date."""
        before = self._accepted
        today = dt_util.now().date().isoformat()
        accepted = {
            key: {
                NOTE: notes.get(key, "").strip()[:_MOST_LETTERS],
                AT: before.get(key, {}).get(AT, today),
            }
            for key in self._ticked
        }
        chosen = {OPTION_SECURITY_ACCEPTED: accepted} if accepted else {}
        return self.async_store(chosen, of_form={OPTION_SECURITY_ACCEPTED})


def accepted_schema(findings: list[SelectOptionDict], shown: list[str]) -> vol.Schema:
    """Return the form with the findings to accept."""
    selector = SelectSelector(
        SelectSelectorConfig(options=findings, multiple=True, mode=SelectSelectorMode.LIST)
    )
    return vol.Schema({vol.Optional(ACCEPTED, description={"suggested_value": shown}): selector})


def _option(hass: HomeAssistant, key: str, severity: Severity | None) -> SelectOptionDict:
    """Return a finding as the form shows it; one no longer found has no severity."""
    title = text(hass, f"security.checks.{key}.title")
    if severity is None:
        return SelectOptionDict(value=key, label=title)
    return SelectOptionDict(
        value=key, label=f"{text(hass, f'security.severity.{severity}')}: {title}"
    )
