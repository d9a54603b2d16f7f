"""One API session: login, then every command a task of its own."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
import socket
import struct

from .commands.call import INTERRUPTED, Call, TrapError, Words, trap
from .commands.dispatch import carry_out
from .device import Device
from .endless import END, pieces
from .faults import ENDLESS, ON_SENTENCES, Failure, Fault, Faults, Meeting
from .journal import Journal
from .login import Login, LoginStyle
from .menus.menu import Menu
from .output import Output
from .protocol import MalformedError, SentenceParser, encode_sentence
from .users import User
from .version import Version

_READ = 65_536
_EMPTY_SINCE = Version(7, 18)
_NOBODY = User(name="", password="", group="", policies=frozenset())
_LONG = 0x80
_CUTTABLE = 2


@dataclass(frozen=True, kw_only=True, slots=True)
class Served:
    """What all sessions of a router share."""

    device: Device
    menus: Mapping[str, Menu]
    style: LoginStyle
    journal: Journal
    faults: Faults


class Session:
    """A connection to the API, plain or over TLS."""

    def __init__(
        self,
        streams: tuple[asyncio.StreamReader, asyncio.StreamWriter],
        served: Served,
        *,
        number: int,
        place: int,
        service: str,
    ) -> None:
        """Initialize with a new connection; `place` is its position among the open ones."""
        self.number = number
        self.place = place
        self.service = service
        self.user: User | None = None
        self.since = served.device.seconds
        self._reader, self._writer = streams
        peer = self._writer.get_extra_info("peername")
        self.address: str = peer[0]
        self.remote = f"{peer[0]}:{peer[1]}"
        self.local_address: str = self._writer.get_extra_info("sockname")[0]
        self._device = served.device
        self._menus = served.menus
        self._output = Output(self._writer)
        self._login = Login(served.device, served.style, self._is_refused)
        self._journal = served.journal
        self._faults = served.faults
        self._tasks: set[asyncio.Task[None]] = set()
        self._running: dict[asyncio.Task[None], Call] = {}

    async def run(self) -> None:
        """Serve until the connection ends."""
        parser = SentenceParser()
        try:
            while data := await self._reader.read(_READ):
                for words in parser.feed(data):
                    self._receive(words)
        except MalformedError, ConnectionError:
            pass
        finally:
            self._leave()

    def abort(self) -> None:
        """Abort the connection, as when the router goes down."""
        self._writer.transport.abort()

    def _leave(self) -> None:
        """Stop running commands and log the logout."""
        for task in tuple(self._tasks):
            task.cancel()
        self._writer.close()
        if self.user is not None:
            text = f"user {self.user.name} logged out from {self.address} via api"
            self._device.note("system,info,account", text)
            self.user = None

    def _receive(self, sentence: tuple[str, ...]) -> None:
        """Start handling a sentence."""
        words = Words.parse(sentence)
        user = "" if self.user is None else self.user.name
        self._journal.write(
            time=self._device.clock_time, session=self.number, user=user, words=sentence
        )
        task = asyncio.Task(self._answer(words), eager_start=True)
        if not task.done():
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _answer(self, words: Words) -> None:
        """Handle one sentence, or apply a fault to it."""
        failure = self._faults.meet(self._meeting(words.command, words.tag), ON_SENTENCES)
        if failure is not None and await self._failed(failure, words):
            return
        if words.command == "/login":
            self._answer_login(words, self._call(words, self._output.write))
        elif self.user is None:
            self._dismiss("not logged in")
        elif words.command == "/quit":
            self._quit()
        elif words.command == "/cancel":
            self._cancel(words)
        else:
            await self._carry_out(self._call(words, self._output.write))

    def _meeting(self, command: str, tag: str | None = None) -> Meeting:
        """Return the data that faults match."""
        return Meeting(command=command, session=self.number, place=self.place, tag=tag)

    def _is_refused(self) -> bool:
        """Return whether a fault refuses a login."""
        meeting = self._meeting("/login")
        return self._faults.meet(meeting, frozenset({Fault.WRONG_PASSWORD})) is not None

    async def _failed(self, failure: Failure, words: Words) -> bool:
        """Apply a fault; return whether the sentence is done with that."""
        call = self._call(words, self._output.write)
        match failure.fault:
            case Fault.SLOW:
                await asyncio.sleep(failure.seconds)
                return False
            case Fault.SILENT:
                await self._interruptible(call, asyncio.Event().wait())
            case Fault.RESET:
                self._reset()
            case Fault.REFUSE:
                call.refuse(trap(failure.message, failure.category))
            case Fault.FATAL:
                self._dismiss(failure.message)
            case fault if fault in ENDLESS:
                await self._interruptible(call, self._go_on(failure, call))
            case Fault.LATE | Fault.DRIP:
                await self._deliver_late(words, failure)
            case Fault.STALL_MID_WORD:
                await self._answer_in_full(words, self._stall)
            case Fault.DROP_MID_WORD:
                await self._answer_in_full(words, self._drop)
        return True

    async def _answer_in_full(self, words: Words, write: Callable[[bytes], None]) -> None:
        """Execute a command, the login included, with `write` for its output."""
        call = self._call(words, write)
        if words.command == "/login":
            self._answer_login(words, call)
        else:
            await self._carry_out(call)

    async def _deliver_late(self, words: Words, failure: Failure) -> None:
        """Execute at once, but send the reply later or byte by byte."""
        answer = bytearray()
        await self._answer_in_full(words, answer.extend)
        if failure.fault is Fault.LATE:
            await asyncio.sleep(failure.seconds)
            self._output.write(bytes(answer))
            return
        pieces = (bytes((byte,)) for byte in answer)
        await self._output.send_pieces(pieces, seconds=failure.seconds)

    async def _go_on(self, failure: Failure, call: Call) -> None:
        """Send an endless reply; other replies may come between its sentences, not inside one."""
        answer = pieces(failure, call.tag)
        if failure.fault is Fault.ENDLESS_SENTENCE:
            await self._output.send_pieces(answer, end=END)
        else:
            for piece in answer:
                self._output.write(piece)
                await self._output.drain()
                await asyncio.sleep(0)
        call.end()

    def _call(self, words: Words, write: Callable[[bytes], None]) -> Call:
        """Return the call of a command; before the login it has no user."""
        return Call(
            words,
            device=self._device,
            user=self.user or _NOBODY,
            menus=self._menus,
            write=write,
            drain=self._output.drain,
        )

    async def _carry_out(self, call: Call) -> None:
        """Execute a command and send its reply or its traps."""
        try:
            if await self._interruptible(call, carry_out(call)):
                call.finish(empty=self._device.release >= _EMPTY_SINCE)
        except TrapError as error:
            call.refuse(error)
        except ConnectionError:
            return
        if call.after is not None:
            call.after()

    async def _interruptible(self, call: Call, work: Awaitable[object]) -> bool:
        """Run a command that `/cancel` may interrupt; return whether it ran to completion."""
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - a command is always a task of its own.
        self._running[task] = call
        try:
            await work
        except asyncio.CancelledError:
            if task not in self._running:
                return False
            raise
        finally:
            self._running.pop(task, None)
        return True

    def _cancel(self, words: Words) -> None:
        """Interrupt the command of a tag, or all: send its trap, our `!done`, then its `!done`."""
        wanted = words.arguments.get("tag")
        found = [
            (task, call)
            for task, call in self._running.items()
            if wanted is None or call.words.tag == wanted
        ]
        for _, call in found:
            call.trap(trap("interrupted", INTERRUPTED))
        self._call(words, self._output.write).end()
        for task, call in found:
            del self._running[task]
            task.cancel()
            call.end()

    def _answer_login(self, words: Words, call: Call) -> None:
        """Accept or refuse a login; either way the connection stays open."""
        try:
            outcome = self._login.attempt(words.arguments)
        except TrapError as error:
            name = words.arguments.get("name", "")
            text = f"login failure for user {name} from {self.address} via api"
            self._device.note("system,error,critical", text)
            call.refuse(error)
            return
        if isinstance(outcome, str):
            call.ret = outcome
        else:
            self.user, self.since = outcome, self._device.seconds
            text = f"user {outcome.name} logged in from {self.address} via api"
            self._device.note("system,info,account", text)
        call.finish()

    def _quit(self) -> None:
        """Close the connection, with a message unless over TLS."""
        if self.service == "api":
            self._dismiss("session terminated on request")
        else:
            self._writer.close()

    def _dismiss(self, reason: str) -> None:
        """Send a reason as a bare word, and close."""
        self._output.write(encode_sentence(("!fatal", reason)))
        self._writer.close()

    def _drop(self, data: bytes) -> None:
        """Send the reply up to the middle of a word, and close."""
        self._output.write(data[: _inside_a_word(data)])
        self._writer.close()

    def _stall(self, data: bytes) -> None:
        """Send the reply up to the middle of a word, and nothing more."""
        self._output.write(data[: _inside_a_word(data)])
        self._output.stall()

    def _reset(self) -> None:
        """End the connection with a reset."""
        sock = self._writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._writer.transport.abort()


def _inside_a_word(data: bytes) -> int:
    """Return an offset near the middle that cuts a word in two; the words must be short."""
    position = 0
    while (length := data[position]) < _LONG and position + length < len(data) // 2:
        position += length + 1
    while data[position] < _CUTTABLE:
        position += 1
    return position + 2
