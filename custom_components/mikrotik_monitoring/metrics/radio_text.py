"""How the wireless stacks of RouterOS write states and channels."""

from dataclasses import dataclass
import re
from typing import Final, Self

from ..routeros import values

# "2412/20-Ce/gn(18dBm)" of the older stacks, "5500/ax/Ceee" or "5180/ax/Ceee/D" of the newer ones.
_CHANNEL: Final = re.compile(
    r"(\d{4,5})((?:/[^/()]{1,20}){0,5})\s*(?:\(([+-]?\d{1,3})\s*dBm\))?", re.ASCII
)
_OLDER_WIDTH: Final = re.compile(r"(\d{1,3})(?:-([eCX]{1,16}))?", re.ASCII)
# A letter per 20 MHz, a capital one for the control channel.
_EXTENSION: Final = re.compile(r"[eC]{1,16}", re.ASCII)
_STEP: Final = 20
_BAND: Final = re.compile(r"([256])ghz\b.*", re.ASCII)
# MHz from which on a channel no longer belongs to the band.
_LIMITS: Final = ((3_000, "2ghz"), (5_925, "5ghz"), (7_200, "6ghz"))


@dataclass(frozen=True, kw_only=True, slots=True)
class Channel:
    """A channel: frequency and width in MHz, power in dBm; ``text`` omits the power."""

    text: str | None = None
    frequency: int | None = None
    width: int | None = None
    power: float | None = None

    @classmethod
    def parse(cls, text: str | None) -> Self:
        """Return the channel of a text; with only the text if its format is unknown."""
        stripped = (text or "").strip()
        found = _CHANNEL.fullmatch(stripped)
        if found is None:
            return cls(text=stripped or None)
        frequency, parts, power = found.groups()
        return cls(
            text=f"{frequency}{parts}",
            frequency=int(frequency),
            width=_width(parts.split("/")[1:]),
            power=values.decimal(power),
        )


def _width(parts: list[str]) -> int | None:
    """Return the width from the parts of a channel after its frequency."""
    if not parts or any("+" in part for part in parts):
        return None
    if older := _OLDER_WIDTH.fullmatch(parts[0]):
        return int(older[1]) * max(len(older[2] or ""), 1)
    extension = next((part for part in parts[1:] if _EXTENSION.fullmatch(part)), "")
    return _STEP * max(len(extension), 1)


def band_of(frequency: int | None) -> str | None:
    """Return the band of a channel, by RouterOS's name."""
    if frequency is None:
        return None
    return next((band for limit, band in _LIMITS if frequency < limit), None)


def band_of_setting(text: str | None) -> str | None:
    """Return the configured band of a radio: "5ghz" of "5ghz-a/n/ac"."""
    found = _BAND.fullmatch(text or "")
    return f"{found[1]}ghz" if found else None


def state_word(text: str | None) -> str | None:
    """Return a state without its details: "searching" of "Searching... - no network"."""
    word = (text or "").partition(" - ")[0].strip().rstrip(".").strip()
    return word.lower() or None
