"""The stack machine of query words, as MikroTik's API manual describes it."""

from collections.abc import Callable, Sequence

from .values import parse_duration

type Lookup = Callable[[str], str | None]

_TRUE = frozenset({"true", "yes"})
_FALSE = frozenset({"false", "no"})
FLAGS = frozenset(
    {"active", "authorized", "blocked", "bound", "complete", "connect", "DHCP", "disabled"}
    | {"dynamic", "established", "inactive", "invalid", "radius", "running", "slave", "static"}
)


class BadQueryError(Exception):
    """A query word needs more values than the stack has."""


class Query:
    """The query words of one sentence."""

    def __init__(self, words: Sequence[str], *, absent_flag_is_no: bool = False) -> None:
        """Keep the words; `absent_flag_is_no` lets `?dynamic=no` match a row without the flag."""
        self._words = tuple(word[1:] for word in words)
        self._absent_flag_is_no = absent_flag_is_no

    def __bool__(self) -> bool:
        """Return whether there are any query words."""
        return bool(self._words)

    @property
    def equality(self) -> tuple[str, str] | None:
        """Return name and value if the query is a single `?name=value`."""
        if len(self._words) != 1 or self._words[0][:1] in {"-", "#", "<", ">", "="}:
            return None
        name, equals, value = self._words[0].partition("=")
        return (name, value) if equals else None

    def matches(self, lookup: Lookup) -> bool:
        """Run the words over a row; whatever is left on the stack must all be true."""
        stack: list[bool] = []
        for word in self._words:
            if word.startswith("#"):
                _operate(stack, word[1:])
            else:
                stack.append(self._compare(word, lookup))
        return all(stack)

    def _compare(self, word: str, lookup: Lookup) -> bool:
        """Evaluate one comparison."""
        if word.startswith("-"):
            return lookup(word[1:]) is None
        sign = word[0] if word[:1] in {"<", ">", "="} else ""
        name, equals, wanted = word[len(sign) :].partition("=")
        value = lookup(name)
        if not equals:
            return value is not None
        if value is None:
            return self._absent(name, wanted) and sign in {"", "="}
        if sign in {"", "="}:
            return _same(value, wanted)
        return _order(value, wanted) == sign

    def _absent(self, name: str, wanted: str) -> bool:
        """Return whether a flag that the row omits counts as `no`."""
        return self._absent_flag_is_no and name in FLAGS and wanted in _FALSE


def _same(value: str, wanted: str) -> bool:
    """Compare for equality; `yes` equals `true`, and `no` equals `false`."""
    if value in _TRUE or value in _FALSE:
        return wanted in (_TRUE if value in _TRUE else _FALSE)
    return value == wanted


def _order(value: str, wanted: str) -> str:
    """Return `<`, `>` or `=`: numbers and durations by size, text by its characters."""
    left, right = _number(value), _number(wanted)
    if left is not None and right is not None:
        return "<" if left < right else ">" if left > right else "="
    return "<" if value < wanted else ">" if value > wanted else "="


def _number(text: str) -> float | None:
    """Return a text as a number or seconds; an identifier such as `*1CB36` is a number."""
    if text.startswith("*"):
        try:
            return int(text[1:], 16)
        except ValueError:
            return None
    return parse_duration(text)


def _operate(stack: list[bool], operations: str) -> None:
    """Apply the characters of an operation word to the stack, left to right."""
    digits = ""
    for character in operations:
        if character.isdigit():
            digits += character
            continue
        previous_was_index = bool(digits)
        if digits:
            stack.append(_at(stack, int(digits)))
            digits = ""
        if character != ".":
            _logic(stack, character)
        elif not previous_was_index:
            stack.append(_at(stack, 0))
    if digits:
        stack[:] = [_at(stack, int(digits))]


def _at(stack: list[bool], index: int) -> bool:
    """Return the value with this index; the top of the stack has index 0."""
    if index >= len(stack):
        raise BadQueryError
    return stack[-1 - index]


def _logic(stack: list[bool], character: str) -> None:
    """Apply not, and, or to the top of the stack."""
    needed = 1 if character == "!" else 2
    if character not in "!&|" or len(stack) < needed:
        raise BadQueryError
    if character == "!":
        stack.append(not stack.pop())
        return
    right, left = stack.pop(), stack.pop()
    stack.append(left and right if character == "&" else left or right)
