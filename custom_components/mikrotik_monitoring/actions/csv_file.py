"""A file that is there when it is complete, not before: where Home Assistant may write.

All of it blocks: to be called in an executor.
"""

from pathlib import Path
import secrets
from typing import Final

from homeassistant.core import HomeAssistant

from .errors import invalid

SUFFIX: Final = ".csv"


def allowed_path(hass: HomeAssistant, text: str) -> Path:
    """Return where a path leads; raises ServiceValidationError where nothing may be written."""
    path = Path(text)
    if not path.is_absolute() or path.suffix.lower() != SUFFIX:
        raise invalid("path_not_csv", path=text)
    try:
        # What it leads to, whatever links and ".." are on the way, is what has to be allowed.
        target = path.resolve()
    except OSError, RuntimeError, ValueError:
        raise invalid("path_not_allowed", path=text) from None
    if not target.parent.is_dir() or not hass.config.is_allowed_path(str(target)):
        raise invalid("path_not_allowed", path=text)
    return target


class CsvFile:
    """A file that is written under another name, and then takes its own."""

    def __init__(self, path: Path, *, overwrite: bool) -> None:
        """Begin; raises FileExistsError where there is a file that may not be overwritten."""
        self._path = path
        self._is_finished = False
        if not overwrite:
            path.touch(exist_ok=False)
        self._holds_place = not overwrite
        self._part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
        try:
            self._file = self._part.open("x", encoding="utf-8", newline="")
        except OSError:
            self._free_place()
            raise

    def write(self, text: str) -> None:
        """Go on."""
        self._file.write(text)

    def finish(self) -> None:
        """Take the file's own name."""
        self._file.close()
        self._part.replace(self._path)
        self._is_finished = True

    def discard(self) -> None:
        """Leave nothing behind of what is not finished."""
        if not self._is_finished:
            self._file.close()
            self._part.unlink(missing_ok=True)
            self._free_place()

    def _free_place(self) -> None:
        if self._holds_place:
            self._path.unlink(missing_ok=True)
