"""The catalogue of a config entry."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry

from .const import OPTION_INSTANCES, OPTION_KEPT, OPTION_KINDS
from .metrics import GROUPS
from .metrics.catalogue import Catalogue, Choices

type _Chosen = tuple[tuple[str, tuple[str, ...]], ...]

# More catalogues than a house of this many routers has; each is a few kilobytes.
_MOST: Final = 1024


def catalogue_of(entry: ConfigEntry) -> Catalogue:
    """Return what is read of a router and what its entities are, from its entry alone.

    A pure function of the entry, so it also answers for a router that is away.
    """
    options = entry.options
    return _catalogue(
        entry.unique_id or entry.entry_id,
        _chosen(options, OPTION_KINDS),
        _chosen(options, OPTION_INSTANCES),
        tuple(options.get(OPTION_KEPT, ())),
    )


@lru_cache(maxsize=_MOST)
def _catalogue(router: str, kinds: _Chosen, instances: _Chosen, kept: tuple[str, ...]) -> Catalogue:
    choices = Choices(
        kinds={family: frozenset(names) for family, names in kinds},
        instances=dict(instances),
        kept=frozenset(kept),
    )
    return Catalogue(router, GROUPS, choices)


def _chosen(options: Mapping[str, Any], option: str) -> _Chosen:
    """Return an option that holds lists by family."""
    by_family: Mapping[str, list[str]] = options.get(option, {})
    return tuple((family, tuple(names)) for family, names in by_family.items())
