"""The last lines of our own log: users who report a bug seldom have the log of that time."""

from collections import deque
import logging
from typing import Final, override

from homeassistant.const import EVENT_HOMEASSISTANT_CLOSE
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.util import dt as dt_util
from homeassistant.util.hass_dict import HassKey

from .const import DOMAIN, LOGGER

MOST: Final = 200

_KEEPER: HassKey[_Keeper] = HassKey(f"{DOMAIN}_log_lines")


class _Keeper(logging.Handler):
    """Keeps the last log lines, without tracebacks."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: deque[str] = deque(maxlen=MOST)

    @override
    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line, except debug messages, which may contain anything."""
        if record.levelno < logging.INFO:
            return
        said = record.getMessage()
        if record.exc_info is not None and record.exc_info[1] is not None:
            said = f"{said} ({record.exc_info[1]!r})"
        at = dt_util.utc_from_timestamp(record.created).isoformat(timespec="seconds")
        self.lines.append(f"{at} {record.levelname} {said}")


@callback
def async_keep_lines(hass: HomeAssistant) -> None:
    """Keep lines from now on, until Home Assistant stops."""
    keeper = hass.data[_KEEPER] = _Keeper()
    LOGGER.addHandler(keeper)

    @callback
    def end(_: Event) -> None:
        LOGGER.removeHandler(keeper)

    hass.bus.async_listen_once(EVENT_HOMEASSISTANT_CLOSE, end)


@callback
def async_lines(hass: HomeAssistant) -> list[str]:
    """Return the kept lines, the oldest first; none before ``async_keep_lines``."""
    keeper = hass.data.get(_KEEPER)
    return [] if keeper is None else list(keeper.lines)
