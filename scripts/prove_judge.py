"""Judges the replies a client got: would a real router have sent them?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
import re

from simulator import Profile

from .prove_menus import KnownMenu, KnownMenus
from .prove_relay import Exchange

_NO_PATH = re.compile(r"no such command or directory \((.*)\)")
_NO_PREFIX = "no such command prefix"
_NO_COMMAND = "no such command"
_UNKNOWN_ARGUMENT = "unknown parameter"
_DENIED = "not enough permissions (9)"
_READING = frozenset({"print", "getall", "monitor", "listen"})
# Menus whose row may be empty: a board without sensors has no health values.
_MAY_BE_EMPTY = frozenset({"/system/health"})
# Limitations that a client itself reports, whatever the router replies.
_LIMITS = ("Routing stats for legacy 6.x versions are not supported",)


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges the replies of a router, by the menus that real ones of its version have."""

    profile: Profile
    menus: KnownMenus

    def faults(self, exchanges: Iterable[Exchange]) -> list[str]:
        """Return the replies that no real router would have sent, each once."""
        found = {fault: None for one in exchanges for fault in self._faults(one)}
        return list(found)

    def unexplained(self, complaints: Iterable[str], exchanges: Iterable[Exchange]) -> list[str]:
        """Return a client's warnings that are not about refusals that real routers also send."""
        refused = [one for one in exchanges if one.refusals and not list(self._faults(one))]
        return [
            complaint
            for complaint in complaints
            if not any(limit in complaint for limit in _LIMITS)
            and not any(
                one.command in complaint and any(said in complaint for said in one.refusals)
                for one in refused
            )
        ]

    def _faults(self, exchange: Exchange) -> Iterable[str]:
        """Yield what is wrong with one reply."""
        if exchange.command in {"/login", "/quit", "/cancel"}:
            return
        folder, _, name = exchange.command.rpartition("/")
        menu = self.menus.get(folder, self.profile.release)
        if not exchange.is_over:
            yield f"{exchange.command}: no end of its answer"
        for said in exchange.refusals:
            if self._is_untrue(said, exchange, menu):
                yield f"{exchange.command}: {said}"
        if (
            menu is not None
            and menu.is_row
            and name in {"print", "getall"}
            and folder not in _MAY_BE_EMPTY
            and not (exchange.refusals or exchange.queries)
            and exchange.rows != 1
        ):
            yield f"{exchange.command}: {exchange.rows} rows of a menu of one"

    def _is_untrue(self, said: str, exchange: Exchange, menu: KnownMenu | None) -> bool:
        """Return whether a refusal is wrong for the menu."""
        name = exchange.command.rpartition("/")[2]
        if _NO_PATH.fullmatch(said):
            missing = menu is not None and menu.path in self.profile.missing
            return menu is not None and menu.is_base and not missing
        if said == _DENIED:
            return name in _READING
        if menu is None:
            return False
        if said.startswith(_UNKNOWN_ARGUMENT):
            named = said.removeprefix(_UNKNOWN_ARGUMENT).strip()
            return ({named} if named else exchange.arguments) <= menu.arguments
        return said == _NO_COMMAND and name in menu.commands


def summary(exchanges: Iterable[Exchange]) -> list[str]:
    """Return how many commands were sent and refused, with a line for each refusal."""
    asked: dict[str, int] = {}
    refused: dict[tuple[str, str], int] = {}
    for one in exchanges:
        asked[one.command] = asked.get(one.command, 0) + 1
        said = next((text for text in one.refusals if text != _NO_PREFIX), "")
        if said:
            refused[one.command, said] = refused.get((one.command, said), 0) + 1
    lines = [f"{sum(asked.values())} commands, {len(asked)} different, refused:"]
    for (command, said), times in refused.items():
        lines.append(f"  {times:4} {command}: {said}")
    return lines if refused else [lines[0].replace("refused:", "none refused")]


def lacking(found: Mapping[str, int], needed: Iterable[str]) -> list[str]:
    """Return what a client must find on every router but did not."""
    return [f"nothing found of {name}" for name in needed if not found.get(name)]
