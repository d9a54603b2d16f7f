"""TLS towards a router: one context per way of checking, and fingerprints."""

import asyncio
from enum import StrEnum
from functools import cache
import hashlib
import ssl
from threading import Lock
from typing import Final

from .errors import TlsError


class TlsMode(StrEnum):
    """Whether the link is encrypted, and how the router's certificate is checked."""

    OFF = "off"
    UNVERIFIED = "unverified"
    SYSTEM = "system"
    CA = "ca"
    FINGERPRINT = "fingerprint"


_BUILDING: Final = Lock()


async def context_for(mode: TlsMode, ca: str | None = None) -> ssl.SSLContext | None:
    """Return the shared context of a mode, None for OFF; TlsError if the CA text is invalid.

    Reading the system's CAs takes tens of milliseconds, so it runs outside the event loop.
    """
    if mode is TlsMode.OFF:
        return None
    return await asyncio.to_thread(_shared_context, mode, ca if mode is TlsMode.CA else None)


def fingerprint_of(certificate: bytes | None) -> str:
    """Return the SHA-256 of a DER certificate as upper-case hex with colons, "" for none."""
    if not certificate:
        return ""
    return hashlib.sha256(certificate).digest().hex(":").upper()


def normal_fingerprint(text: str | None) -> str:
    """Return the bare upper-case hex digits of a fingerprint as a person may write it."""
    return "".join((text or "").replace(":", " ").split()).upper()


def _shared_context(mode: TlsMode, ca: str | None) -> ssl.SSLContext:
    """Build a context unless there is one already, never two at once."""
    with _BUILDING:
        return _context(mode, ca)


@cache
def _context(mode: TlsMode, ca: str | None) -> ssl.SSLContext:
    """Build the context of one mode."""
    if mode is TlsMode.UNVERIFIED:
        return _unchecked("ALL:@SECLEVEL=0", ssl.TLSVersion.TLSv1_2)
    if mode is TlsMode.FINGERPRINT:
        return _unchecked("DEFAULT:!aNULL:@SECLEVEL=0", ssl.TLSVersion.MAXIMUM_SUPPORTED)
    if mode is TlsMode.CA and not (ca and ca.strip()):
        raise TlsError("no CA certificate is given")
    try:
        context = ssl.create_default_context(cadata=ca)
    except (ssl.SSLError, ValueError, TypeError) as err:
        raise TlsError("the CA is not a certificate in PEM form") from err
    # Certificates made by RouterOS lack extensions that strict checking requires.
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    return context


def _unchecked(ciphers: str, newest: ssl.TLSVersion) -> ssl.SSLContext:
    """Build a context that accepts any certificate.

    A router without a certificate offers only anonymous ciphers, which end with TLS 1.2.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.set_ciphers(ciphers)
    context.maximum_version = newest
    return context
