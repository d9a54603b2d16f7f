"""The steps that store a new password for many routers, and show the result of each."""

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry, ConfigFlowResult
from homeassistant.const import CONF_PASSWORD, CONF_USERNAME
from homeassistant.helpers.selector import (
    BooleanSelector,
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)
import voluptuous as vol

from ..connection_test.words import Words
from ..const import DOMAIN
from ..progress import async_show_until_done
from ..routeros.text import markdown
from .new_login import End, Outcome, async_change_login, login_of
from .steps import OptionsSteps

ROUTERS: Final = "routers"
SAME_USER: Final = "same_user"


class NewPasswordSteps(OptionsSteps):
    """Tries a new password router by router; if one refuses it, its entry keeps the old one."""

    _typed: Mapping[str, Any] | None = None
    _changing: asyncio.Task[list[Outcome]] | None = None
    _shown: asyncio.Task[None] | None = None

    async def async_step_new_password(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the password, and which routers to use it for."""
        errors: dict[str, str] = {}
        if user_input is not None:
            self._typed = user_input
            if user_input[ROUTERS] or user_input[SAME_USER]:
                return await self.async_step_changing()
            errors[ROUTERS] = "no_router_chosen"
        schema = new_password_schema(self._of_same_user_first())
        return self.async_show_form(
            step_id="new_password",
            data_schema=self.add_suggested_values_to_schema(
                schema, self._typed or {ROUTERS: [self.config_entry.entry_id]}
            ),
            errors=errors,
            last_step=False,
        )

    async def async_step_changing(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Try the password on one router after the other, and show the progress."""
        assert self._typed is not None  # noqa: S101 - the step before has stored it.
        if self._changing is None:
            work = self._change(self._typed)
            self._changing = self.hass.async_create_task(work, "change passwords")
            shown = async_show_until_done(self._changing)
            self._shown = self.hass.async_create_task(shown, "show that they are changed")
        assert self._shown is not None  # noqa: S101 - set together with the other task.
        if not self._shown.done():
            return self.async_show_progress(
                step_id="changing", progress_action="changing", progress_task=self._shown
            )
        return self.async_show_progress_done(next_step_id="changed")

    async def _change(self, typed: Mapping[str, Any]) -> list[Outcome]:
        """Try the chosen routers one by one."""
        login, chosen = login_of(typed), set(typed[ROUTERS])
        user = self.config_entry.data[CONF_USERNAME] if typed[SAME_USER] else None
        entries = [
            one
            for one in self._of_same_user_first()
            if one.entry_id in chosen or one.data[CONF_USERNAME] == user
        ]
        outcomes = []
        for entry in entries:
            outcomes.append(await async_change_login(self.hass, entry, login))
            self.async_update_progress(len(outcomes) / len(entries))
        return outcomes

    async def async_step_changed(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Show the result of each router; those that failed can be tried again."""
        assert self._changing is not None  # noqa: S101 - the step before has made it.
        assert self._typed is not None  # noqa: S101 - as above.
        outcomes, self._changing = await self._changing, None
        failed = [one.entry.entry_id for one in outcomes if one.end is End.FAILED]
        self._typed = {**self._typed, ROUTERS: failed, SAME_USER: False}
        words = await Words.load(self.hass, "login_outcome")
        return self.async_show_menu(
            step_id="changed",
            menu_options=["new_password", "init"] if failed else ["init"],
            description_placeholders={"report": "\n".join(_line(words, one) for one in outcomes)},
        )

    def _of_same_user_first(self) -> list[ConfigEntry]:
        """Return all routers: this one, those with its user, then the others, each by name."""
        entries = self.hass.config_entries.async_entries(DOMAIN, include_ignore=False)
        this, user = self.config_entry, self.config_entry.data[CONF_USERNAME]
        return sorted(
            entries,
            key=lambda one: (
                one is not this,
                one.data[CONF_USERNAME] != user,
                one.title.casefold(),
                one.entry_id,
            ),
        )


def new_password_schema(entries: Iterable[ConfigEntry]) -> vol.Schema:
    """Return the form: the routers, and their new login."""
    routers = [
        SelectOptionDict(value=entry.entry_id, label=f"{entry.title} ({entry.data[CONF_USERNAME]})")
        for entry in entries
    ]
    return vol.Schema(
        {
            vol.Required(ROUTERS): SelectSelector(
                SelectSelectorConfig(options=routers, multiple=True, mode=SelectSelectorMode.LIST)
            ),
            vol.Required(SAME_USER, default=False): BooleanSelector(),
            vol.Optional(CONF_USERNAME): TextSelector(TextSelectorConfig(autocomplete="username")),
            vol.Required(CONF_PASSWORD): TextSelector(
                TextSelectorConfig(type=TextSelectorType.PASSWORD, autocomplete="new-password")
            ),
        }
    )


def _line(words: Words, outcome: Outcome) -> str:
    """Return a router's line of the report."""
    is_failed = outcome.end is End.FAILED
    reason = markdown(words.error(outcome.error, outcome.values)) if is_failed else ""
    return f"- **{markdown(outcome.entry.title)}**: {words.said(outcome.end, reason=reason)}"
