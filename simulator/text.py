"""Text as RouterOS keeps it: bytes of no declared encoding, unchanged from store to wire."""


def to_text(value: str | bytes) -> str:
    """Return a value as text that `to_bytes` turns back into exactly the same bytes."""
    return value if isinstance(value, str) else value.decode("utf-8", "surrogateescape")


def to_bytes(text: str) -> bytes:
    """Return the bytes of a text, those that are not UTF-8 included."""
    return text.encode("utf-8", "surrogateescape")
