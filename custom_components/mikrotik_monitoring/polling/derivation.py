"""When groups that are derived from other groups' readings are recomputed."""

from collections.abc import Callable, Iterable, Mapping

from homeassistant.core import callback

from ..metrics.model import Tier
from .group_state import GroupState, Outcome

type Derive = Callable[[GroupState, frozenset[str]], None]


class Derivation:
    """Recomputes the derived groups when their sources change.

    Each is derived at its own tier's interval, from the latest readings of its sources, and only
    when one of them is new. It is derived between two ticks when a source is read for the first
    time, or in full. Nothing is derived before every source was polled once: from half of the
    readings, a score would be too good for a minute.
    """

    def __init__(self, states: Mapping[str, GroupState], derive: Derive) -> None:
        """Initialise with all states of a router, and what starts the read of a group."""
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
        """Derive the groups of a tier whose poll has ended."""
        for state in self._derived:
            if state.group.tier is tier and self._has_news(state):
                self._make(state)

    @callback
    def group_done(self, source: GroupState) -> None:
        """Derive the groups that waited for this source, and all that use it after a full read."""
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
        """Return whether a source was read, failed or came back since the group was derived."""
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
