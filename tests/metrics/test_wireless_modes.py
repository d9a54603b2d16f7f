"""Which radios are stations, which have no clients."""

from typing import Any, cast

from custom_components.mikrotik_monitoring.metrics.model import Ask
from custom_components.mikrotik_monitoring.metrics.wireless_modes import stations
from custom_components.mikrotik_monitoring.routeros import Command, NoSuchCommandError


async def test_a_stack_that_is_not_there() -> None:
    """A missing menu gives no stations, and those of the others stay."""

    async def answer(command: Command, **_: Any) -> list[dict[str, str]]:
        if command.path == "/interface/wireless/print":
            return [{"name": "wlan1", "mode": "station-bridge"}, {"name": "wlan2"}]
        raise NoSuchCommandError("no such command prefix")

    menus = ("/interface/wifi", "/interface/wireless", "/interface/elsewhere")
    assert await stations(cast("Ask", answer), menus) == {"wlan1"}
