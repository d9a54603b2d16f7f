"""Home Assistant as ``hass`` runs it, with hours shortened to seconds.

Usage: python -m tests.e2e.impatient [arguments of hass]

A repair that comes after minutes or a day comes within seconds. The dhcp integration listens to
no network, and accepts loopback addresses from device trackers. As long as the configuration
folder has a file `NO_BOARDS`, Home Assistant's dashboards are not where the integration expects
them.
"""

from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta
from ipaddress import IPv4Address
from pathlib import Path
import sys
from typing import Any, Final, override
from unittest.mock import AsyncMock, patch

import aiodhcpwatcher
from homeassistant import __main__ as hass_program
from homeassistant.components import dhcp
from homeassistant.core import HomeAssistant

from custom_components.mikrotik_monitoring.dashboard import panel
from custom_components.mikrotik_monitoring.options import growth
from custom_components.mikrotik_monitoring.reactions import clock_off, second_connection

PROGRAM: Final = "tests.e2e.impatient"

# A file in the configuration folder, and the name of the error it causes.
NO_BOARDS: Final = "no-boards"
MOVED: Final = "moved_elsewhere"

# Seconds of a "day" of which the rows are counted, and how many of them are too many.
DAY: Final = 20.0
MANY_ROWS: Final = 100


class Near(IPv4Address):
    """A loopback address that is treated as one of a network."""

    @property
    @override
    def is_loopback(self) -> bool:
        """Return False."""
        return False


def _boards(hass: HomeAssistant) -> dict[str | None, Any]:
    """Return Home Assistant's dashboards, unless they are to be missing."""
    if Path(hass.config.path(NO_BOARDS)).exists():
        raise KeyError(MOVED)
    return known_boards(hass)


known_boards: Callable[[HomeAssistant], dict[str | None, Any]] = vars(panel)["_boards"]


def main() -> int:
    """Run Home Assistant until it ends; return its exit code."""
    with ExitStack() as patches:
        for patched in (
            patch.multiple(growth, _DAY=timedelta(seconds=DAY), _FEW=MANY_ROWS, _TIMES=0.0),
            patch.multiple(clock_off, _SETTLING=1.0),
            patch.multiple(second_connection, _LASTING=3.0),
            patch.multiple(panel, _boards=_boards),
            patch.multiple(dhcp, cached_ip_addresses=Near),
            patch.multiple(dhcp.NetworkWatcher, async_start=lambda _: None),
            patch.multiple(dhcp.DHCPWatcher, async_start=AsyncMock()),
            patch.multiple(aiodhcpwatcher, async_init=AsyncMock()),
        ):
            patches.enter_context(patched)
        return hass_program.main()


if __name__ == "__main__":
    sys.exit(main())
