"""The recorder's rows of entities: their number, disk space and the oldest.

All of these run in the recorder's executor. They query by entity and time, for which the states
table has an index, and read that index alone.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from homeassistant.components.recorder.const import SupportedDialect
from homeassistant.components.recorder.db_schema import States, StatesMeta
from homeassistant.components.recorder.util import session_scope
from homeassistant.core import HomeAssistant
from sqlalchemy import Select, exists, func, select

# Entities per query, and per purge call.
BATCH: Final = 50

# More rows are not counted: even these take a recorder thread a second or two.
MOST_COUNTED: Final = 5_000_000

# Bytes of one row, measured with all indices of the states table.
_BYTES_PER_ROW: Final = {SupportedDialect.SQLITE: 175}
_BYTES_PER_ROW_ELSEWHERE: Final = 340


class Rows(NamedTuple):
    """The minimum number of rows, and whether it is exact."""

    number: int
    are_all: bool = True

    def __str__(self) -> str:
        """Return the number for display."""
        return f"{self.number:,}" if self.are_all else f"> {self.number:,}"

    def megabytes(self, dialect: SupportedDialect | None) -> str:
        """Return for display about how many MB they need in such a database."""
        bytes_per_row = _BYTES_PER_ROW.get(dialect or SupportedDialect.SQLITE)
        amount = self.number * (bytes_per_row or _BYTES_PER_ROW_ELSEWHERE) / 1e6
        text = f"{amount:,.0f}" if amount >= 10 else f"{amount:.1f}"  # noqa: PLR2004 - two digits.
        return text if self.are_all else f"> {text}"


def sum_of(parts: Iterable[Rows]) -> Rows:
    """Return the rows of several parts together."""
    every = list(parts)
    return Rows(sum(one.number for one in every), all(one.are_all for one in every))


def batches(entity_ids: Iterable[str]) -> Iterator[list[str]]:
    """Yield entities in batches."""
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
    """Return how many rows some entities have, optionally before or since a moment."""
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
    """Return the query for the rows of some entities."""
    rows = (
        select(States.metadata_id)
        .join(StatesMeta, States.metadata_id == StatesMeta.metadata_id)
        .where(StatesMeta.entity_id.in_(entity_ids))
    )
    if before is not None:
        rows = rows.where(States.last_updated_ts < before.timestamp())
    return rows if since is None else rows.where(States.last_updated_ts >= since.timestamp())


def oldest_rows(hass: HomeAssistant, batch: list[str], before: datetime) -> dict[str, float]:
    """Return the time of each entity's oldest row, if it is from before a moment."""
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
