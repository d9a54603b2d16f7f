"""Texts without what says who, where or what device somebody is, by its shape.

What is known to be secret is blotted out by its key or its value; this is for the rest: words of a
router, lines of the log, patterns that an owner typed.
"""

from collections.abc import Callable
from functools import partial
from ipaddress import IPv6Address, ip_address
import re
from typing import Any, Final

from homeassistant.components.diagnostics import REDACTED

# An e-mail, or a subscriber's name with the realm of its provider.
_EMAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*")
# Six bytes or more: a hardware address, or a fingerprint; of the first also in three groups, and
# without anything between.
_BYTES: Final = re.compile(
    r"(?<![0-9A-Za-z])(?:"
    r"[0-9A-Fa-f]{2}([:-])[0-9A-Fa-f]{2}(?:\1[0-9A-Fa-f]{2}){4,}"
    r"|[0-9A-Fa-f]{4}(?:\.[0-9A-Fa-f]{4}){2}"
    r"|(?=\d*[A-Fa-f])(?=[A-Fa-f]*\d)[0-9A-Fa-f]{12}"
    r")(?![0-9A-Za-z])"
)
# Up to its last digit or "::", with a zone; a colon after it ends a sentence's part.
_IPV6: Final = re.compile(
    r"(?<![0-9A-Za-z:.])(?=[0-9A-Fa-f]*:)[0-9A-Fa-f:.]*(?:[0-9A-Fa-f]|(?<!:)::)"
    r"(?:%[\w.-]*\w)?(?!:*\w|::)"
)
_IPV4: Final = re.compile(r"(?<![0-9A-Za-z.])(?:\d{1,3}\.){3}\d{1,3}(?![0-9A-Za-z]|\.\w)")
# IMEI and IMSI have 15 digits, ICCID and EID more; a date and time has 14. An IMEI may be written
# in its parts, an ICCID in fours.
_DIGITS: Final = re.compile(
    r"(?<![0-9A-Za-z.])(?:\d{15,}|\d{2}([ -])\d{6}\1\d{6}\1\d|\d{8}([ -])\d{6}\2\d"
    r"|\d{4}(?:([ -])\d{4})(?:\3\d{4}){2}(?:\3\d{1,4})?)(?![0-9A-Za-z])"
)
# A telephone's number, of a country's or with the country's code before it.
_TELEPHONE: Final = re.compile(
    r"(?<![\w+.-])(?:\+\d{1,3}[ -]?(?:\(0\))?\d{2,4}(?:[ /-]?\d{2,4}){1,4}|\+\d{8,15}"
    r"|0\d{2,4}[ /-]\d{5,8}|\(0\d{2,4}\)[ /-]?\d{3,8}(?:[ -]\d{3,4})?)(?![\w-])"
)
# MikroTik's serial numbers: eleven or twelve capitals and digits, both of them.
_SERIAL: Final = re.compile(r"(?<![\w-])(?=[A-Z]*\d)(?=\d*[A-Z])[0-9A-Z]{11,12}(?![\w-])")


def _is_ipv4(text: str) -> bool:
    return all(int(part) <= 255 for part in text.split("."))  # noqa: PLR2004 - a byte's largest.


def _is_ipv6(text: str) -> bool:
    """Return whether a text is an address; a time of day has colons too."""
    try:
        return isinstance(ip_address(text.partition("%")[0]), IPv6Address)
    except ValueError:
        return False


_SHAPES: Final[tuple[tuple[re.Pattern[str], Callable[[str], bool]], ...]] = (
    (_EMAIL, bool),
    (_BYTES, bool),
    (_IPV6, _is_ipv6),
    (_IPV4, _is_ipv4),
    (_DIGITS, bool),
    (_TELEPHONE, bool),
    (_SERIAL, bool),
)


def without_shapes(text: str) -> str:
    """Return a text with each address, serial number, e-mail and long number blotted out."""
    for pattern, is_secret in _SHAPES:
        text = pattern.sub(partial(_hidden, is_secret), text)
    return text


def _hidden(is_secret: Callable[[str], bool], match: re.Match[str]) -> str:
    return REDACTED if is_secret(match[0]) else match[0]


def without(text: str, secrets: tuple[str, ...]) -> str:
    """Return a text with each secret blotted out, then all that has the shape of one."""
    for secret in secrets:
        text = text.replace(secret, REDACTED)
    return without_shapes(text)


def blotted(value: Any, secrets: tuple[str, ...], *, of_keys: tuple[str, ...] = ()) -> Any:
    """Return a report with each secret in its texts blotted out.

    Keys are mostly names of ours, that a secret may be a part of: of them only what has the shape
    of a secret, and those named.
    """
    match value:
        case str():
            # What is one of our own words is none of anybody's.
            return without(value, secrets) if type(value) is str else value
        case dict():
            return {
                without(key, of_keys): blotted(one, secrets, of_keys=of_keys)
                for key, one in value.items()
            }
        case list() | tuple():
            return [blotted(one, secrets, of_keys=of_keys) for one in value]
    return value
