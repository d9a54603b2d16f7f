"""Encoding and decoding of RouterOS's API sentences.

Lengths, reply words and tags are as in MikroTik's API manual. Text on a router is bytes in
whatever code page the owner's tool used, so each word is UTF-8 or else in a fallback one.
"""

from collections.abc import Iterator
import contextlib
from typing import Final

from librouteros.protocol import encode_word

from .errors import ProtocolError, RouterOSError, TlsError, TooLongError
from .limits import MAX_SENTENCE, MAX_WORD

type Row = dict[str, str]
type Sentence = tuple[str, str | None, Row, list[str]]

_EQUALS: Final = ord("=")
_LONG: Final = 0x80
_THREE_BYTES: Final = 0xC0
_FOUR_BYTES: Final = 0xE0
_FIVE_BYTES: Final = 0xF0
_TLS_ALERT: Final = b"\x15\x03"


def encode_words(words: tuple[str, ...]) -> bytes:
    """Encode words as UTF-8, to be followed by others; ProtocolError when that cannot be done."""
    encoded = b""
    with contextlib.suppress(UnicodeEncodeError):
        encoded = b"".join(encode_word(word, "utf-8") for word in words)
    if not encoded:
        # Raised out here: a UnicodeEncodeError in the chain would carry the whole word along.
        raise ProtocolError("a word of the command has no UTF-8 form")
    return encoded


def tagged(encoded: bytes, tag: str) -> bytes:
    """Return the sentence of encoded words, under a tag of a few digits."""
    word = f".tag={tag}".encode("ascii")
    return b"%b%c%b\0" % (encoded, len(word), word)


class SentenceDecoder:
    """Cut a stream of bytes, in pieces of any size, into sentences."""

    def __init__(self, fallback: str = "latin-1") -> None:
        """Start at the beginning of a sentence; `fallback` decodes what is not UTF-8."""
        self._fallback = fallback
        self._pieces: list[bytes] = []
        self._have = 0
        self._need = 0
        self._reply = ""
        self._tag: str | None = None
        self._row: Row = {}
        self._extra: list[str] = []
        # The bytes of the sentence yielded last, and those so far of the one that has not ended.
        self.size = 0
        self._taken = 0

    def feed(self, data: bytes) -> Iterator[Sentence]:  # noqa: C901 - one loop in one place: each call per word would cost a third of the time.
        """Yield (reply word, tag, attributes, other words) of each sentence `data` completes.

        Words are sliced out of one decoding of the whole piece: per word nothing but a slice
        and a split is left. ProtocolError comes after the sentences that were still good; it is a
        TooLongError when a sentence has more bytes than a router's can have.
        """
        if self._pieces:
            self._pieces.append(data)
            self._have += len(data)
            if self._have < self._need:
                return
            data = b"".join(self._pieces)
            self._pieces = []
        text = data.decode("latin-1")
        row = self._row
        position = end = 0
        begin = -self._taken
        is_begun = bool(self._reply)
        size = len(data)
        while position < size:
            length = data[position]
            start = position + 1
            if length >= _LONG:
                length, start = _long_length(data, position)
            end = start + length
            if end > size:
                break
            if not length:
                if is_begun:
                    self.size = end - begin
                    yield self._reply, self._tag, row, self._extra
                    self._reply, self._tag, self._extra = "", None, []
                    row = self._row = {}
                    is_begun = False
                begin = end
            elif is_begun and data[start] == _EQUALS:
                word = text[start + 1 : end]
                if not word.isascii():
                    word = self._as_text(word)
                key, _, value = word.partition("=")
                row[key] = value
            else:
                self._other_word(text[start:end])
                is_begun = True
            position = end
        self._taken = position - begin
        if max(position, end) - begin > MAX_SENTENCE:
            raise TooLongError(f"a sentence of more than {MAX_SENTENCE} bytes")
        if position < size:
            self._keep(data[position:], end - position, start - position)

    def _keep(self, rest: bytes, need: int, start: int) -> None:
        """Keep an incomplete word until its `need` bytes have arrived."""
        if not self._reply:
            if rest[start : start + 1] not in {b"", b"!"}:
                raise _stranger(rest)
            if len(rest) <= start:
                need = start + 1
        self._pieces = [rest]
        self._have = len(rest)
        self._need = need

    def _other_word(self, word: str) -> None:
        """Process a reply word, a tag, or any other word."""
        if not self._reply:
            if word[0] != "!":
                raise _stranger(word.encode("latin-1"))
            self._reply = word
        elif word.startswith(".tag="):
            self._tag = self._as_text(word[5:])
        else:
            self._extra.append(self._as_text(word))

    def _as_text(self, word: str) -> str:
        """Decode a word that was read as latin-1."""
        raw = word.encode("latin-1")
        try:
            return raw.decode()
        except UnicodeDecodeError:
            return raw.decode(self._fallback, "replace")


def _long_length(data: bytes, position: int) -> tuple[int, int]:
    """Return a word's length and where it starts; it starts beyond `data` if that ends first."""
    first = data[position]
    if first < _THREE_BYTES:
        more, high = 1, first & 0x3F
    elif first < _FOUR_BYTES:
        more, high = 2, first & 0x1F
    elif first < _FIVE_BYTES:
        more, high = 3, first & 0x0F
    elif first == _FIVE_BYTES:
        more, high = 4, 0
    else:
        raise ProtocolError(f"reserved control byte {first:#x}")
    start = position + 1 + more
    if start > len(data):
        return 0, start
    length = high << 8 * more | int.from_bytes(data[position + 1 : start])
    if length > MAX_WORD:
        raise TooLongError(f"a word of {length} bytes")
    return length, start


def _stranger(start: bytes) -> RouterOSError:
    """Return the error for bytes that are not a RouterOS reply."""
    if start.startswith(_TLS_ALERT):
        return TlsError("the port expects TLS")
    return ProtocolError(f"not an answer of RouterOS's API: {start[:20]!r}")
