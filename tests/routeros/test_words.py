"""Sentences out of bytes, however they are cut."""

from hypothesis import given, settings, strategies as st
from librouteros.protocol import encode_word
import pytest

from custom_components.mikrotik_monitoring.routeros import (
    ProtocolError,
    TlsError,
    TooLongError,
)
from custom_components.mikrotik_monitoring.routeros.limits import MAX_SENTENCE, MAX_WORD
from custom_components.mikrotik_monitoring.routeros.words import (
    Sentence,
    SentenceDecoder,
    encode_words,
    tagged,
)

from .peer import sentence, word

LETTERS = st.characters(codec="utf-8")
TEXT = st.text(LETTERS, max_size=300)
KEYS = st.text(st.characters(codec="utf-8", exclude_characters="="), max_size=20)
SENTENCES = st.lists(
    st.tuples(
        st.sampled_from(["!re", "!done", "!trap", "!empty"]),
        st.none() | st.integers(0, 10**6).map(str),
        st.dictionaries(KEYS, TEXT, max_size=5),
        st.lists(TEXT.map("?".__add__), max_size=2),
    ),
    max_size=6,
)
CUTS = st.lists(st.integers(1, 60), max_size=40)


def encoded(sentences: list[Sentence]) -> bytes:
    """Encode with librouteros what the decoder is to return."""
    stream = b""
    for reply, tag, row, extra in sentences:
        tags = [] if tag is None else [f".tag={tag}"]
        attributes = [f"={key}={value}" for key, value in row.items()]
        for each in (reply, *tags, *extra, *attributes):
            stream += encode_word(each, "utf-8")
        stream += b"\0"
    return stream


@settings(deadline=None)
@given(SENTENCES, CUTS)
def test_any_segmentation_gives_the_same(sentences: list[Sentence], cuts: list[int]) -> None:
    """What librouteros encodes comes back, in pieces of any size."""
    stream = encoded(sentences)
    decoder = SentenceDecoder()
    got: list[Sentence] = []
    sizes: list[int] = []
    for cut in [*cuts, len(stream)]:
        for each in decoder.feed(stream[:cut]):
            got.append(each)
            sizes.append(decoder.size)
        stream = stream[cut:]
    assert got == sentences
    assert sizes == [len(encoded([each])) for each in sentences]


@settings(deadline=None)
@given(st.lists(st.binary(max_size=400), max_size=5))
def test_nothing_else_than_a_protocol_error(chunks: list[bytes]) -> None:
    """Any bytes are sentences, wait for more, or are refused as what they are."""
    decoder = SentenceDecoder()
    try:
        for chunk in chunks:
            list(decoder.feed(chunk))
    except ProtocolError, TlsError:
        pass


@pytest.mark.parametrize("size", [0x7F, 0x80, 0x3FFF, 0x4000, 1_000_000])
def test_every_length(size: int) -> None:
    """Lengths of one to three bytes, in one piece and in network-sized ones."""
    name = "x" * (size - len("=name="))
    stream = sentence("!re", f"=name={name}")
    expected: list[Sentence] = [("!re", None, {"name": name}, [])]
    assert list(SentenceDecoder().feed(stream)) == expected
    decoder = SentenceDecoder()
    got: list[Sentence] = []
    for start in range(0, len(stream), 1448):
        got += decoder.feed(stream[start : start + 1448])
    assert got == expected


@pytest.mark.parametrize("length", [b"\xe0\0\0\x04", b"\xf0\0\0\0\x04"])
def test_longer_length_in_pieces(length: bytes) -> None:
    """A length of four or five bytes may come byte by byte."""
    decoder = SentenceDecoder()
    got: list[Sentence] = []
    for byte in word("!re") + length + b"=a=b\0":
        got += decoder.feed(bytes([byte]))
    assert got == [("!re", None, {"a": "b"}, [])]


def test_good_sentences_before_bad_bytes() -> None:
    """What came before a framing error still counts."""
    decoded = SentenceDecoder().feed(sentence("!done") + b"\xff")
    assert next(decoded) == ("!done", None, {}, [])
    with pytest.raises(ProtocolError, match="reserved control byte 0xff"):
        next(decoded)


def test_stranger_is_known_by_its_first_byte() -> None:
    """A banner shorter than its first byte announces is detected without a deadline."""
    decoder = SentenceDecoder()
    assert list(decoder.feed(b"S")) == []
    with pytest.raises(ProtocolError, match="SSH-2"):
        list(decoder.feed(b"SH-2.0-OpenSSH"))


def test_too_long_a_word() -> None:
    """A word longer than any of RouterOS is no word."""
    length = (MAX_WORD + 1).to_bytes(4)
    with pytest.raises(TooLongError, match=f"a word of {MAX_WORD + 1} bytes"):
        list(SentenceDecoder().feed(word("!re") + bytes([length[0] | 0xE0]) + length[1:]))


@settings(deadline=None, max_examples=20)
@given(st.integers(900, 70_000), st.integers(50, 5_000))
def test_endless_sentence(cut: int, size: int) -> None:
    """A sentence without an end is refused at its limit, however it is split."""
    words = b"".join(word(f"={number}={'x' * size}") for number in range(2 * MAX_SENTENCE // size))
    stream = word("!re") + words[: 2 * MAX_SENTENCE]
    decoder = SentenceDecoder()
    pieces = (stream[start : start + cut] for start in range(0, len(stream), cut))
    fed = 0
    with pytest.raises(TooLongError, match=f"more than {MAX_SENTENCE} bytes"):  # noqa: PT012 - what was fed before is counted.
        for piece in pieces:
            fed += len(piece)
            assert list(decoder.feed(piece)) == []
    assert fed <= MAX_SENTENCE + cut
    assert sum(map(len, decoder._row.values())) <= MAX_SENTENCE + cut


def test_many_sentences_are_no_long_one() -> None:
    """The limit is per sentence: the next one starts from zero."""
    decoder = SentenceDecoder()
    stream = 3 * sentence("!re", f"=a={'x' * (MAX_SENTENCE - 20)}")
    got = [
        each
        for cut in range(0, len(stream), 65_536)
        for each in decoder.feed(stream[cut : cut + 65_536])
    ]
    assert len(got) == 3


def test_fallback_is_per_word() -> None:
    """Old WinBox's code page and UTF-8 stand side by side in one row."""
    stream = sentence("!re", b"=a=\xd0\xb0", b"=b=\xe0", b"=c=\x98", b"\xe0", b".tag=\xe0")
    (got,) = SentenceDecoder("cp1251").feed(stream)
    letter = "\u0430"
    assert got == ("!re", letter, {"a": letter, "b": letter, "c": "\ufffd"}, [letter])


@settings(deadline=None)
@given(TEXT)
def test_sentence_round_trip(text: str) -> None:
    """What we encode decodes to the same words."""
    (got,) = SentenceDecoder().feed(tagged(encode_words(("!re", f"=name={text}")), "17"))
    assert got == ("!re", "17", {"name": text}, [])
