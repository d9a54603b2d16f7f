"""What can be wrong with a router, switched on and off while it runs."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum


class Fault(Enum):
    """A way to fail."""

    REFUSE = "refuse"
    """A trap instead of an answer."""
    SILENT = "silent"
    """No answer at all."""
    SLOW = "slow"
    """The answer comes late."""
    DROP_MID_WORD = "drop-mid-word"
    """The connection ends inside a word of the answer."""
    RESET = "reset"
    """The connection is reset instead of an answer."""
    WRONG_PASSWORD = "wrong-password"  # noqa: S105 - the name of a fault.
    """Every login is refused."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Failure:
    """A fault as it was switched on; `command` None stands for any command, login included."""

    fault: Fault
    command: str | None = None
    message: str = "failure: simulated"
    category: int | None = None
    seconds: float = 1.0


class Faults:
    """The faults of one router."""

    def __init__(self) -> None:
        """Begin with a router in good health."""
        self._failures: list[Failure] = []

    def set(
        self,
        fault: Fault,
        *,
        command: str | None = None,
        message: str = "failure: simulated",
        category: int | None = None,
        seconds: float = 1.0,
    ) -> None:
        """Switch a fault on, for one command path or for all.

        `message` and `category` belong to REFUSE, `seconds` (of real time) to SLOW.
        """
        self._failures.append(
            Failure(
                fault=fault, command=command, message=message, category=category, seconds=seconds
            )
        )

    def clear(self, fault: Fault | None = None, *, command: str | None = None) -> None:
        """Switch faults off: one kind, those of one command, or all of them."""
        self._failures = [
            failure
            for failure in self._failures
            if fault not in {None, failure.fault} or command not in {None, failure.command}
        ]

    def find(self, command: str, *faults: Fault) -> Failure | None:
        """Return the fault that a command meets, the one set last first."""
        for failure in reversed(self._failures):
            if failure.command in {None, command} and (not faults or failure.fault in faults):
                return failure
        return None

    def __iter__(self) -> Iterator[Failure]:
        """Iterate over what is switched on."""
        return iter(self._failures)
