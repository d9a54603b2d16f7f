"""Talk to MikroTik routers: connections, errors and the parsing of values.

Nothing in here depends on Home Assistant.
"""

from .client import Client, Timing
from .command import Command, ForbiddenCommandError
from .connection import Connection
from .errors import (
    AuthenticationError,
    BulkLinkError,
    CertificateError,
    CommandRefusedError,
    FingerprintError,
    NoSuchCommandError,
    OtherRouterError,
    PermissionDeniedError,
    ProtocolError,
    RouterOSError,
    TimedOutError,
    TlsError,
    TooLongError,
    TrapError,
    UnidentifiedError,
    UnreachableError,
)
from .link import LinkSettings, fetch_certificate, fetch_fingerprint
from .opening import Opening, Stage
from .tls import TlsMode
from .values import RouterOSVersion
from .words import Row

__all__ = [
    "AuthenticationError",
    "BulkLinkError",
    "CertificateError",
    "Client",
    "Command",
    "CommandRefusedError",
    "Connection",
    "FingerprintError",
    "ForbiddenCommandError",
    "LinkSettings",
    "NoSuchCommandError",
    "Opening",
    "OtherRouterError",
    "PermissionDeniedError",
    "ProtocolError",
    "RouterOSError",
    "RouterOSVersion",
    "Row",
    "Stage",
    "TimedOutError",
    "Timing",
    "TlsError",
    "TlsMode",
    "TooLongError",
    "TrapError",
    "UnidentifiedError",
    "UnreachableError",
    "fetch_certificate",
    "fetch_fingerprint",
]
