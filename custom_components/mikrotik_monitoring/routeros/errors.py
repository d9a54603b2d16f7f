"""What can go wrong between Home Assistant and a router; every message is safe to show."""

from typing import Final, override

from .text import one_line


class RouterOSError(Exception):
    """Something went wrong while talking to a router.

    Whatever text is given to it becomes one line of bounded length: much of it is a router's.
    """

    def __init__(self, *args: object) -> None:
        """Keep what to say."""
        super().__init__(*(one_line(arg) if isinstance(arg, str) else arg for arg in args))


class UnreachableError(RouterOSError):
    """There is no link: name not found, port closed, reset, or the router hung up."""


class BulkLinkError(UnreachableError):
    """The router answers, but not over a second connection, which what is long needs.

    It lets nobody in beside the first (`max-sessions`, a firewall, a refused login), or what was
    let in has been cut or stays silent.
    """

    def __init__(self, message: str, *, is_turned_away: bool = False) -> None:
        """Say why; ``is_turned_away`` of a connection that is refused before any login."""
        super().__init__(message)
        self.is_turned_away = is_turned_away


class TimedOutError(RouterOSError):
    """The router did not answer before the deadline."""


class TlsError(RouterOSError):
    """The TLS handshake failed or the router's certificate is not trusted."""


class CertificateError(TlsError):
    """The router's certificate is not trusted any more: it was replaced, or has expired."""


class FingerprintError(CertificateError):
    """The router shows another certificate than the one that was confirmed."""

    def __init__(self, fingerprint: str) -> None:
        """Keep the SHA-256 fingerprint the router shows now, upper-case hex with colons."""
        super().__init__(fingerprint)
        self.fingerprint = fingerprint

    @override
    def __str__(self) -> str:
        return f"the router shows another certificate: {self.fingerprint or 'none'}"


class OtherRouterError(RouterOSError):
    """Another router than the expected one answers, perhaps behind the same address."""

    def __init__(self, name: str) -> None:
        """Keep what the router that answers is called."""
        super().__init__(name)
        self.name = one_line(name)

    @override
    def __str__(self) -> str:
        return f"another router answers: {self.name}"


class UnidentifiedError(RouterOSError):
    """The router answers, but does not say the id by which it would be recognised."""


class ProtocolError(RouterOSError):
    """What arrived, or was to be sent, are not words of RouterOS's API."""


class TooLongError(ProtocolError):
    """More has arrived than a word, a row or a reply of a router can have; it was dropped."""


class TrapError(RouterOSError):
    """The router answered one command with !trap; the connection goes on."""

    def __init__(self, message: str, category: int | None = None) -> None:
        """Keep the router's own words and the category number of MikroTik's API manual."""
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


# The texts RouterOS 6 and 7 use; categories do not tell these apart.
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
