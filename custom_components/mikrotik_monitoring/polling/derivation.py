"""The groups that are made of other groups' readings: when each is made anew."""

from collections.abc import Callable, Iterable, Mapping

from homeassistant.core import callback

from ..metrics.model import Tier
from .group_state import GroupState, Outcome

type Derive = Callable[[GroupState, frozenset[str]], None]


class Derivation:
    """Follows the sources of the derived groups.

    Each is made at its own tier's pace, of what its sources have read by then, and only when one
    of them has read something new. It is made between two ticks when a source answers for the
    first time, or was read in full. Before each source was asked once there is nothing to make:
    of half of what a router says, a score would be too good for a minute.
    """

    def __init__(self, states: Mapping[str, GroupState], derive: Derive) -> None:
        """Take all states of a router, and what begins the read of a group."""
        self._derive = derive
        self.follow(states)

    @callback
    def follow(self, states: Mapping[str, GroupState]) -> None:
        """Follow the sources among these states from now on."""
        self._states = states
        self._derived = [
            state
            for state in states.values()
            if state.group.derived and not state.group.survives_link_loss
        ]
        self._sources_of = {
            state.group.key: frozenset(source.key for source in state.group.sources)
            for state in self._derived
        }

    @callback
    def tier_polled(self, tier: Tier) -> None:
        """Make the groups of a tier whose poll has ended."""
        for state in self._derived:
            if state.group.tier is tier and self._has_news(state):
                self._make(state)

    @callback
    def group_done(self, source: GroupState) -> None:
        """Make what waited for this source, and what looks anew when it was read in full."""
        is_full = source.current is not None and source.current.is_full
        for state in self._derived:
            if source.group.key not in self._sources_of[state.group.key]:
                continue
            state.full_read_due |= is_full
            if is_full or state.outcome is Outcome.UNASKED:
                self._make(state)

    def _make(self, state: GroupState) -> None:
        if any(one.outcome is Outcome.UNASKED for one in self._sources(state)):
            return
        keys = state.group.keys if state.full_read_due else state.requested
        if keys:
            self._derive(state, keys)

    def _has_news(self, state: GroupState) -> bool:
        """Return whether a source was read, failed or came back since the group was made."""
        if not state.group.sources or state.current is None:
            return True
        latest = {
            one.group.key: one.latest.at for one in self._sources(state) if one.latest is not None
        }
        return latest != dict(state.current.sources)

    def _sources(self, state: GroupState) -> Iterable[GroupState]:
        """Yield the states of the sources that this router's catalogue has."""
        for group in state.group.sources:
            if (source := self._states.get(group.key)) is not None:
                yield source
