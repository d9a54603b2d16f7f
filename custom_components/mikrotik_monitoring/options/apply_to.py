"""The steps that copy a router's options to others, and show the result of each."""

from collections.abc import Iterable, Iterator, Mapping
import re
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry, ConfigFlowResult
from homeassistant.helpers.selector import (
    BooleanSelector,
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
)
from homeassistant.helpers.translation import async_get_translations
import voluptuous as vol

from ..choosing import async_store_choices
from ..const import DOMAIN
from .copying import OPTIONS_OF, Applied, Part, async_copy
from .steps import OptionsSteps

PARTS: Final = "parts"
ROUTERS: Final = "routers"
ALL_ROUTERS: Final = "all_routers"

PARTS_SCHEMA: Final = vol.Schema(
    {
        vol.Required(PARTS, default=[Part.DETAIL.value]): SelectSelector(
            SelectSelectorConfig(
                options=[part.value for part in Part],
                multiple=True,
                mode=SelectSelectorMode.LIST,
                translation_key=PARTS,
            )
        )
    }
)

# Characters in a router's name that Markdown would interpret.
_MARKS: Final = re.compile(r"([\\`*_\[\]<>#|~])")


class ApplyToSteps(OptionsSteps):
    """Copies options of this router to others."""

    _applied: Mapping[ConfigEntry, Applied]

    async def async_step_apply_to(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask what to copy, and to which routers; then copy it."""
        if not (others := self._others()):
            return self.async_abort(reason="no_other_routers")
        errors: dict[str, str] = {}
        if user_input is not None:
            chosen = set(user_input.get(ROUTERS, ()))
            targets = [one for one in others if user_input[ALL_ROUTERS] or one.entry_id in chosen]
            if not user_input[PARTS]:
                errors[PARTS] = "nothing_to_copy"
            elif not targets:
                errors[ROUTERS] = "no_router_chosen"
            else:
                parts, options = [Part(part) for part in user_input[PARTS]], self.draft
                # No other router has what this one has not.
                async_store_choices(self.hass, self.config_entry, options)
                self._applied = await async_copy(self.hass, options, targets, parts)
                return await self.async_step_applied()
        return self.async_show_form(
            step_id="apply_to",
            data_schema=self.add_suggested_values_to_schema(_schema(others), user_input),
            errors=errors,
            last_step=False,
        )

    async def async_step_applied(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Show the result of each router."""
        if user_input is not None:
            return self.async_store({})
        language = self.hass.config.language
        texts = await async_get_translations(self.hass, language, "selector", {DOMAIN})
        lines = (_line(texts, entry, one) for entry, one in self._applied.items())
        return self.async_show_form(
            step_id="applied",
            data_schema=vol.Schema({}),
            description_placeholders={"report": "\n".join(lines)},
            last_step=True,
        )

    def _others(self) -> list[ConfigEntry]:
        """Return all other routers by name, including those that are not loaded."""
        entries = self.hass.config_entries.async_entries(DOMAIN, include_ignore=False)
        others = (entry for entry in entries if entry is not self.config_entry)
        return sorted(others, key=lambda entry: (entry.title.casefold(), entry.entry_id))


def _schema(others: Iterable[ConfigEntry]) -> vol.Schema:
    """Return the form: what to copy, and to which routers."""
    routers = [SelectOptionDict(value=entry.entry_id, label=entry.title) for entry in others]
    return PARTS_SCHEMA.extend(
        {
            vol.Optional(ROUTERS): SelectSelector(
                SelectSelectorConfig(
                    options=routers, multiple=True, mode=SelectSelectorMode.DROPDOWN
                )
            ),
            vol.Required(ALL_ROUTERS, default=False): BooleanSelector(),
        }
    )


def _line(texts: Mapping[str, str], entry: ConfigEntry, applied: Applied) -> str:
    """Return a router's line of the report."""
    said = "; ".join(_said(texts, applied))
    return f"- {_MARKS.sub(r'\\\1', entry.title)}: {said}"


def _said(texts: Mapping[str, str], applied: Applied) -> Iterator[str]:
    """Yield the results of a router's options, part by part."""

    def word(selector: str, key: str, **values: object) -> str:
        text = texts.get(f"component.{DOMAIN}.selector.{selector}.options.{key}", key)
        return text.format(**values)

    for outcome, options in (("applied", applied.applied), ("unchanged", applied.unchanged)):
        changed = set(_parts(applied.applied))
        parts = [part for part in _parts(options) if outcome == "applied" or part not in changed]
        if parts:
            names = ", ".join(word(PARTS, part) for part in parts)
            yield word("apply_outcome", outcome, parts=names)
    for option, reason in applied.left_out.items():
        for part in _parts((option,)):
            yield word("apply_outcome", f"left_out_{reason}", parts=word(PARTS, part))
    if applied.removed:
        yield word("apply_outcome", "removed", count=applied.removed)
    if applied.applied and not applied.is_loaded:
        yield word("apply_outcome", "not_loaded")


def _parts(options: Iterable[str]) -> list[Part]:
    """Return the parts that some options belong to."""
    found = set(options)
    return [part for part in Part if not found.isdisjoint(OPTIONS_OF[part])]
