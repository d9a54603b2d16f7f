"""The steps that add one router once it was reached: its user's policies, and the detail."""

from typing import Any, Final

from homeassistant.config_entries import ConfigFlowResult

from ..const import CONF_ID_KIND, OPTION_DETAIL
from ..options.detail import DETAIL_SCHEMA
from ..options.first_estimate import estimate_texts
from .doctor import async_findings, async_words
from .steps import AddingSteps

DOCTOR_MENU: Final = ["check_again", "user", "detail"]


class SingleSteps(AddingSteps):
    """Adds a router; first shows what is wrong with its login."""

    async def _async_add(self) -> ConfigFlowResult:
        """Check what was typed, and that the router is not added yet; then go on."""
        errors, access = await self._async_validate(counts=True)
        if access is None:
            return self._ask_again(errors)
        if (other := self._original_of(access.identity)) is not None:
            self._texts["other"] = other
            return self._ask_again({"base": "cloned_licence"})
        # If two flows add the same router, the first to finish does, and Home Assistant ends both.
        await self._async_take_id(access.identity, alone=False)
        self._access = access
        self._data[CONF_ID_KIND] = str(access.identity.id_kind)
        return await self.async_step_doctor()

    async def async_step_doctor(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Show what is wrong with the login; if nothing is, go on."""
        assert self._access is not None  # noqa: S101 - the step before has read it.
        findings = await async_findings(self._data, self._access.policies)
        if not findings:
            return await self.async_step_detail()
        return self.async_show_menu(
            step_id="doctor",
            menu_options=DOCTOR_MENU,
            description_placeholders={
                "name": self._access.identity.name,
                "findings": await async_words(self.hass, findings, self._data),
            },
        )

    async def async_step_check_again(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Query the router again, after its owner has changed something on it."""
        return await self._async_finish()

    async def async_step_detail(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for the detail, with an estimate of what each costs; then add the router."""
        assert self._access is not None  # noqa: S101 - as above.
        name = self._access.identity.name
        if user_input is not None:
            options = {OPTION_DETAIL: user_input[OPTION_DETAIL]}
            return self.async_create_entry(title=name, data=self._data, options=options)
        return self.async_show_form(
            step_id="detail" if self._counts else "detail_uncounted",
            data_schema=DETAIL_SCHEMA,
            description_placeholders={
                "name": name,
                **(estimate_texts(self._counts) if self._counts else {}),
            },
        )

    # For a router that did not count in time there is a text without numbers.
    async_step_detail_uncounted = async_step_detail
