"""Endless replies, as of a broken router or of another device at its address."""

from collections.abc import Iterator
import itertools

from .faults import Failure, Fault
from .protocol import encode_sentence, encode_word

_FIELD = "x" * 1000
# Ends a sentence.
END = b"\0"


def pieces(failure: Failure, tag: tuple[str, ...]) -> Iterator[bytes]:
    """Yield an endless reply in pieces of about a kilobyte; it ends when `size` is reached."""
    endless, sent = _endless(failure, tag), 0
    while failure.size is None or sent < failure.size:
        piece = next(endless)
        sent += len(piece)
        yield piece


def _endless(failure: Failure, tag: tuple[str, ...]) -> Iterator[bytes]:
    """Yield pieces without end."""
    match failure.fault:
        case Fault.ENDLESS_SENTENCE:
            yield b"".join(encode_word(word) for word in ("!re", *tag))
            yield from (encode_word(f"=field-{number}={_FIELD}") for number in itertools.count())
        case Fault.ENDLESS_TRAPS:
            yield from itertools.repeat(
                encode_sentence(("!trap", *tag, f"=message={failure.message}{_FIELD}"))
            )
        case _:
            yield from (
                encode_sentence(("!re", *tag, f"=.id=*{number:X}", f"=comment={_FIELD}"))
                for number in itertools.count()
            )
