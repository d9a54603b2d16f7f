"""Who is told of what happens to a router: each listener behind its own guard."""

from collections.abc import Callable

from homeassistant.core import CALLBACK_TYPE, callback

from ..const import LOGGER


class Connection[*Arguments]:
    """A listener of a signal; calling this disconnects it.

    There is one per entity: one object in place of a function and what it closes over, as each is
    visited whenever Python looks for garbage.
    """

    __slots__ = ("_connections", "listener")

    def __init__(
        self,
        connections: dict[Connection[*Arguments], None],
        listener: Callable[[*Arguments], None],
    ) -> None:
        """Connect the listener."""
        self._connections = connections
        self.listener = listener
        connections[self] = None

    def __call__(self) -> None:
        """Disconnect the listener."""
        del self._connections[self]


class Signal[*Arguments]:
    """Something that happens, and who listens for it.

    A listener that fails costs nobody else anything, and is logged once for each kind of error:
    what fails for one group at each of its polls works for all others in between.
    """

    def __init__(self, name: str) -> None:
        """Start without a listener; the name is for the log."""
        self._name = name
        self.connections: dict[Connection[*Arguments], None] = {}
        self._logged: set[tuple[Callable[[*Arguments], None], type[Exception]]] = set()

    @callback
    def connect(self, listener: Callable[[*Arguments], None]) -> CALLBACK_TYPE:
        """Call a listener from now on, until what is returned is called."""
        return Connection(self.connections, listener)

    @callback
    def send(self, *arguments: *Arguments) -> None:
        """Call all listeners."""
        for connection in tuple(self.connections):
            try:
                connection.listener(*arguments)
            except Exception as err:  # noqa: BLE001 - the others are called whatever goes wrong.
                self._note_failure(connection.listener, err)

    def _note_failure(self, listener: Callable[[*Arguments], None], err: Exception) -> None:
        """Log a failure, but not again at every poll; where it happened is for a developer."""
        failure = (listener, type(err))
        if failure not in self._logged:
            self._logged.add(failure)
            what = getattr(listener, "__qualname__", listener)
            LOGGER.error("%s: %s failed: %s: %s", self._name, what, type(err).__name__, err)
            LOGGER.debug("%s: %s", self._name, what, exc_info=err)
