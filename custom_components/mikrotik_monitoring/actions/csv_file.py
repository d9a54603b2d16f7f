"""A file that appears only once it is complete, where Home Assistant may write.

All of it blocks: run it in an executor.
"""

from pathlib import Path
import secrets
from typing import Final

from homeassistant.core import HomeAssistant

from .errors import invalid

SUFFIX: Final = ".csv"


def allowed_path(hass: HomeAssistant, text: str) -> Path:
    """Return the resolved path; raises ServiceValidationError if writing there is not allowed."""
    path = Path(text)
    if not path.is_absolute() or path.suffix.lower() != SUFFIX:
        raise invalid("path_not_csv", path=text)
    try:
        # The resolved path, without links and "..", has to be allowed.
        target = path.resolve()
    except OSError, RuntimeError, ValueError:
        raise invalid("path_not_allowed", path=text) from None
    if not target.parent.is_dir() or not hass.config.is_allowed_path(str(target)):
        raise invalid("path_not_allowed", path=text)
    return target


class CsvFile:
    """A file that is written under a temporary name and then renamed."""

    def __init__(self, path: Path, *, overwrite: bool) -> None:
        """Begin; raises FileExistsError if a file exists that may not be overwritten."""
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
        """Append text."""
        self._file.write(text)

    def finish(self) -> None:
        """Rename the file to its final name."""
        self._file.close()
        self._part.replace(self._path)
        self._is_finished = True

    def discard(self) -> None:
        """Remove an unfinished file."""
        if not self._is_finished:
            self._file.close()
            self._part.unlink(missing_ok=True)
            self._free_place()

    def _free_place(self) -> None:
        if self._holds_place:
            self._path.unlink(missing_ok=True)
