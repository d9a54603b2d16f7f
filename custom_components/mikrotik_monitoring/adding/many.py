"""The steps that add many routers at once, with one login for all of them."""

import asyncio
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry, ConfigFlowResult
from homeassistant.const import CONF_HOST, CONF_PASSWORD, CONF_PORT, CONF_USERNAME
from homeassistant.helpers.selector import (
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
    TextSelectorConfig,
)
import voluptuous as vol

from ..const import CONF_ID_KIND, CONF_TLS_MODE, DEFAULT_PORT, DOMAIN, OPTION_DETAIL
from ..metrics import GROUPS
from ..options.detail import DETAIL_SCHEMA
from ..polling.link import error_placeholders
from ..progress import async_show_until_done
from ..routeros import TlsMode
from .batch import LACKING, LINK, NAME, OPTIONS, End, Outcome, async_add_all, async_report
from .forms import PASSWORD, SEVERAL, USERNAME, encryption
from .hosts import HostLine, parse_hosts
from .link import LinkSteps

HOSTS: Final = "hosts"
LOGIN_OF: Final = "login_of"

REPORT_MENU: Final = ["many", "many_end"]

# Home Assistant's own integration for these routers.
_CORE: Final = "mikrotik"


def many_schema(entries: Iterable[ConfigEntry]) -> vol.Schema:
    """Return the form: the routers, and the login of an existing entry or a new one."""
    logins = [
        SelectOptionDict(value=entry.entry_id, label=f"{entry.title} ({entry.data[CONF_USERNAME]})")
        for entry in entries
    ]
    # Without the fingerprint, which has to be confirmed for each router.
    modes = (mode for mode in TlsMode if mode is not TlsMode.FINGERPRINT)
    return vol.Schema(
        {
            vol.Required(HOSTS): TextSelector(TextSelectorConfig(multiline=True)),
            vol.Optional(LOGIN_OF): SelectSelector(
                SelectSelectorConfig(options=logins, mode=SelectSelectorMode.DROPDOWN)
            ),
            vol.Optional(CONF_USERNAME, default=""): USERNAME,
            vol.Optional(CONF_PASSWORD, default=""): PASSWORD,
            vol.Required(CONF_TLS_MODE, default=TlsMode.OFF): encryption(*modes),
        }
    ).extend(DETAIL_SCHEMA.schema)


class ManySteps(LinkSteps):
    """Adds the routers that are pasted; each becomes an entry as if it were added alone."""

    def __init__(self) -> None:
        """Start without routers."""
        super().__init__()
        self._lines: tuple[HostLine, ...] = ()
        self._many: dict[str, Any] = {}
        self._adding: asyncio.Task[list[Outcome]] | None = None
        self._showing: asyncio.Task[None] | None = None

    async def async_step_many(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for the routers and their login."""
        if user_input is None:
            return self._ask_many({})
        self._many = user_input
        parsed = parse_hosts(user_input[HOSTS])
        if parsed.bad_lines:
            self._texts["lines"] = ", ".join(map(str, parsed.bad_lines))
            return self._ask_many({HOSTS: "invalid_lines"})
        if not parsed.hosts:
            return self._ask_many({HOSTS: "no_hosts"})
        login = self._login(user_input)
        if not login[CONF_USERNAME]:
            return self._ask_many({CONF_USERNAME: "no_username"})
        self._lines = parsed.hosts
        first = parsed.hosts[0].address
        self._data = {**login, CONF_TLS_MODE: user_input[CONF_TLS_MODE], CONF_HOST: first}
        return await self._async_check_certificate()

    async def async_step_adding(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Add the routers, and show the progress."""
        if self._adding is None:
            options = {OPTION_DETAIL: self._many[OPTION_DETAIL]}
            work = async_add_all(
                self.hass, self._lines, self._data, options, self.async_update_progress
            )
            self._adding = self.hass.async_create_task(work, "add routers")
            shown = async_show_until_done(self._adding)
            self._showing = self.hass.async_create_task(shown, "show that routers are added")
        assert self._showing is not None  # noqa: S101 - set together with the other task.
        if not self._showing.done():
            return self.async_show_progress(
                step_id="adding", progress_action="adding", progress_task=self._showing
            )
        return self.async_show_progress_done(next_step_id="many_report")

    async def async_step_many_report(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Show the result of each router; those that failed can be corrected."""
        assert self._adding is not None  # noqa: S101 - the step before has made it.
        outcomes, self._adding = await self._adding, None
        self._lines = tuple(one.line for one in outcomes if one.end is End.FAILED)
        self._many[HOSTS] = "\n".join(line.text for line in self._lines)
        self._texts["report"] = await async_report(self.hass, outcomes)
        added = sum(one.end is End.ADDED for one in outcomes)
        self._texts |= {"added": str(added), "all": str(len(outcomes))}
        return self.async_show_menu(
            step_id="many_report",
            menu_options=REPORT_MENU if self._lines else REPORT_MENU[1:],
            description_placeholders=self._texts,
        )

    async def async_step_many_end(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """End the flow: the entries exist."""
        return self.async_abort(
            reason="many_added", description_placeholders={"added": self._texts["added"]}
        )

    async def async_step_import(self, import_data: dict[str, Any]) -> ConfigFlowResult:
        """Add one of many, without showing a form."""
        self._data = import_data[LINK]
        errors, access = await self._async_validate(counts=False)
        if access is None:
            return self._end(errors["base"])
        identity, policies = access.identity, access.policies
        if (other := self._original_of(identity)) is not None:
            return self._end("cloned_licence", other=other)
        await self._async_take_id(identity, alone=True)
        needed = {group.policy for group in GROUPS}
        lacking = needed - policies if policies is not None else set[str]()
        return self.async_create_entry(
            title=import_data[NAME] or identity.name,
            data={**self._data, CONF_ID_KIND: str(identity.id_kind)},
            options=import_data[OPTIONS],
            description_placeholders={LACKING: ", ".join(sorted(lacking))},
        )

    def _end(self, error: str, **values: str) -> ConfigFlowResult:
        """End the flow of one of many with an error."""
        texts = {**error_placeholders(self._data, self._error), **values}
        return self.async_abort(reason=error, description_placeholders=texts)

    def _ask_many(self, errors: dict[str, str]) -> ConfigFlowResult:
        """Show the form with what was typed, here or before; at first also with suggestions."""
        return self._form(
            "many", many_schema(self._routers()), errors, self._many or self._offered()
        )

    def _routers(self) -> list[ConfigEntry]:
        """Return the entries of all routers, by name."""
        entries = self.hass.config_entries.async_entries(DOMAIN, include_ignore=False)
        return sorted(entries, key=lambda entry: (entry.title.casefold(), entry.entry_id))

    def _login(self, typed: Mapping[str, Any]) -> dict[str, str]:
        """Return the user and the password, those of an entry if one was chosen."""
        known = {entry.entry_id: entry.data for entry in self._routers()}
        source = known.get(typed.get(LOGIN_OF, ""), typed)
        return {key: source[key] for key in (CONF_USERNAME, CONF_PASSWORD)}

    def _offered(self) -> dict[str, Any]:
        """Return suggested values: what was typed for one router, and what other entries have."""
        hidden = {CONF_HOST, CONF_PORT, SEVERAL}
        offered = {key: value for key, value in self._typed.items() if key not in hidden}
        core = self.hass.config_entries.async_entries(_CORE)
        known = {entry.data[CONF_HOST] for entry in self._routers()}
        lines = [*self._typed_lines(), *(_line(one) for one in core if one.data.get(CONF_HOST))]
        offered[HOSTS] = "\n".join(
            dict.fromkeys(line.text for line in lines if line.host not in known)
        )
        users = [one.data[CONF_USERNAME] for one in core if one.data.get(CONF_USERNAME)]
        if not offered.get(CONF_USERNAME) and users:
            offered[CONF_USERNAME] = users[0]
        if offered.get(CONF_TLS_MODE) == TlsMode.FINGERPRINT:
            del offered[CONF_TLS_MODE]
        return offered

    def _typed_lines(self) -> Iterator[HostLine]:
        """Yield the router that was typed in the form of one router."""
        if host := self._typed.get(CONF_HOST, "").strip().strip("[]"):
            yield HostLine(host=host, port=self._typed.get(CONF_PORT))


def _line(entry: ConfigEntry) -> HostLine:
    """Return the line of a router that Home Assistant's own integration has set up."""
    port = entry.data.get(CONF_PORT)
    return HostLine(host=entry.data[CONF_HOST], port=None if port == DEFAULT_PORT else port)
