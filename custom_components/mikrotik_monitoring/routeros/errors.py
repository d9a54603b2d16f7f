"""What can go wrong between Home Assistant and a router; every message is safe to show."""

from typing import Final, override

from .text import one_line


class RouterOSError(Exception):
    """Something went wrong while talking to a router.

    Any text given to it becomes one line of bounded length: much of it comes from a router.
    """

    def __init__(self, *args: object) -> None:
        """Store the message."""
        super().__init__(*(one_line(arg) if isinstance(arg, str) else arg for arg in args))


class UnreachableError(RouterOSError):
    """There is no link: name not found, port closed, reset, or the router hung up."""


class BulkLinkError(UnreachableError):
    """The router responds, but not over a second connection, which long commands need.

    It accepts none beside the first (`max-sessions`, a firewall, a refused login), or the second
    one was cut or stays silent.
    """

    def __init__(self, message: str, *, is_turned_away: bool = False) -> None:
        """Store why; ``is_turned_away`` is for a connection that is refused before any login."""
        super().__init__(message)
        self.is_turned_away = is_turned_away


class TimedOutError(RouterOSError):
    """The router did not reply before the deadline."""


class TlsError(RouterOSError):
    """The TLS handshake failed or the router's certificate is not trusted."""


class CertificateError(TlsError):
    """The router's certificate is not trusted any more: it was replaced, or has expired."""


class FingerprintError(CertificateError):
    """The router shows another certificate than the one that was confirmed."""

    def __init__(self, fingerprint: str) -> None:
        """Store the SHA-256 fingerprint the router shows now, upper-case hex with colons."""
        super().__init__(fingerprint)
        self.fingerprint = fingerprint

    @override
    def __str__(self) -> str:
        return f"the router shows another certificate: {self.fingerprint or 'none'}"


class OtherRouterError(RouterOSError):
    """Another router than the expected one responds, perhaps behind the same address."""

    def __init__(self, name: str) -> None:
        """Store the name of the router that responds."""
        super().__init__(name)
        self.name = one_line(name)

    @override
    def __str__(self) -> str:
        return f"another router answers: {self.name}"


class UnidentifiedError(RouterOSError):
    """The router responds, but does not report the id by which it would be recognised."""


class ProtocolError(RouterOSError):
    """Data that arrived, or was to be sent, is not valid in RouterOS's API."""


class TooLongError(ProtocolError):
    """A word, a row or a reply is longer than a router's can be; it was dropped."""


class TrapError(RouterOSError):
    """The router replied to one command with !trap; the connection stays open."""

    def __init__(self, message: str, category: int | None = None) -> None:
        """Store the router's message and the category number of MikroTik's API manual."""
        super().__init__(message, category)
        self.message = one_line(message)
        self.category = category

    @override
    def __str__(self) -> str:
        return self.message


class AuthenticationError(TrapError):
    """The router refused the user name or the password."""


class PermissionDeniedError(TrapError):
    """The user's group lacks a policy that the command needs."""


class NoSuchCommandError(TrapError):
    """This router has no such menu or command: other version, hardware or packages."""


class CommandRefusedError(TrapError):
    """The router refused the command for any other reason."""


# The texts RouterOS 6 and 7 use; categories do not distinguish them.
_CLASS_BY_TEXT: Final[tuple[tuple[str, type[TrapError]], ...]] = (
    ("invalid user name or password", AuthenticationError),
    ("cannot log in", AuthenticationError),
    ("not enough permissions", PermissionDeniedError),
    ("no such command", NoSuchCommandError),
)


def error_from_traps(traps: list[dict[str, str]]) -> TrapError:
    """Build the error for the !trap sentences of one reply; the first decides its class."""
    messages = [one_line(trap.get("message", "")) for trap in traps]
    category = traps[0].get("category", "")
    text = messages[0].lower()
    kind = next((cls for words, cls in _CLASS_BY_TEXT if words in text), CommandRefusedError)
    return kind(
        ", ".join(filter(None, messages)) or "no reason given",
        int(category) if category.isdecimal() and category.isascii() else None,
    )
