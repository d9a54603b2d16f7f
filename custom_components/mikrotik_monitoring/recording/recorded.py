"""Reads from the recorder, which may not be running, or whose database may fail."""

from collections.abc import Callable
from typing import Any

from homeassistant.components.recorder import DOMAIN as RECORDER, get_instance
from homeassistant.core import HomeAssistant
from sqlalchemy.exc import SQLAlchemyError


class NoRecorderError(Exception):
    """The recorder is not running, or cannot read its database; the message says which."""


async def async_read_recorder[ResultT](
    hass: HomeAssistant, read: Callable[..., ResultT], *arguments: Any
) -> ResultT:
    """Run a read in the recorder's executor and return its result; raises NoRecorderError."""
    if RECORDER not in hass.config.components or not get_instance(hass).is_alive():
        raise NoRecorderError("The recorder does not run")
    try:
        return await get_instance(hass).async_add_executor_job(read, *arguments)
    except RuntimeError as err:
        # Its executor accepts no more work: it has just been stopped.
        raise NoRecorderError("The recorder does not run") from err
    except SQLAlchemyError as err:
        raise NoRecorderError("The recorder cannot read its database") from err
