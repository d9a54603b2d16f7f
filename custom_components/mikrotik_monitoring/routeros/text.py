"""Text that comes from a router, made safe to be logged and shown."""

import logging
import re
import traceback
from typing import Final, override

from .limits import MAX_MESSAGE

# Control characters, line ends, surrogates, and marks that change the direction of writing: none
# is visible, each can make a line look like another one.
_UNSEEN: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]+"
)
_MORE: Final = "…"
# Characters with a meaning in Markdown.
_MARKS: Final = re.compile(r"([\\`*_\[\]<>|~&#])")


def one_line(text: str, longest: int = MAX_MESSAGE) -> str:
    """Return text as one line of visible characters, at most `longest` of them."""
    if len(text) <= longest and text.isprintable():
        return text
    # What is invisible may be long too: process no more than twice the length.
    begin = text[: 2 * longest]
    line = " ".join(_UNSEEN.sub(" ", begin).split())
    if len(line) <= longest and len(begin) == len(text):
        return line
    return line[: longest - 1] + _MORE


def quoted(text: str) -> str:
    """Return text as a quoted string of RouterOS's terminal."""
    escaped = "".join(f"\\{char}" if char in '"\\$' else char for char in text)
    return f'"{escaped}"'


def markdown(text: str) -> str:
    """Return text so that Markdown shows it as it is."""
    return _MARKS.sub(r"\\\1", text)


class OneLineFilter(logging.Filter):
    """Reduces each value in a log message to one line, and the last line of tracebacks."""

    @override
    def filter(self, record: logging.LogRecord) -> bool:
        """Let a record pass, with its values and its error made safe to show."""
        if isinstance(record.args, tuple):
            record.args = tuple(
                one_line(str(value)) if isinstance(value, str | BaseException) else value
                for value in record.args
            )
        if record.exc_info and isinstance(record.exc_info, tuple) and record.exc_info[1]:
            record.exc_text = _traceback(record.exc_info[1])
        return True


def _traceback(error: BaseException) -> str:
    """Return the traceback of an error and its causes, each with its text as one line."""
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    before = [] if cause is None else [_traceback(cause), ""]
    where = "".join(traceback.format_tb(error.__traceback__)).rstrip()
    name = type(error).__name__
    return "\n".join([*before, *filter(None, [where]), f"{name}: {one_line(str(error))}"])
