"""The form of a ping target: its fields, and the validation of its input."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from homeassistant.const import CONF_NAME
from homeassistant.helpers.selector import (
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
)
import voluptuous as vol

from ..metrics.ping_address import address_of, host_of, is_of_other_version, needs_interface
from ..metrics.ping_target import (
    ADDRESS,
    COUNT,
    DEFAULT_PACKETS,
    INTERFACE,
    MOST_PACKETS,
    ROUTING_TABLE,
    SRC_ADDRESS,
    TARGET_TIERS,
    TIER,
    VRF,
)
from ..metrics.tier import SHORT

# The name of RouterOS's default routing table and default VRF.
_MAIN: Final = "main"
_OLD: Final = 6

TIER_SELECTOR: Final = SelectSelector(
    SelectSelectorConfig(
        options=list(TARGET_TIERS), mode=SelectSelectorMode.DROPDOWN, translation_key="ping_tier"
    )
)


def ping_schema(interfaces: Iterable[str], major: int | None) -> vol.Schema:
    """Return the form for a router: `major` is its RouterOS version, None if unknown."""
    named = SelectSelectorConfig(
        options=list(interfaces), mode=SelectSelectorMode.DROPDOWN, custom_value=True
    )
    return vol.Schema(
        {
            vol.Required(CONF_NAME): TextSelector(),
            vol.Required(ADDRESS): TextSelector(),
            vol.Optional(SRC_ADDRESS): TextSelector(),
            vol.Optional(INTERFACE): SelectSelector(named),
            **{vol.Optional(table): TextSelector() for table in _tables(major)},
            vol.Required(COUNT, default=DEFAULT_PACKETS): NumberSelector(
                NumberSelectorConfig(
                    min=1, max=MOST_PACKETS, step=1, mode=NumberSelectorMode.SLIDER
                )
            ),
            vol.Required(TIER, default=SHORT.key): TIER_SELECTOR,
        }
    )


def _tables(major: int | None) -> Iterator[str]:
    """Yield the fields for another routing table: RouterOS 6 has tables, RouterOS 7 VRFs."""
    if major is None or major <= _OLD:
        yield ROUTING_TABLE
    if major is None or major > _OLD:
        yield VRF


def stored(typed: Mapping[str, Any]) -> dict[str, Any]:
    """Return the data of a subentry from what was typed, without empty values and defaults."""
    ways = {key: str(typed.get(key, "")).strip() for key in (INTERFACE, ROUTING_TABLE, VRF)}
    source = str(typed.get(SRC_ADDRESS, "")).strip()
    address = str(typed[ADDRESS])
    return {
        ADDRESS: host_of(address) or address.strip(),
        **({SRC_ADDRESS: str(address_of(source) or source)} if source else {}),
        **{key: way for key, way in ways.items() if way and (key == INTERFACE or way != _MAIN)},
        COUNT: int(typed[COUNT]),
        TIER: typed[TIER],
    }


def form_errors(name: str, data: Mapping[str, Any]) -> dict[str, str]:
    """Return what is wrong with a name and the data to store, by field."""
    errors: dict[str, str] = {}
    source = data.get(SRC_ADDRESS)
    if not name:
        errors[CONF_NAME] = "no_name"
    if host_of(data[ADDRESS]) is None:
        errors[ADDRESS] = "invalid_address"
    elif needs_interface(data[ADDRESS]) and INTERFACE not in data:
        errors[INTERFACE] = "interface_needed"
    if source is not None and address_of(source) is None:
        errors[SRC_ADDRESS] = "invalid_source"
    elif source is not None and is_of_other_version(data[ADDRESS], source):
        errors[SRC_ADDRESS] = "other_version"
    if ROUTING_TABLE in data and VRF in data:
        errors[VRF] = "one_table"
    return errors
