"""Redaction of texts that identify a person, place or device, by their pattern.

Known secrets are redacted by key or value; this is for the rest: texts from a router, log lines,
patterns entered by the user.
"""

from collections.abc import Callable
from functools import partial
from ipaddress import IPv6Address, ip_address
import re
from typing import Any, Final

from homeassistant.components.diagnostics import REDACTED

# An e-mail address, or a subscriber's name with the provider's realm.
_EMAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*")
# Six bytes or more: a MAC address or a fingerprint; a MAC address also in three groups, or without
# separators.
_BYTES: Final = re.compile(
    r"(?<![0-9A-Za-z])(?:"
    r"[0-9A-Fa-f]{2}([:-])[0-9A-Fa-f]{2}(?:\1[0-9A-Fa-f]{2}){4,}"
    r"|[0-9A-Fa-f]{4}(?:\.[0-9A-Fa-f]{4}){2}"
    r"|(?=\d*[A-Fa-f])(?=[A-Fa-f]*\d)[0-9A-Fa-f]{12}"
    r")(?![0-9A-Za-z])"
)
# Up to its last digit or "::", with a zone; a colon after that is punctuation.
_IPV6: Final = re.compile(
    r"(?<![0-9A-Za-z:.])(?=[0-9A-Fa-f]*:)[0-9A-Fa-f:.]*(?:[0-9A-Fa-f]|(?<!:)::)"
    r"(?:%[\w.-]*\w)?(?!:*\w|::)"
)
_IPV4: Final = re.compile(r"(?<![0-9A-Za-z.])(?:\d{1,3}\.){3}\d{1,3}(?![0-9A-Za-z]|\.\w)")
# IMEI and IMSI have 15 digits, ICCID and EID more; a date and time has 14. An IMEI may be split
# into its parts, an ICCID into groups of four.
_DIGITS: Final = re.compile(
    r"(?<![0-9A-Za-z.])(?:\d{15,}|\d{2}([ -])\d{6}\1\d{6}\1\d|\d{8}([ -])\d{6}\2\d"
    r"|\d{4}(?:([ -])\d{4})(?:\3\d{4}){2}(?:\3\d{1,4})?)(?![0-9A-Za-z])"
)
# A phone number, with or without the country code.
_TELEPHONE: Final = re.compile(
    r"(?<![\w+.-])(?:\+\d{1,3}[ -]?(?:\(0\))?\d{2,4}(?:[ /-]?\d{2,4}){1,4}|\+\d{8,15}"
    r"|0\d{2,4}[ /-]\d{5,8}|\(0\d{2,4}\)[ /-]?\d{3,8}(?:[ -]\d{3,4})?)(?![\w-])"
)
# MikroTik's serial numbers: eleven or twelve characters, both capitals and digits.
_SERIAL: Final = re.compile(r"(?<![\w-])(?=[A-Z]*\d)(?=\d*[A-Z])[0-9A-Z]{11,12}(?![\w-])")


def _is_ipv4(text: str) -> bool:
    return all(int(part) <= 255 for part in text.split("."))  # noqa: PLR2004 - the largest byte.


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
    """Return a text with each address, serial number, e-mail and long number redacted."""
    for pattern, is_secret in _SHAPES:
        text = pattern.sub(partial(_hidden, is_secret), text)
    return text


def _hidden(is_secret: Callable[[str], bool], match: re.Match[str]) -> str:
    return REDACTED if is_secret(match[0]) else match[0]


def without(text: str, secrets: tuple[str, ...]) -> str:
    """Return a text with each secret redacted, then everything that looks like one."""
    for secret in secrets:
        text = text.replace(secret, REDACTED)
    return without_shapes(text)


def blotted(value: Any, secrets: tuple[str, ...], *, of_keys: tuple[str, ...] = ()) -> Any:
    """Return a report with each secret in its texts redacted.

    Keys are mostly our own names, and a secret may be part of one: in keys, only what looks like a
    secret, and ``of_keys``, is redacted.
    """
    match value:
        case str():
            # Our own words are not secret.
            return without(value, secrets) if type(value) is str else value
        case dict():
            return {
                without(key, of_keys): blotted(one, secrets, of_keys=of_keys)
                for key, one in value.items()
            }
        case list() | tuple():
            return [blotted(one, secrets, of_keys=of_keys) for one in value]
    return value
