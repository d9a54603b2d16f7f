"""The login, in the styles before and since 6.43."""

from collections.abc import Callable, Mapping
from enum import StrEnum
import hashlib
import hmac
import secrets

from .commands.call import trap
from .device import Device
from .users import User
from .version import Version

_PLAIN_SINCE = Version(6, 43)
_CHALLENGE_UNTIL = Version(6, 45)
REFUSED = "invalid user name or password (6)"
REFUSED_BEFORE = "cannot log in"


class LoginStyle(StrEnum):
    """How names and passwords travel."""

    PLAIN = "plain"
    """Both are sent as they are."""
    BOTH = "both"
    """As PLAIN; a bare `/login` is answered with a challenge."""
    CHALLENGE = "challenge"
    """The password only answers a challenge."""


def style_of(release: Version) -> LoginStyle:
    """Return the style of a version."""
    if release < _PLAIN_SINCE:
        return LoginStyle.CHALLENGE
    return LoginStyle.BOTH if release < _CHALLENGE_UNTIL else LoginStyle.PLAIN


class Login:
    """The login of one session; a challenge is valid for one response."""

    def __init__(self, device: Device, style: LoginStyle, is_refused: Callable[[], bool]) -> None:
        """Accept the users of a device, unless `is_refused` returns True."""
        self._device = device
        self._style = style
        self._is_refused = is_refused
        self._challenge: bytes | None = None

    def attempt(self, arguments: Mapping[str, str]) -> User | str:
        """Return the accepted user, or a challenge of 32 hex digits to respond to.

        Raises TrapError with the message of the style.
        """
        if "response" in arguments and self._style is not LoginStyle.PLAIN:
            return self._let_in(arguments, self._answered(arguments))
        if "name" in arguments and self._style is not LoginStyle.CHALLENGE:
            return self._let_in(arguments, self._known(arguments))
        if self._style is LoginStyle.PLAIN:
            raise trap(REFUSED)
        self._challenge = secrets.token_bytes(16)
        return self._challenge.hex()

    def _let_in(self, arguments: Mapping[str, str], right: bool) -> User:  # noqa: FBT001 - one call each.
        """Return the user if the password was correct and the group has the policy `api`."""
        user = self._device.users.get(arguments.get("name", ""))
        refused = self._is_refused()
        if user is None or user.disabled or refused or not right or "api" not in user.policies:
            old = self._style is LoginStyle.CHALLENGE
            raise trap(REFUSED_BEFORE if old else REFUSED)
        return user

    def _known(self, arguments: Mapping[str, str]) -> bool:
        """Return whether a password sent as plain text is correct."""
        password = self._password(arguments)
        given = arguments.get("password", "").encode("utf-8", "surrogateescape")
        return password is not None and hmac.compare_digest(password, given)

    def _answered(self, arguments: Mapping[str, str]) -> bool:
        """Return whether the response is correct: MD5 of zero, password and challenge."""
        password, challenge = self._password(arguments), self._challenge
        self._challenge = None
        if password is None or challenge is None:
            return False
        digest = hashlib.md5(b"\0" + password + challenge, usedforsecurity=False).hexdigest()
        return arguments["response"] == f"00{digest}"

    def _password(self, arguments: Mapping[str, str]) -> bytes | None:
        """Return the password of the named user, None if there is no such user."""
        user = self._device.users.get(arguments.get("name", ""))
        return None if user is None else user.password.encode()
