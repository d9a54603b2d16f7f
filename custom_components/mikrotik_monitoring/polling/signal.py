"""Signals about a router: an error of one listener does not affect the others."""

from collections.abc import Callable

from homeassistant.core import CALLBACK_TYPE, callback

from ..const import LOGGER


class Connection[*Arguments]:
    """A listener of a signal; calling this disconnects it.

    There is one per entity: one object in place of a function and its closure, as Python's garbage
    collector visits each of them.
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
    """An event and its listeners.

    A listener that fails does not affect the others, and is logged once for each kind of error:
    what fails for one group at each of its polls works for all others in between.
    """

    def __init__(self, name: str) -> None:
        """Start without a listener; the name is for the log."""
        self._name = name
        self.connections: dict[Connection[*Arguments], None] = {}
        self._logged: set[tuple[Callable[[*Arguments], None], type[Exception]]] = set()

    @callback
    def connect(self, listener: Callable[[*Arguments], None]) -> CALLBACK_TYPE:
        """Call a listener from now on, until the returned callback is called."""
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
        """Log a failure, but not again at every poll; its traceback only at debug level."""
        failure = (listener, type(err))
        if failure not in self._logged:
            self._logged.add(failure)
            what = getattr(listener, "__qualname__", listener)
            LOGGER.error("%s: %s failed: %s: %s", self._name, what, type(err).__name__, err)
            LOGGER.debug("%s: %s", self._name, what, exc_info=err)
