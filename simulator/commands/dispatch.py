"""Finds the command of a command word on a router, and executes it."""

from collections.abc import Awaitable, Callable, Mapping

from ..menus.catalog import folders_of
from ..menus.menu import Kind, Menu
from . import monitors, ping, printing, system, traceroute, writing
from .call import MISSING, Call, TrapError, trap

type MenuCommand = Callable[[Call, Menu], Awaitable[None]]
type Command = Callable[[Call], Awaitable[None]]

_ON_MENUS: Mapping[str, MenuCommand] = {
    "print": printing.print_menu,
    "getall": printing.print_menu,
    "listen": printing.listen,
    "add": writing.add,
    "set": writing.change,
    "unset": writing.unset,
    "comment": writing.change,
    "remove": writing.remove,
    "enable": writing.enable,
    "disable": writing.disable,
    "monitor": monitors.monitor_menu,
}

_COMMANDS: Mapping[str, Command] = {
    "/ping": ping.ping,
    "/tool/ping": ping.ping,
    "/tool/traceroute": traceroute.traceroute,
    "/interface/monitor-traffic": monitors.monitor_traffic,
    "/interface/reset-counters": system.reset_counters,
    "/interface/ethernet/monitor": monitors.monitor_ethernet,
    "/interface/ethernet/poe/monitor": monitors.monitor_poe,
    "/interface/ethernet/reset-counters": system.reset_counters,
    "/interface/lte/info": monitors.info_lte,
    "/interface/lte/monitor": monitors.monitor_lte,
    "/interface/pppoe-client/monitor": monitors.monitor_pppoe_client,
    "/system/package/update/check-for-updates": system.check_for_updates,
    "/system/reboot": system.reboot,
    "/system/resource/monitor": monitors.monitor_resource,
}
# Policies required by commands not implemented here, which reply without rows; others: `write`.
_POLICIES: Mapping[str, str] = {
    **dict.fromkeys(("export", "find", "get", "monitor-slaves"), "read"),
    **dict.fromkeys(("bandwidth-test", "fetch", "scan", "snooper"), "test"),
    "torch": "sniff",
}


async def carry_out(call: Call) -> None:
    """Execute a command; raises TrapError if the router refuses it."""
    parts = call.words.command.strip("/").split("/")
    folder, name = "/" + "/".join(parts[:-1]), parts[-1]
    menu = call.menus.get(folder)
    if menu is None:
        _require_folder(call.menus, parts[:-1])
    if menu is None or name not in menu.known_commands:
        raise trap("no such command")
    if (command := _COMMANDS.get(call.words.command)) is not None:
        await command(call)
    elif menu.kind is not Kind.FOLDER and (on_menu := _ON_MENUS.get(name)) is not None:
        await on_menu(call, menu)
    else:
        call.require(_POLICIES.get(name, "write"))


def _require_folder(menus: Mapping[str, Menu], parts: list[str]) -> None:
    """Refuse a path with the two traps that name its first unknown part."""
    folders = folders_of(menus)
    path = ""
    for part in parts:
        path += f"/{part}"
        if path not in folders:
            raise TrapError(
                (f"no such command or directory ({part})", MISSING),
                ("no such command prefix", None),
            )
