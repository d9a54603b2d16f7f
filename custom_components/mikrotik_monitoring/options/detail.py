"""The steps in which an owner chooses how much of a router exists."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from homeassistant.config_entries import ConfigFlowResult
from homeassistant.helpers.selector import (
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
)
from homeassistant.util import slugify
import voluptuous as vol

from ..choosing import lacking_groups
from ..const import OPTION_DETAIL, OPTION_GROUPS, OPTION_KINDS
from ..metrics import GROUPS
from ..metrics.choices import Amount, Detail
from ..metrics.model import Group
from ..polling import MonitoredRouter
from .kinds import KindsSteps

DETAIL_SCHEMA: Final = vol.Schema(
    {
        vol.Required(OPTION_DETAIL, default=Detail.STANDARD): SelectSelector(
            SelectSelectorConfig(
                options=list(Detail),
                mode=SelectSelectorMode.LIST,
                translation_key=OPTION_DETAIL,
            )
        )
    }
)

# The amounts that can be chosen for a group.
AMOUNTS: Final = (Amount.OFF, Amount.TOTALS, Amount.CHOSEN, Amount.ALL)
AMOUNT_KEY: Final = "amount"


class DetailSteps(KindsSteps):
    """Chooses how much of a router exists; in custom detail, of each group."""

    async def async_step_detail(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Choose how much of the router exists."""
        if user_input is None:
            shown = {OPTION_DETAIL: detail_of(self.draft)}
            return self.async_show_form(
                step_id="detail",
                data_schema=self.add_suggested_values_to_schema(DETAIL_SCHEMA, shown),
            )
        detail = Detail(user_input[OPTION_DETAIL])
        chosen = {OPTION_DETAIL: str(detail)}
        if detail is Detail.CUSTOM:
            self.async_note(chosen)
            return await self.async_step_groups()
        # Chosen kinds stay stored in case custom is chosen again, but exceed standard.
        dropped = {OPTION_KINDS} if detail is Detail.STANDARD else frozenset[str]()
        return self.async_review(chosen, of_form=dropped)

    async def async_step_groups(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Choose how much of each group exists."""
        shown = _shown(self.draft)
        if user_input is not None:
            self.async_note({OPTION_GROUPS: _stored(self.draft, {**shown, **user_input})})
            return await self.async_step_kinds()
        return self.async_show_form(
            step_id="groups",
            data_schema=groups_schema(self.router, shown),
        )


def detail_of(options: Mapping[str, Any]) -> Detail:
    """Return the chosen detail; kinds without a stored detail mean custom."""
    if OPTION_DETAIL not in options and any(options.get(OPTION_KINDS, {}).values()):
        return Detail.CUSTOM
    return Detail(options.get(OPTION_DETAIL, Detail.STANDARD))


def headings() -> dict[str, list[Group]]:
    """Return the groups under each heading, by the key of its field."""
    found: dict[str, list[Group]] = {}
    for group in GROUPS:
        found.setdefault(slugify(group.title), []).append(group)
    return found


def groups_schema(router: MonitoredRouter | None, shown: Mapping[str, Amount]) -> vol.Schema:
    """Return the form: a field for each heading that the router has any group of."""
    lacking = set[str]() if router is None else lacking_groups(router)
    return vol.Schema(
        {
            vol.Required(heading, default=shown[heading]): SelectSelector(
                SelectSelectorConfig(
                    options=list(_amounts(groups)),
                    mode=SelectSelectorMode.DROPDOWN,
                    translation_key=AMOUNT_KEY,
                )
            )
            for heading, groups in headings().items()
            if not all(group.key in lacking for group in groups)
        }
    )


def _amounts(groups: list[Group]) -> Iterator[Amount]:
    """Yield the amounts to choose from for a heading: totals only if it has summary metrics."""
    has_totals = any(metric.summary for group in groups for metric in group.metrics)
    for amount in AMOUNTS:
        if amount is not Amount.TOTALS or has_totals:
            yield amount


def _shown(options: Mapping[str, Any]) -> dict[str, Amount]:
    """Return the amount shown for each heading: its first group's that is not the default."""
    chosen: Mapping[str, str] = options.get(OPTION_GROUPS, {})
    shown = {}
    for heading, groups in headings().items():
        amounts = [Amount(chosen[group.key]) for group in groups if group.key in chosen]
        shown[heading] = next((one for one in amounts if one is not Amount.CHOSEN), Amount.CHOSEN)
    return shown


def _stored(options: Mapping[str, Any], typed: Mapping[str, str]) -> dict[str, str]:
    """Return the options of a form; under an unchanged heading each group keeps its own."""
    before: Mapping[str, str] = options.get(OPTION_GROUPS, {})
    shown = _shown(options)
    stored: dict[str, str] = {}
    for heading, groups in headings().items():
        amount = Amount(typed[heading])
        for group in groups:
            is_same = amount is shown[heading]
            stored[group.key] = before.get(group.key, Amount.CHOSEN) if is_same else str(amount)
    return {key: amount for key, amount in stored.items() if amount != Amount.CHOSEN}
