"""One command of RouterOS's API, as data."""

from dataclasses import KW_ONLY, dataclass


@dataclass(frozen=True, slots=True)
class Command:
    """A command path with the fields wanted, its arguments and its query words.

    `queries` are whole words in the order the router evaluates them: "?dynamic=yes", "?#!".
    """

    path: str
    _: KW_ONLY
    proplist: tuple[str, ...] = ()
    arguments: tuple[tuple[str, str], ...] = ()
    queries: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse words that would end the sentence early or be read as another kind."""
        if not self.path.startswith("/"):
            raise ValueError(f"a command path starts with a slash: {self.path!r}")
        if not all(query.startswith("?") for query in self.queries):
            raise ValueError(f"a query word starts with a question mark: {self.queries!r}")

    def words(self) -> tuple[str, ...]:
        """Return the words of the sentence, without a tag."""
        proplist = (f"=.proplist={','.join(self.proplist)}",) if self.proplist else ()
        arguments = (f"={name}={value}" for name, value in self.arguments)
        return (self.path, *proplist, *arguments, *self.queries)
