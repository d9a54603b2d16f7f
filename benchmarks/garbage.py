"""What Python's garbage collector costs the process it runs in."""

from dataclasses import dataclass
import gc
from threading import get_ident
from time import thread_time
from typing import Any


@dataclass(frozen=True, kw_only=True, slots=True)
class Heap:
    """The objects that a full collection visits, and the seconds of CPU that it takes."""

    objects: int
    seconds: float


class Collections:
    """Adds up the CPU of all collections from now on, in any thread."""

    def __init__(self) -> None:
        """Start counting."""
        self.seconds = 0.0
        self._began: dict[int, float] = {}
        gc.callbacks.append(self._note)

    def stop(self) -> None:
        """Stop counting."""
        gc.callbacks.remove(self._note)

    def _note(self, phase: str, info: dict[str, Any]) -> None:
        if phase == "start":
            self._began[get_ident()] = thread_time()
        elif (began := self._began.pop(get_ident(), None)) is not None:
            self.seconds += thread_time() - began


def heap() -> Heap:
    """Collect all garbage once; return what that cost."""
    began = thread_time()
    gc.collect()
    seconds = thread_time() - began
    return Heap(objects=len(gc.get_objects()), seconds=seconds)
