"""The steps that set the contracted bandwidth of an interface."""

from collections.abc import Mapping
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry, ConfigFlowResult
from homeassistant.const import UnitOfDataRate
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.selector import (
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
)
import voluptuous as vol

from ..catalogue import catalogue_of
from ..const import DOMAIN, OPTION_BANDWIDTH
from ..dashboard.inventory import natural
from ..metrics.bandwidth import BANDWIDTH_PARTS
from ..metrics.uplink import UPLINK
from .steps import OptionsSteps

INTERFACE: Final = "interface"
# Mbit/s: from 1 kbit/s to more than any port has.
LEAST: Final = 0.001
MOST: Final = 10_000_000
_MEGABIT: Final = 1_000_000
_WAYS: Final = ("down", "up")

_MEGABITS: Final = NumberSelector(
    NumberSelectorConfig(
        min=LEAST,
        max=MOST,
        step="any",
        mode=NumberSelectorMode.BOX,
        unit_of_measurement=UnitOfDataRate.MEGABITS_PER_SECOND,
    )
)
BANDWIDTH_SCHEMA: Final = vol.Schema({vol.Optional(part): _MEGABITS for part in BANDWIDTH_PARTS})


class BandwidthSteps(OptionsSteps):
    """Sets the contracted bandwidth of one interface at a time."""

    _interface: str

    async def async_step_bandwidth(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask which interface to set."""
        if not (names := async_interfaces(self.hass, self.config_entry)):
            return self.async_abort(reason="no_interfaces")
        if user_input is not None:
            self._interface = user_input[INTERFACE]
            return await self.async_step_bandwidth_of()
        options = [
            SelectOptionDict(value=instance, label=self._label(instance, name))
            for instance, name in names.items()
        ]
        schema = {
            vol.Required(INTERFACE, default=self._likely(names)): SelectSelector(
                SelectSelectorConfig(options=options, mode=SelectSelectorMode.DROPDOWN)
            )
        }
        return self.async_show_form(
            step_id="bandwidth", data_schema=vol.Schema(schema), last_step=False
        )

    async def async_step_bandwidth_of(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the contracted bandwidth; fields left empty are not stored."""
        errors: dict[str, str] = {}
        if user_input is not None:
            if is_sound(user_input):
                return self.async_store({OPTION_BANDWIDTH: self._with(user_input)})
            errors["commit"] = "commit_too_high"
        shown = megabits(self._contracted(self._interface)) if user_input is None else user_input
        names = async_interfaces(self.hass, self.config_entry)
        return self.async_show_form(
            step_id="bandwidth_of",
            data_schema=self.add_suggested_values_to_schema(BANDWIDTH_SCHEMA, shown),
            description_placeholders={"name": names.get(self._interface, self._interface)},
            errors=errors,
            last_step=True,
        )

    def _likely(self, names: Mapping[str, str]) -> str:
        """Return the interface to suggest: one with a contract, else an uplink, else the first."""
        uplinks = None if self.router is None else self.router.latest(UPLINK)
        carriers = sorted(uplinks.rows[""].carriers) if uplinks else ()
        likely: tuple[str, ...] = (
            *self.config_entry.options.get(OPTION_BANDWIDTH, {}),
            *carriers,
            *names,
        )
        return next(instance for instance in likely if instance in names)

    def _contracted(self, instance: str) -> Mapping[str, int]:
        """Return the contracted bandwidth of an interface, in bit/s."""
        by_interface: Mapping[str, Mapping[str, int]] = self.draft.get(OPTION_BANDWIDTH, {})
        return by_interface.get(instance, {})

    def _label(self, instance: str, name: str) -> str:
        """Return an interface's name, with its contracted bandwidth: down / up."""
        contracted = megabits(self._contracted(instance))
        if not contracted:
            return name
        ways = " / ".join(str(contracted.get(way, "-")) for way in _WAYS)
        return f"{name} ({ways} {UnitOfDataRate.MEGABITS_PER_SECOND})"

    def _with(self, typed: Mapping[str, float]) -> dict[str, Mapping[str, int]]:
        """Return the contracts by interface, with what was typed for this one."""
        by_interface = {**self.draft.get(OPTION_BANDWIDTH, {}), self._interface: bits(typed)}
        return {name: parts for name, parts in by_interface.items() if parts}


def bits(typed: Mapping[str, float]) -> dict[str, int]:
    """Convert the parts of a contract from Mbit/s to bit/s."""
    return {part: round(typed[part] * _MEGABIT) for part in BANDWIDTH_PARTS if part in typed}


def megabits(contracted: Mapping[str, int]) -> dict[str, float]:
    """Convert the parts of a contract from bit/s to Mbit/s, whole numbers without decimals."""
    found = {part: contracted[part] / _MEGABIT for part in BANDWIDTH_PARTS if part in contracted}
    return {part: int(value) if value.is_integer() else value for part, value in found.items()}


def is_sound(typed: Mapping[str, float]) -> bool:
    """Return whether the committed rate is at most the larger contracted rate, if any are given."""
    ways = [typed[way] for way in _WAYS if way in typed]
    return "commit" not in typed or not ways or typed["commit"] <= max(ways)


@callback
def async_interfaces(hass: HomeAssistant, entry: ConfigEntry) -> dict[str, str]:
    """Return the names of a router's interfaces by instance, also if it is offline.

    Interfaces with a contract are included even if the router no longer has them.
    """
    prefix = catalogue_of(entry).device_key("")
    devices = dr.async_child_entries_for_config_entry(dr.async_get(hass), entry.entry_id)
    names = {
        key.removeprefix(prefix): device.name_by_user or device.name or key.removeprefix(prefix)
        for device in devices
        for domain, key in device.identifiers
        if domain == DOMAIN
    }
    for instance in entry.options.get(OPTION_BANDWIDTH, {}):
        names.setdefault(instance, instance.partition(":")[2])
    return dict(sorted(names.items(), key=lambda item: (natural(item[1]), item[0])))
