"""The last lines of our own log: who reports a fault seldom has the log of when it happened."""

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
    """Keeps the last lines, as the log has them but for the traceback."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: deque[str] = deque(maxlen=MOST)

    @override
    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line; what is for developers alone names whatever it likes."""
        if record.levelno < logging.INFO:
            return
        said = record.getMessage()
        if record.exc_info is not None and record.exc_info[1] is not None:
            said = f"{said} ({record.exc_info[1]!r})"
        at = dt_util.utc_from_timestamp(record.created).isoformat(timespec="seconds")
        self.lines.append(f"{at} {record.levelname} {said}")


@callback
def async_keep_lines(hass: HomeAssistant) -> None:
    """Keep lines from now on, until Home Assistant ends."""
    keeper = hass.data[_KEEPER] = _Keeper()
    LOGGER.addHandler(keeper)

    @callback
    def end(_: Event) -> None:
        LOGGER.removeHandler(keeper)

    hass.bus.async_listen_once(EVENT_HOMEASSISTANT_CLOSE, end)


@callback
def async_lines(hass: HomeAssistant) -> list[str]:
    """Return the lines that are kept, the oldest first; none before any are."""
    keeper = hass.data.get(_KEEPER)
    return [] if keeper is None else list(keeper.lines)
