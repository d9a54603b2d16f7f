"""The steps that set who is notified of alerts, when and how often: for all routers at once."""

from typing import Any, Final

from homeassistant.config_entries import ConfigFlowResult
from homeassistant.helpers.selector import (
    BooleanSelector,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TimeSelector,
)
import voluptuous as vol

from ..alerts.model import Severity
from ..notifications.notifier import notifier
from ..notifications.settings import MOST_HOURS, Settings
from ..notifications.targets import async_targets, target_name
from .steps import OptionsSteps

TARGETS: Final = "targets"
QUIET_FROM: Final = "quiet_from"
QUIET_TO: Final = "quiet_to"
SEND_TEST: Final = "send_test"

TEST_MENU: Final = ["notifications", "done"]

_REPEAT: Final = vol.All(
    NumberSelector(
        NumberSelectorConfig(
            min=0,
            max=MOST_HOURS,
            step=1,
            mode=NumberSelectorMode.BOX,
            unit_of_measurement="h",
        )
    ),
    vol.Coerce(int),
)


def notifications_schema(targets: dict[str, str]) -> vol.Schema:
    """Return the form, with the available targets."""
    every = [SelectOptionDict(value=target, label=name) for target, name in targets.items()]
    return vol.Schema(
        {
            vol.Optional(TARGETS): SelectSelector(
                SelectSelectorConfig(options=every, multiple=True, mode=SelectSelectorMode.DROPDOWN)
            ),
            vol.Required("severity"): SelectSelector(
                SelectSelectorConfig(
                    options=list(Severity),
                    mode=SelectSelectorMode.DROPDOWN,
                    translation_key="severity",
                )
            ),
            vol.Required("recovery"): BooleanSelector(),
            vol.Required("repeat"): _REPEAT,
            vol.Optional(QUIET_FROM): TimeSelector(),
            vol.Optional(QUIET_TO): TimeSelector(),
            vol.Required("critical_breaks_quiet"): BooleanSelector(),
            vol.Required(SEND_TEST, default=False): BooleanSelector(),
        }
    )


class NotificationSteps(OptionsSteps):
    """Sets the notifications; a test message shows whether they arrive."""

    async def async_step_notifications(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask who is notified of what; the choice applies to all routers."""
        sender = notifier(self.hass)
        errors: dict[str, str] = {}
        if user_input is not None:
            is_test = user_input.pop(SEND_TEST)
            if (QUIET_FROM in user_input) != (QUIET_TO in user_input):
                missing = QUIET_TO if QUIET_FROM in user_input else QUIET_FROM
                errors[missing] = "quiet_half"
            elif is_test and not user_input.get(TARGETS):
                errors[TARGETS] = "no_target"
            else:
                await sender.async_choose(Settings.of(user_input))
                if is_test:
                    return await self.async_step_notifications_tested()
                return self.async_store({})
        # A chosen target that no longer exists is still listed, so that it can be removed.
        chosen = dict.fromkeys(sender.settings.targets)
        names = {target: target_name(self.hass, target) for target in chosen}
        schema = notifications_schema({**names, **async_targets(self.hass)})
        shown = sender.settings.as_dict() if user_input is None else user_input
        return self.async_show_form(
            step_id="notifications",
            data_schema=self.add_suggested_values_to_schema(schema, shown),
            errors=errors,
        )

    async def async_step_notifications_tested(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Send the test message, and show for each target whether it was accepted."""
        del user_input
        found = await notifier(self.hass).async_test()
        lines = [
            f"- {'❌' if error else '✅'} {target_name(self.hass, target)}"
            + (f": {error}" if error else "")
            for target, error in found.items()
        ]
        return self.async_show_menu(
            step_id="notifications_tested",
            menu_options=TEST_MENU,
            description_placeholders={"report": "\n".join(lines)},
        )

    async def async_step_done(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """End the flow: the choice is stored already."""
        del user_input
        return self.async_store({})
