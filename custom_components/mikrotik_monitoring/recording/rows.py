"""The rows that the recorder keeps of entities: how many, how much disk they take, the oldest.

All of these run in the recorder's executor. They ask by entity and time, which its table of states
has an index of, and read that index alone.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from homeassistant.components.recorder.const import SupportedDialect
from homeassistant.components.recorder.db_schema import States, StatesMeta
from homeassistant.components.recorder.util import session_scope
from homeassistant.core import HomeAssistant
from sqlalchemy import Select, exists, func, select

# Entities of one query, and of one call that purges.
BATCH: Final = 50

# More rows than these are not counted: that takes a second or two of one thread of the recorder.
MOST_COUNTED: Final = 5_000_000

# Measured, with all indices of the table of states: bytes of one row.
_BYTES_PER_ROW: Final = {SupportedDialect.SQLITE: 175}
_BYTES_PER_ROW_ELSEWHERE: Final = 340


class Rows(NamedTuple):
    """How many rows there are, at least; and whether these are all."""

    number: int
    are_all: bool = True

    def __str__(self) -> str:
        """Return the number for a person."""
        return f"{self.number:,}" if self.are_all else f"> {self.number:,}"

    def megabytes(self, dialect: SupportedDialect | None) -> str:
        """Return for a person about how many MB they take in such a database."""
        bytes_per_row = _BYTES_PER_ROW.get(dialect or SupportedDialect.SQLITE)
        amount = self.number * (bytes_per_row or _BYTES_PER_ROW_ELSEWHERE) / 1e6
        text = f"{amount:,.0f}" if amount >= 10 else f"{amount:.1f}"  # noqa: PLR2004 - two digits.
        return text if self.are_all else f"> {text}"


def sum_of(parts: Iterable[Rows]) -> Rows:
    """Return the rows of several parts together."""
    every = list(parts)
    return Rows(sum(one.number for one in every), all(one.are_all for one in every))


def batches(entity_ids: Iterable[str]) -> Iterator[list[str]]:
    """Yield entities, some at a time."""
    every = list(entity_ids)
    for start in range(0, len(every), BATCH):
        yield every[start : start + BATCH]


def count_rows(
    hass: HomeAssistant,
    entity_ids: Sequence[str],
    before: datetime | None = None,
    since: datetime | None = None,
    *,
    most: int = MOST_COUNTED,
) -> Rows:
    """Return how many rows some entities have, or have from before or since a moment."""
    count = 0
    with session_scope(hass=hass, read_only=True) as session:
        for batch in batches(entity_ids):
            found = _rows_of(batch, before, since).limit(most - count + 1).subquery()
            count += session.execute(select(func.count()).select_from(found)).scalar_one()
            if count > most:
                return Rows(most, are_all=False)
    return Rows(count)


def _rows_of(
    entity_ids: list[str], before: datetime | None, since: datetime | None = None
) -> Select[tuple[int | None]]:
    """Return what selects the rows of some entities."""
    rows = (
        select(States.metadata_id)
        .join(StatesMeta, States.metadata_id == StatesMeta.metadata_id)
        .where(StatesMeta.entity_id.in_(entity_ids))
    )
    if before is not None:
        rows = rows.where(States.last_updated_ts < before.timestamp())
    return rows if since is None else rows.where(States.last_updated_ts >= since.timestamp())


def oldest_rows(hass: HomeAssistant, batch: list[str], before: datetime) -> dict[str, float]:
    """Return when the oldest row of each entity was written that has one from before a moment."""
    is_of = States.metadata_id == StatesMeta.metadata_id
    is_old = States.last_updated_ts < before.timestamp()
    oldest = select(func.min(States.last_updated_ts)).where(is_of).scalar_subquery()
    asked = (
        select(StatesMeta.entity_id, oldest)
        .where(StatesMeta.entity_id.in_(batch))
        .where(exists(select(States.state_id).where(is_of).where(is_old)))
    )
    with session_scope(hass=hass, read_only=True) as session:
        return {str(entity_id): float(at) for entity_id, at in session.execute(asked)}
