"""Instances that are too many to show each of them."""

from ..metrics.catalogue import Catalogue
from ..metrics.choices import Amount
from ..metrics.interface import INTERFACE
from ..metrics.model import Scope
from .group_state import GroupState
from .router import MonitoredRouter


def limited_instances(
    router: MonitoredRouter, state: GroupState, catalogue: Catalogue
) -> frozenset[str]:
    """Return the instances of a group that are too many, by its last full reading.

    With the amount ``ALL``, an interface that is one of too many does not get all metrics of the
    group either, only those of the chosen kinds.
    """
    limited = _too_many(state)
    is_all = catalogue.choices.amount(state.group) is Amount.ALL
    if is_all and state.group.scope is Scope.INTERFACE:
        interfaces = router.state(INTERFACE)
        return limited if interfaces is None else limited | _too_many(interfaces)
    return limited


def _too_many(state: GroupState) -> frozenset[str]:
    return state.group.too_many(state.last_full.rows) if state.last_full else frozenset()
