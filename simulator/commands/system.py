"""Commands that change the router itself."""

from ..menus.system import newest
from ..table import cells
from .call import Call


async def reboot(call: Call) -> None:
    """Reboot the router, once the reply is sent."""
    call.require("reboot")
    call.after = call.device.on_reboot


async def reset_counters(call: Call) -> None:
    """Reset the counters of the named interfaces, or of all."""
    call.require("write")
    at = call.device.seconds
    wanted = call.arguments.get(".id", call.arguments.get("numbers"))
    for port in call.device.ports:
        row = cells(port.record, at)
        if wanted is None or {row[".id"], row["name"]} & set(wanted.split(",")):
            port.reset(at)


async def check_for_updates(call: Call) -> None:
    """Check for the latest version: the profile's, else the installed one."""
    call.require("write")
    table = call.device.table("/system/package/update")
    record = next(table.records(call.device.seconds))
    table.change(record, {**newest(call.device.profile)})
    await call.row(call.picked(cells(record, call.device.seconds)))
