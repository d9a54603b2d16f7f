"""Talk to MikroTik routers: connections, errors and the parsing of values.

Nothing in here knows Home Assistant.
"""

from .client import Client, Timing
from .command import Command
from .connection import Connection
from .errors import (
    AuthenticationError,
    CommandRefusedError,
    FingerprintError,
    NoSuchCommandError,
    PermissionDeniedError,
    ProtocolError,
    RouterOSError,
    TimedOutError,
    TlsError,
    TrapError,
    UnreachableError,
)
from .link import LinkSettings, fetch_fingerprint
from .tls import TlsMode
from .values import RouterOSVersion
from .words import Row

__all__ = [
    "AuthenticationError",
    "Client",
    "Command",
    "CommandRefusedError",
    "Connection",
    "FingerprintError",
    "LinkSettings",
    "NoSuchCommandError",
    "PermissionDeniedError",
    "ProtocolError",
    "RouterOSError",
    "RouterOSVersion",
    "Row",
    "TimedOutError",
    "Timing",
    "TlsError",
    "TlsMode",
    "TrapError",
    "UnreachableError",
    "fetch_fingerprint",
]
