"""Apply options to routers: those given, or another router's."""

from collections.abc import Mapping
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.core import HomeAssistant, ServiceCall, callback
from homeassistant.helpers import config_validation as cv
from homeassistant.util.json import JsonObjectType
import voluptuous as vol

from ..const import OPTION_BANDWIDTH, OPTION_DETAIL, OPTION_GROUPS, OPTION_INTERFACES
from ..metrics.choices import Detail
from ..options.bandwidth import async_interfaces
from ..options.copying import Applied, Part, async_apply, copied, not_copied
from .action import RouterAction, router_of
from .errors import invalid
from .given_options import CHECKS, checked

SOURCE: Final = "source"
PARTS: Final = "parts"


@callback
def _check(hass: HomeAssistant, call: ServiceCall) -> None:
    """Reject what is invalid for every router, before any router has changed."""
    options = checked(call.data)
    if SOURCE not in call.data:
        if PARTS in call.data:
            raise invalid("parts_without_source")
        if not options:
            raise invalid("nothing_to_apply")
        return
    if options:
        raise invalid("options_and_source")
    router_of(hass, call.data[SOURCE])


async def _async_apply(
    hass: HomeAssistant, entry: ConfigEntry, call: ServiceCall
) -> JsonObjectType:
    """Apply the options to a router; return which of them have changed."""
    if SOURCE in call.data:
        source = router_of(hass, call.data[SOURCE]).options
        parts = [Part(part) for part in call.data.get(PARTS, Part)]
        wanted, left_out = copied(source, entry.options, parts), not_copied(source, parts)
        return _answer(await async_apply(hass, entry, wanted, left_out))
    wanted = checked(call.data)
    _check_for(hass, entry, wanted)
    if OPTION_BANDWIDTH in wanted:
        by_interface = {**entry.options.get(OPTION_BANDWIDTH, {}), **wanted[OPTION_BANDWIDTH]}
        wanted[OPTION_BANDWIDTH] = {name: parts for name, parts in by_interface.items() if parts}
    return _answer(await async_apply(hass, entry, wanted))


def _check_for(hass: HomeAssistant, entry: ConfigEntry, wanted: Mapping[str, Any]) -> None:
    """Reject what is invalid for this router."""
    detail = wanted.get(OPTION_DETAIL, entry.options.get(OPTION_DETAIL))
    if wanted.get(OPTION_GROUPS) and detail != Detail.CUSTOM:
        raise invalid("groups_need_custom", name=entry.title)
    if entry.state is not ConfigEntryState.LOADED:
        return
    known = {facts.instance for facts in entry.runtime_data.interfaces}
    known |= async_interfaces(hass, entry).keys()
    picked = wanted.get(OPTION_INTERFACES, {}).get("picked", ())
    for instance in (*picked, *wanted.get(OPTION_BANDWIDTH, ())):
        if known and instance not in known:
            raise invalid("unknown_interface", name=entry.title, interface=instance)


def _answer(applied: Applied) -> JsonObjectType:
    return {
        "applied": list(applied.applied),
        "unchanged": list(applied.unchanged),
        "left_out": {option: reason.value for option, reason in applied.left_out.items()},
        "removed": applied.removed,
    }


APPLY_OPTIONS = RouterAction(
    name="apply_options",
    run=_async_apply,
    check=_check,
    fields={
        vol.Optional(SOURCE): cv.string,
        vol.Optional(PARTS): vol.All(cv.ensure_list, [vol.In([part.value for part in Part])]),
        # Values are checked later, with errors in the user's language.
        **{vol.Optional(option): object for option in CHECKS},
    },
    needs_loaded=False,
    in_turn=True,
)
