"""One command being executed: its words, and the reply it writes."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Self

from ..device import Device
from ..menus.menu import Menu
from ..protocol import encode_sentence
from ..users import User

NO_PERMISSION = "not enough permissions (9)"
MISSING = 0
BAD_VALUE = 1
INTERRUPTED = 2

_FLUSH = 16_384


class TrapError(Exception):
    """The router refuses a command: one or more messages, each with its category or None."""

    def __init__(self, *messages: tuple[str, int | None]) -> None:
        """Keep the messages in the order they are sent."""
        super().__init__(messages)
        self.messages = messages


def trap(message: str, category: int | None = None) -> TrapError:
    """Return the error of one message."""
    return TrapError((message, category))


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a sentence, sorted by their kind."""

    command: str
    arguments: Mapping[str, str]
    queries: tuple[str, ...]
    tag: str | None

    @classmethod
    def parse(cls, words: Iterable[str]) -> Self:
        """Sort words; those of an unknown kind are dropped."""
        command, *rest = words
        arguments: dict[str, str] = {}
        queries: list[str] = []
        tag = None
        for word in rest:
            if word.startswith("="):
                name, _, value = word[1:].partition("=")
                arguments[name] = value
            elif word.startswith("?"):
                queries.append(word)
            elif word.startswith(".tag="):
                tag = word.removeprefix(".tag=")
        return cls(command, arguments, tuple(queries), tag)


class Call:
    """A command, the user who sent it, the router that executes it and the output for the reply."""

    def __init__(
        self,
        words: Words,
        *,
        device: Device,
        user: User,
        menus: Mapping[str, Menu],
        write: Callable[[bytes], None],
        drain: Callable[[], Awaitable[None]],
    ) -> None:
        """Start with an empty reply."""
        self.words = words
        self.device = device
        self.user = user
        self.menus = menus
        self.rows = 0
        self.ret: str | None = None
        self.after: Callable[[], None] | None = None
        self._write = write
        self._drain = drain
        self._pending = bytearray()
        self.tag = () if words.tag is None else (f".tag={words.tag}",)

    @property
    def arguments(self) -> Mapping[str, str]:
        """Return the `=name=value` words."""
        return self.words.arguments

    @property
    def proplist(self) -> tuple[str, ...] | None:
        """Return the requested fields, None for all."""
        asked = self.arguments.get(".proplist", self.arguments.get("proplist"))
        return None if asked is None else tuple(asked.split(","))

    def require(self, policy: str) -> None:
        """Refuse unless the user's group has the policy."""
        if policy not in self.user.policies:
            raise trap(NO_PERMISSION)

    async def row(self, fields: Mapping[str, str]) -> None:
        """Send a row that is already limited to the proplist; long replies are sent in pieces."""
        self.rows += 1
        words = [f"={name}={value}" for name, value in fields.items()]
        self._pending += encode_sentence(("!re", *self.tag, *words))
        if len(self._pending) >= _FLUSH:
            await self.flush()

    async def flush(self) -> None:
        """Send the buffered data and let other tasks run."""
        if self._pending:
            data, self._pending = bytes(self._pending), bytearray()
            self._write(data)
        await self._drain()

    def picked(self, fields: Mapping[str, str]) -> dict[str, str]:
        """Return the fields that the proplist names."""
        wanted = self.proplist
        if wanted is None:
            return dict(fields)
        return {name: fields[name] for name in wanted if name in fields}

    def finish(self, *, empty: bool = False) -> None:
        """Send `!done`; for a reply without rows, send `!empty` before it if `empty`."""
        if empty and not self.rows and self.ret is None:
            self._pending += encode_sentence(("!empty", *self.tag))
        ret = () if self.ret is None else (f"=ret={self.ret}",)
        self._pending += encode_sentence(("!done", *self.tag, *ret))
        self._write(bytes(self._pending))

    def refuse(self, error: TrapError) -> None:
        """Send a refusal's traps and `!done`."""
        self.trap(error)
        self.ret = None
        self._write(encode_sentence(("!done", *self.tag)))

    def trap(self, error: TrapError) -> None:
        """Send only a refusal's traps, after the rows buffered so far."""
        for message, category in error.messages:
            kind = () if category is None else (f"=category={category}",)
            words = ("!trap", *self.tag, *kind, f"=message={message}")
            self._pending += encode_sentence(words)
        self._write(bytes(self._pending))
        self._pending = bytearray()

    def end(self) -> None:
        """Send the bare `!done` of an interrupted command."""
        self._write(encode_sentence(("!done", *self.tag)))
