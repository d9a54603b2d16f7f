"""The two logins of RouterOS, as MikroTik's API manual describes them."""

from collections.abc import Awaitable, Callable

from librouteros.login import encode_password

from .command import Login
from .errors import AuthenticationError, ProtocolError
from .words import Row


async def log_in(
    ask: Callable[[Login], Awaitable[list[Row]]], username: str, password: str
) -> None:
    """Log in; AuthenticationError if the router refuses the name or the password.

    RouterOS before 6.43 ignores the password and replies with a challenge.
    """
    answer = await ask(Login(username, password=password))
    challenge = answer[-1].get("ret") if answer else None
    if challenge is not None:
        await ask(Login(username, response=_response(challenge, password)))


def _response(challenge: str, password: str) -> str:
    """Hash the password with the router's challenge."""
    if not password.isascii():
        raise AuthenticationError(
            "RouterOS before 6.43 cannot check a password with other than ASCII characters"
        )
    if len(challenge) % 2 or not set(challenge) <= set("0123456789abcdefABCDEF"):
        raise ProtocolError("the login challenge is not hexadecimal")
    response: str = encode_password(challenge, password)
    return response
