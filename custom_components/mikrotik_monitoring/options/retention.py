"""The steps that set how long a router's values are kept, and show the space that frees."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from homeassistant.components.recorder import get_instance
from homeassistant.config_entries import ConfigFlowResult
from homeassistant.helpers.selector import (
    BooleanSelector,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
)
from homeassistant.util import dt as dt_util
import voluptuous as vol

from ..const import OPTION_RETENTION
from ..recording.recorded import NoRecorderError, async_read_recorder
from ..recording.retention import (
    Part,
    Retention,
    async_purge_soon,
    async_recorded,
    next_purge,
)
from ..recording.retention_repair import recorder_days, recorder_yaml
from ..recording.rows import Rows, count_rows, sum_of
from .steps import OptionsSteps

LEAST_DAYS: Final = 1
MOST_DAYS: Final = 3650

_PURGE_NOW: Final = "purge_now"
_UNKNOWN: Final = "?"
_FOR_EVER: Final = "∞"

_DAYS: Final = vol.All(
    NumberSelector(
        NumberSelectorConfig(
            min=LEAST_DAYS,
            max=MOST_DAYS,
            step=1,
            mode=NumberSelectorMode.BOX,
        )
    ),
    vol.Coerce(int),
)
RETENTION_SCHEMA: Final = vol.Schema({vol.Optional(part.value): _DAYS for part in Part})
REVIEW_SCHEMA: Final = vol.Schema({vol.Required(_PURGE_NOW, default=False): BooleanSelector()})


class RetentionSteps(OptionsSteps):
    """Sets for how many days single values are kept."""

    _chosen: Retention

    async def async_step_retention(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the days of each part, with its current rows."""
        if user_input is not None:
            self._chosen = Retention(**user_input)
            kept = recorder_days(self.hass)
            if kept is not None and self._chosen.longest > kept:
                return await self.async_step_retention_too_long()
            return await self.async_step_retention_review()
        stored = Retention.of(self.draft).as_dict()
        rows = await self._async_rows(dict.fromkeys(Part))
        errors = {}
        if not rows:
            errors["base"] = "no_recorder"
        return self.async_show_form(
            step_id="retention",
            data_schema=self.add_suggested_values_to_schema(RETENTION_SCHEMA, stored),
            description_placeholders={
                "kept": str(recorder_days(self.hass) or _FOR_EVER) if rows else _UNKNOWN,
                **self._texts("realtime_", rows.get(Part.REALTIME)),
                **self._texts("rest_", rows.get(Part.REST)),
            },
            errors=errors,
        )

    async def async_step_retention_review(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Show the space that the choice frees before it is stored."""
        return await self._async_review("retention_review", user_input)

    async def async_step_retention_too_long(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Show that the recorder keeps less, and what to set; the choice can be stored anyway."""
        return await self._async_review("retention_too_long", user_input)

    async def _async_review(self, step: str, typed: dict[str, Any] | None) -> ConfigFlowResult:
        if typed is not None:
            return self._store(is_urgent=typed[_PURGE_NOW])
        days = dict(self._chosen.days())
        rows = await self._async_rows(days)
        purged_at = next_purge(self.config_entry, dt_util.utcnow())
        return self.async_show_form(
            step_id=step,
            data_schema=REVIEW_SCHEMA,
            description_placeholders={
                "time": f"{purged_at:%H:%M}",
                "kept": str(recorder_days(self.hass)),
                "yaml": recorder_yaml(self._chosen.longest),
                **self._texts("", sum_of(rows.values()) if rows.keys() == days.keys() else None),
            },
        )

    async def _async_rows(self, days: Mapping[Part, int | None]) -> dict[Part, Rows]:
        """Return how many rows each part has, or how many are older; {} if that is unknown."""
        entities = async_recorded(self.hass, self.config_entry)
        now = dt_util.utcnow()
        found = {}
        for part, age in days.items():
            before = None if age is None else now - timedelta(days=age)
            try:
                found[part] = await async_read_recorder(
                    self.hass, count_rows, self.hass, entities[part], before
                )
            except NoRecorderError:
                return {}
        return found

    def _texts(self, prefix: str, rows: Rows | None) -> dict[str, str]:
        """Return rows and MB for a form's description."""
        if rows is None:
            return {f"{prefix}rows": _UNKNOWN, f"{prefix}megabytes": _UNKNOWN}
        dialect = get_instance(self.hass).dialect_name
        return {f"{prefix}rows": str(rows), f"{prefix}megabytes": rows.megabytes(dialect)}

    def _store(self, *, is_urgent: bool) -> ConfigFlowResult:
        """Store the choice; older values are purged at night, or at once."""
        chosen = {OPTION_RETENTION: self._chosen.as_dict()} if self._chosen.longest else {}
        # Store first: the purge reads the options.
        result = self.async_store(chosen, of_form={OPTION_RETENTION})
        if is_urgent:
            async_purge_soon(self.hass, self.config_entry)
        return result
