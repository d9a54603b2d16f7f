"""The commands that may be sent to a router: none of them can change it.

A command that is not known to be read-only cannot be built. The sources are MikroTik's manuals of
the API, of `print`, `monitor`, `ping` and `traceroute`.
"""

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, field
import re
from typing import Final, final

from .secrets import offence
from .words import encode_words

type Arguments = tuple[tuple[str, str], ...]

# Read-only commands, with the arguments that narrow or widen what is read.
_PING: Final = frozenset(
    {"address", "count", "interval", "size", "interface", "src-address", "routing-table", "vrf"}
)
_BY_VERB: Final[Mapping[str, frozenset[str]]] = {
    "print": frozenset({"count-only", "detail", "stats"}),
    "monitor": frozenset({"numbers", "number", "once"}),
}
_BY_PATH: Final[Mapping[str, frozenset[str]]] = {
    "/interface/monitor-traffic": frozenset({"interface", "once"}),
    "/interface/lte/info": frozenset({"number", "once"}),
    "/ping": _PING,
    "/tool/ping": _PING,
    "/tool/traceroute": frozenset(
        {"address", "count", "max-hops", "timeout", "src-address", "vrf"}
    ),
}
# RouterOS ignores the values of these.
_FLAGS: Final = frozenset({"count-only", "detail", "stats", "once"})

# What a test may cost a router and the network behind it: packets, their bytes, hops, seconds.
_LIMITS: Final[Mapping[str, int]] = {"count": 10, "size": 1500, "max-hops": 30}
_SPANS: Final = ("interval", "timeout")
_SHORTEST, _LONGEST = 0.01, 5.0

_PATH: Final = re.compile(r"(/[a-z0-9-]+)+", re.ASCII)
_NAME: Final = re.compile(r"\.?[A-Za-z0-9][A-Za-z0-9._-]*", re.ASCII)
_SECONDS: Final = re.compile(r"(\d{1,4}(?:\.\d{1,3})?)(ms|s)", re.ASCII)


class ForbiddenCommandError(ValueError):
    """A command that is not known to be read-only, or whose words could be read as others."""


@final
@dataclass(frozen=True, slots=True)
class Command:
    """A read-only command: its path, the requested fields, its arguments and its query words.

    `queries` are whole words in the order the router evaluates them: "?dynamic=yes", "?#!".
    ForbiddenCommandError for anything but a `print` or count, a `monitor` or modem `info` of one
    measurement, or a `ping` or `traceroute` of a bounded number of packets; and for what would
    return a secret.
    """

    path: str
    _: KW_ONLY
    proplist: tuple[str, ...] = ()
    arguments: Arguments = ()
    queries: tuple[str, ...] = ()
    _encoded: bytes | None = field(default=None, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Refuse what might change a router, never end, or be read as another word."""
        if not _PATH.fullmatch(self.path):
            raise ForbiddenCommandError(f"no path of a command: {self.path!r}")
        if not all(_NAME.fullmatch(name) for name in self.proplist):
            raise ForbiddenCommandError(f"no names of fields: {self.proplist!r}")
        if not all(query.startswith("?") and len(query) > 1 for query in self.queries):
            raise ForbiddenCommandError(f"a query word starts with a question mark: {self.queries}")
        given = dict(self.arguments)
        allowed = _allowed(self.path)
        unknown = given.keys() - allowed
        if unknown or len(given) != len(self.arguments):
            raise ForbiddenCommandError(f"{self.path} may not be told {sorted(unknown) or 'twice'}")
        self._check_end(given, allowed)
        self._check_cost(given)
        self._check_secrets(given)

    def _check_end(self, given: Mapping[str, str], allowed: frozenset[str]) -> None:
        """Refuse what would not end by itself."""
        if "once" in allowed and given.get("once") != "":
            raise ForbiddenCommandError(f"{self.path} measures on and on, unless once")
        if "count" in allowed and "count" not in given:
            raise ForbiddenCommandError(f"{self.path} goes on and on, unless counted")
        if any(given[name] for name in given.keys() & _FLAGS):
            raise ForbiddenCommandError(f"a flag of {self.path} has no value: {self.arguments}")

    def _check_cost(self, given: Mapping[str, str]) -> None:
        """Refuse what costs the router or its network much."""
        for name, most in _LIMITS.items():
            text = given.get(name, "1")
            if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= most):
                raise ForbiddenCommandError(f"{name} of {self.path} is from 1 to {most}: {text!r}")
        for name in given.keys() & set(_SPANS):
            if not _SHORTEST <= _seconds(given[name]) <= _LONGEST:
                limits = f"from {_SHORTEST:g} to {_LONGEST:g} s"
                raise ForbiddenCommandError(f"{name} of {self.path} is {limits}: {given[name]!r}")

    def _check_secrets(self, given: Mapping[str, str]) -> None:
        """Refuse what would return a secret, or find one by guessing."""
        menu, _, verb = self.path.rpartition("/")
        # A measurement returns a secret only if it is named; not every router accepts field names.
        brings_fields = verb == "print" and "count-only" not in given
        what = offence(
            menu,
            self.proplist,
            self.queries,
            brings_fields=brings_fields,
            is_measured=verb == "monitor",
        )
        if what is not None:
            raise ForbiddenCommandError(f"{what} may not be asked for")

    def words(self) -> tuple[str, ...]:
        """Return the words of the sentence, without a tag."""
        proplist = (f"=.proplist={','.join(self.proplist)}",) if self.proplist else ()
        arguments = (f"={name}={value}" for name, value in self.arguments)
        return (self.path, *proplist, *arguments, *self.queries)

    def encoded(self) -> bytes:
        """Return the words as they are sent, cached; ProtocolError if they cannot be encoded."""
        if self._encoded is None:
            object.__setattr__(self, "_encoded", encode_words(self.words()))
        return self._encoded or b""


@final
@dataclass(frozen=True, slots=True)
class Login:
    """A login, by password or by the response to a router's challenge."""

    username: str
    _: KW_ONLY
    password: str | None = field(default=None, repr=False)
    response: str | None = field(default=None, repr=False)

    def words(self) -> tuple[str, ...]:
        """Return the words of the sentence, without a tag."""
        secrets = (("password", self.password), ("response", self.response))
        given = (f"={name}={value}" for name, value in secrets if value is not None)
        return ("/login", f"=name={self.username}", *given)

    def encoded(self) -> bytes:
        """Return the words as they are sent, uncached; ProtocolError if they cannot be encoded."""
        return encode_words(self.words())


@final
@dataclass(frozen=True, slots=True)
class Cancel:
    """The cancellation of a command that still runs, by its tag."""

    tag: str

    def words(self) -> tuple[str, ...]:
        """Return the words of the sentence, without a tag of its own."""
        return ("/cancel", f"=tag={self.tag}")

    def encoded(self) -> bytes:
        """Return the words as they are sent."""
        return encode_words(self.words())


# All that is ever written to a router.
type Request = Command | Login | Cancel


def _allowed(path: str) -> frozenset[str]:
    """Return the arguments that a command may have; ForbiddenCommandError if it is not allowed."""
    if (arguments := _BY_PATH.get(path)) is not None:
        return arguments
    menu, _, verb = path.rpartition("/")
    if not menu or verb not in _BY_VERB:
        raise ForbiddenCommandError(f"{path} is not known to only read")
    return _BY_VERB[verb]


def _seconds(text: str) -> float:
    """Return the seconds of a span such as 200ms; ForbiddenCommandError for any other text."""
    if (found := _SECONDS.fullmatch(text)) is None:
        raise ForbiddenCommandError(f"no span of time: {text!r}")
    return float(found[1]) / (1000 if found[2] == "ms" else 1)


# A small command, sent to check whether the router responds.
KEEP_ALIVE: Final = Command("/system/identity/print", proplist=("name",))
