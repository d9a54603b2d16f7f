"""Words and sentences of the RouterOS API, as MikroTik's API manual describes them."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator

from .text import to_bytes, to_text

_SHORT = tuple(bytes((length,)) for length in range(0x80))
_END = b"\x00"
_RESERVED = 0xF8
_LIMITS = (0x80, 0x4000, 0x200000, 0x10000000)
_MARKS = (0x00, 0x8000, 0xC00000, 0xE0000000)
_FIRST_BYTES = (0x80, 0xC0, 0xE0, 0xF0)
_MASKS = (0x7F, 0x3FFF, 0x1FFFFF, 0x0FFFFFFF, 0xFFFFFFFF)
_ONE_BYTE = _LIMITS[0]


class MalformedError(Exception):
    """The peer sent a length that the API reserves."""


def encode_length(length: int) -> bytes:
    """Return the length prefix of a word of so many bytes: one to five bytes, big endian."""
    for size, (limit, mark) in enumerate(zip(_LIMITS, _MARKS, strict=True), 1):
        if length < limit:
            return (length | mark).to_bytes(size)
    return b"\xf0" + length.to_bytes(4)


def encode_word(word: str) -> bytes:
    """Return a word with its length before it."""
    data = to_bytes(word)
    length = len(data)
    return (_SHORT[length] if length < _ONE_BYTE else encode_length(length)) + data


def encode_sentence(words: Iterable[str]) -> bytes:
    """Return the words of a sentence and the empty word that ends it."""
    return b"".join([*map(encode_word, words), _END])


class SentenceParser:
    """Cuts a stream of bytes into sentences, wherever the network split it."""

    def __init__(self) -> None:
        """Start with an empty buffer."""
        self._buffer = bytearray()
        self._words: list[str] = []

    def feed(self, data: bytes) -> Iterator[tuple[str, ...]]:
        """Buffer bytes and yield each sentence they complete; empty sentences are ignored.

        Raises MalformedError at a length that starts with a reserved byte.
        """
        self._buffer += data
        position = 0
        try:
            while (found := self._word(position)) is not None:
                word, position = found
                if word:
                    self._words.append(to_text(word))
                elif self._words:
                    words, self._words = tuple(self._words), []
                    yield words
        finally:
            del self._buffer[:position]

    def _word(self, position: int) -> tuple[bytes, int] | None:
        """Return the word that starts here and where it ends, or None while it is incomplete."""
        prefix = self._length(position)
        if prefix is None:
            return None
        length, start = prefix
        end = start + length
        return None if end > len(self._buffer) else (bytes(self._buffer[start:end]), end)

    def _length(self, position: int) -> tuple[int, int] | None:
        """Return the length written here and where the word's bytes begin."""
        if position >= len(self._buffer):
            return None
        first = self._buffer[position]
        if first < _ONE_BYTE:
            return first, position + 1
        if first >= _RESERVED:
            raise MalformedError(f"length byte {first:#x} is reserved")
        size, mask = _size_and_mask(first)
        end = position + size
        if end > len(self._buffer):
            return None
        return int.from_bytes(self._buffer[position:end]) & mask, end


def _size_and_mask(first: int) -> tuple[int, int]:
    """Return the size of a length in bytes and the mask of its value bits."""
    size = bisect_right(_FIRST_BYTES, first) + 1
    return size, _MASKS[size - 1]
