"""Which commands may reach a router, judged by their words: none that changes it.

The list is the tests' own, and narrower than what the product can build: a command that nothing
sends yet is not in it.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
import re
from typing import Any

from simulator import SimulatedRouter

type Watch = Callable[[SimulatedRouter], SimulatedRouter]

_PRINT = re.compile(r"=(\.proplist=.+|count-only=|detail=|stats=)", re.DOTALL)
_ONCE = re.compile(r"=(\.proplist=.+|numbers?=.+|once=)", re.DOTALL)
_PING = re.compile(
    r"=(count=([1-9]|10)|interval=\d{2,4}ms|size=(\d{2,3}|1[0-4]\d\d|1500)|"
    r"(address|interface|src-address|routing-table|vrf)=.+)",
    re.DOTALL,
)
_TRACE = re.compile(
    r"=(count=([1-9]|10)|max-hops=([1-9]|[12]\d|30)|timeout=\d{2,4}ms|"
    r"(address|src-address|vrf)=.+)",
    re.DOTALL,
)
_COUNTED = {"/ping": _PING, "/tool/ping": _PING, "/tool/traceroute": _TRACE}
_LOGIN = re.compile(r"=(name|password|response)=.*", re.DOTALL)
_CANCEL = re.compile(r"=tag=\d+")
_TAG = re.compile(r"\.tag=\d+")
_QUERY = re.compile(r"\?.+", re.DOTALL)


def is_reading(words: Sequence[str]) -> bool:
    """Return whether a sentence only reads, and ends by itself; logins and cancels count too."""
    command, *others = (word for word in words if not _TAG.fullmatch(word))
    arguments = [word for word in others if not _QUERY.fullmatch(word)]
    menu, _, verb = command.rpartition("/")
    if command in _COUNTED:
        counted = any(word.startswith("=count=") for word in arguments)
        return counted and _all(_COUNTED[command], others)
    if command in {"/login", "/cancel"}:
        return _all(_LOGIN if command == "/login" else _CANCEL, others)
    if not menu.startswith("/"):
        return False
    if verb == "print":
        return _all(_PRINT, arguments)
    if verb == "monitor" or command == "/interface/lte/info":
        return "=once=" in others and _all(_ONCE, others)
    return False


def _all(pattern: re.Pattern[str], words: Sequence[str]) -> bool:
    """Return whether each word is one that a command accepts."""
    return all(pattern.fullmatch(word) for word in words)


@contextmanager
def only_readings() -> Iterator[Watch]:
    """Yield a function that watches a router; fail at the end if a command did more than read."""
    forbidden: list[tuple[str, ...]] = []

    def watch(router: SimulatedRouter) -> SimulatedRouter:
        write = router.journal.write

        def checked(*, words: Sequence[str], **entry: Any) -> None:
            write(words=words, **entry)
            if not is_reading(masked := router.journal[-1].words):
                forbidden.append(masked)

        router.journal.write = checked  # type: ignore[method-assign]
        return router

    yield watch
    assert not forbidden, f"a router was asked what is no reading: {forbidden}"
