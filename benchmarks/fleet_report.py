"""The measurements of a fleet as a table: the parent, the new one, and its share."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from .fleet_home import Measured, Start, Upgraded, Window
from .tables import table

IDLE: Final = "idle"
PARENT: Final = "parent"
NEW: Final = "new"

_HEAD: Final = ("", "idle", "parent", "new", "share of the parent's")
_MEGA: Final = 1e6
_MILLI: Final = 1e3

# Home Assistant's threads as Python names them; the loop runs in the main one.
_LOOP: Final = "MainThread"
_RECORDER: Final = "Recorder"


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A row of the table: a number of each Home Assistant, and its format.

    ``net`` subtracts the idle one's from both before the share is computed.
    """

    name: str
    number: Callable[[Measured], float]
    text: str = "{:.1f}"
    net: bool = False
    has_share: bool = True


def _steady(number: Callable[[Window], float]) -> Callable[[Measured], float]:
    """Return a function that gets a number from the steady window."""
    return lambda one: number(_present(one.steady))


def _present[ThingT](thing: ThingT | None) -> ThingT:
    """Return a measurement; raises ValueError if it was not made."""
    if thing is None:
        raise ValueError("not everything was measured")
    return thing


def _core(*threads: str) -> Callable[[Measured], float]:
    """Return a function that gets the CPU of threads, in per cent of a core."""
    return _steady(
        lambda window: sum(100 * window.threads.get(name, 0) / window.seconds for name in threads)
    )


def _first(number: Callable[[Start], float]) -> Callable[[Measured], float]:
    return lambda one: number(_present(one.first_start))


def _restart(number: Callable[[Start], float]) -> Callable[[Measured], float]:
    return lambda one: number(_present(one.restart))


LINES: Final = (
    Line(
        name="CPU, % of a core",
        number=_steady(lambda window: 100 * window.cpu / window.seconds),
        net=True,
    ),
    Line(name="- event loop", number=_core(_LOOP), net=True),
    Line(name="- recorder", number=_core(_RECORDER), net=True),
    Line(name="- loop and recorder", number=_core(_LOOP, _RECORDER), net=True),
    Line(
        name="- garbage collector",
        number=_steady(lambda one: 100 * one.collecting / one.seconds),
        net=True,
    ),
    Line(name="Loop lag, median, ms", number=_steady(lambda one: _MILLI * one.lag_p50)),
    Line(name="Loop lag, p99, ms", number=_steady(lambda one: _MILLI * one.lag_p99)),
    Line(name="Longest stall, ms", number=_steady(lambda one: _MILLI * one.lag_max)),
    Line(
        name="Polls within 250 ms of their grid, %",
        number=_steady(lambda one: 100 * one.polls.share),
        text="{:.2f}",
        has_share=False,
    ),
    Line(name="States a second", number=_steady(lambda one: one.states / one.seconds), net=True),
    Line(name="Rows a second", number=_steady(lambda one: one.rows / one.seconds), net=True),
    Line(
        name="Memory, MB",
        number=_steady(lambda one: one.memory / _MEGA),
        text="{:.0f}",
        net=True,
    ),
    Line(
        name="Objects the collector visits, thousands",
        number=lambda one: _present(one.heap).objects / _MILLI,
        text="{:.0f}",
        net=True,
    ),
    Line(
        name="A full collection, ms of CPU",
        number=lambda one: _MILLI * _present(one.heap).seconds,
        text="{:.0f}",
        net=True,
    ),
    Line(name="Entities registered", number=_steady(lambda one: one.live), text="{:.0f}"),
    Line(name="- enabled", number=_steady(lambda one: one.enabled), text="{:.0f}"),
    Line(name="- remembered", number=_steady(lambda one: one.remembered), text="{:.0f}"),
    Line(name="Registry, MB", number=lambda one: one.registry_bytes / _MEGA, net=True),
    Line(
        name="Registry written: longest stall, ms",
        number=lambda one: _MILLI * _present(one.writing).lag_max,
    ),
    Line(
        name="Registry written: polls on their grid, %",
        number=lambda one: 100 * _present(one.writing).polls.share,
        text="{:.2f}",
        has_share=False,
    ),
    Line(name="First start: all connected, s", number=_first(lambda one: one.connected)),
    Line(name="First start: all have rates, s", number=_first(lambda one: one.ready)),
    Line(
        name="First start: longest stall, ms",
        number=_first(lambda one: _MILLI * one.window.lag_max),
        text="{:.0f}",
    ),
    Line(name="Restart: all connected, s", number=_restart(lambda one: one.connected)),
    Line(name="Restart: all have rates, s", number=_restart(lambda one: one.ready)),
    Line(
        name="Restart: longest stall, ms",
        number=_restart(lambda one: _MILLI * one.window.lag_max),
        text="{:.0f}",
    ),
    Line(
        name="(simulated routers, % of a core)",
        number=_steady(lambda one: 100 * one.farm_cpu / one.seconds),
    ),
)


def report(measured: Mapping[str, Measured]) -> str:
    """Return the whole report."""
    return f"{table(_HEAD, _rows(measured))}\n\n{_upgraded(_present(measured[NEW].upgraded))}"


def _upgraded(one: Upgraded) -> str:
    """Describe the parent's registry after the new integration has loaded it."""
    return (
        f"The parent's estate after an upgrade: {one.live} entities registered, {one.enabled} of"
        f" them enabled, {one.remembered} remembered, a registry of"
        f" {one.registry_bytes / _MEGA:.1f} MB."
    )


def _rows(measured: Mapping[str, Measured]) -> Iterator[tuple[str, ...]]:
    for line in LINES:
        idle, parent, new = (line.number(measured[name]) for name in (IDLE, PARENT, NEW))
        texts = tuple(map(line.text.format, (idle, parent, new)))
        yield line.name, *texts, _share(line, idle, parent, new)


def _share(line: Line, idle: float, parent: float, new: float) -> str:
    """Return the new one's share of the parent's, empty if the parent's is zero."""
    base = idle if line.net else 0.0
    if not line.has_share or parent <= base:
        return ""
    return f"{(new - base) / (parent - base):.2f}"
