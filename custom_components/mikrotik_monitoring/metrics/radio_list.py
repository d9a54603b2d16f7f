"""The radios and virtual access points of a router, in any of its wireless stacks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from ..routeros import Command, NoSuchCommandError, Row, values
from .interface_index import instance_of
from .model import BOTH, V7, Query
from .radio_text import band_of_setting

WIFI: Final = "/interface/wifi"
WIFIWAVE2: Final = "/interface/wifiwave2"
WIRELESS: Final = "/interface/wireless"
CAPSMAN: Final = "/caps-man"

# The menus of the radios, newest stack first; a router may have several.
STACKS: Final[Mapping[str, tuple[int, ...]]] = {
    WIFI: V7,
    WIFIWAVE2: V7,
    WIRELESS: BOTH,
    f"{CAPSMAN}/interface": BOTH,
}
CAPSMAN_INTERFACES: Final = f"{CAPSMAN}/interface"
CAPSMAN_RADIOS: Final = f"{CAPSMAN}/radio"

# A radio's fields apart from its name: its configured band, and the access point it belongs to.
_MORE: Final = {WIRELESS: ("band",), WIFI: ("cap",)}
# Virtual access points have no virtual ones of their own: one step would do.
_DEPTH: Final = 4


@dataclass(frozen=True, kw_only=True, slots=True)
class Radio:
    """A radio or virtual access point, as its stack lists it.

    ``instance`` is the key of its entities. ``band`` is the configured one, if that is reported,
    ``cap`` the access point that it belongs to, by CAPsMAN's name; empty for this router's own.
    A virtual access point has both from its ``master``.
    """

    stack: str
    id: str
    name: str
    instance: str
    is_disabled: bool
    band: str | None = None
    master: str = ""
    cap: str = ""


async def list_radios(query: Query[Any], stacks: Iterable[str]) -> tuple[Radio, ...]:
    """Return the radios of some stacks; raises NoSuchCommandError where none of these exists."""
    tables: dict[str, list[Row]] = {}
    absent: NoSuchCommandError | None = None
    for stack in stacks:
        fields = (".id", "name", "default-name", "disabled", "master-interface")
        command = Command(f"{stack}/print", proplist=(*fields, *_MORE.get(stack, ())))
        try:
            tables[stack] = await query.ask(command)
        except NoSuchCommandError as err:
            absent = err
    if absent is not None and not tables:
        raise absent
    if any(tables.values()):
        await query.interfaces.current(query.ask)
    caps = await _older_caps(query) if tables.get(CAPSMAN_INTERFACES) else {}
    radios = [_radio(query, stack, row, caps) for stack, rows in tables.items() for row in rows]
    by_name = {radio.name: radio for radio in radios}
    return tuple(_with_masters(radio, by_name) for radio in radios)


def _radio(query: Query[Any], stack: str, row: Row, caps: Mapping[str, str]) -> Radio:
    """Return the radio of a row; its instance is that of the interface table, if listed there."""
    name = row.get("name", "")
    facts = query.interfaces.named(name)
    return Radio(
        stack=stack,
        id=row.get(".id", ""),
        name=name,
        instance=instance_of(row) if facts is None else facts.instance,
        is_disabled=bool(values.flag(row.get("disabled"))),
        band=band_of_setting(row.get("band")),
        master=row.get("master-interface", ""),
        cap=row.get("cap") or (caps.get(name, "") if stack == CAPSMAN_INTERFACES else ""),
    )


def _with_masters(radio: Radio, by_name: Mapping[str, Radio]) -> Radio:
    """Return a radio with the values that only its master reports."""
    band, cap, master = radio.band, radio.cap, by_name.get(radio.master)
    for _ in range(_DEPTH):
        if master is None:
            break
        band, cap = band or master.band, cap or master.cap
        master = by_name.get(master.master)
    return replace(radio, band=band, cap=cap)


async def _older_caps(query: Query[Any]) -> dict[str, str]:
    """Return the access point of each interface of the older CAPsMAN, by name."""
    fields = ("interface", "remote-cap-name", "remote-cap-identity", "local")
    try:
        rows = await query.ask(Command(f"{CAPSMAN_RADIOS}/print", proplist=fields))
    except NoSuchCommandError:
        return {}
    return {
        row.get("interface", ""): row.get("remote-cap-name") or row.get("remote-cap-identity", "")
        for row in rows
        if not values.flag(row.get("local"))
    }
