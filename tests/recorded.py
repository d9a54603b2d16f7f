"""Put rows into the recorder, and count them."""

from collections.abc import Iterable

from homeassistant.components.recorder import get_instance
from homeassistant.components.recorder.db_schema import (
    States,
    StatesMeta,
    Statistics,
    StatisticsMeta,
    StatisticsShortTerm,
)
from homeassistant.components.recorder.models import StatisticMeanType
from homeassistant.components.recorder.util import session_scope
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
)
from sqlalchemy import func, insert, select

from custom_components.mikrotik_monitoring.const import DOMAIN

type Row = tuple[float, str]


async def put_states(hass: HomeAssistant, entity_id: str, rows: Iterable[Row]) -> None:
    """Put states of an entity into the recorder, each with the time of its writing."""
    await async_wait_recording_done(hass)
    await get_instance(hass).async_add_executor_job(_put, hass, entity_id, list(rows))


def _put(hass: HomeAssistant, entity_id: str, rows: list[Row]) -> None:
    with session_scope(hass=hass) as session:
        known = session.query(StatesMeta).filter_by(entity_id=entity_id).first()
        if known is None:
            known = StatesMeta(entity_id=entity_id)
            session.add(known)
            session.flush()
        values = [
            {"metadata_id": known.metadata_id, "state": state, "last_updated_ts": at}
            for at, state in rows
        ]
        session.execute(insert(States), values)


async def written_at(hass: HomeAssistant, entity_id: str) -> list[float]:
    """Return when each row of an entity was written, the oldest first."""
    await async_wait_recording_done(hass)
    return await get_instance(hass).async_add_executor_job(_written_at, hass, entity_id)


def _written_at(hass: HomeAssistant, entity_id: str) -> list[float]:
    asked = (
        select(States.last_updated_ts)
        .join(StatesMeta, States.metadata_id == StatesMeta.metadata_id)
        .where(StatesMeta.entity_id == entity_id)
        .order_by(States.last_updated_ts)
    )
    with session_scope(hass=hass, read_only=True) as session:
        return [float(at or 0) for at in session.execute(asked).scalars()]


async def all_rows(hass: HomeAssistant) -> int:
    """Return how many states the recorder has."""

    def count() -> int:
        with session_scope(hass=hass, read_only=True) as session:
            return session.execute(select(func.count(States.state_id))).scalar_one()

    await async_wait_recording_done(hass)
    return await get_instance(hass).async_add_executor_job(count)


async def put_statistics(
    hass: HomeAssistant,
    statistic: str,
    unit: tuple[str, str],
    table: type[Statistics | StatisticsShortTerm],
    rows: Iterable[dict[str, float]],
) -> None:
    """Put statistics into the recorder: rows with a start and a mean, or with a start and a sum.

    ``unit`` is its class and its name.
    """
    await get_instance(hass).async_add_executor_job(
        _put_statistics, hass, statistic, unit, table, list(rows)
    )


def _put_statistics(
    hass: HomeAssistant,
    statistic: str,
    unit: tuple[str, str],
    table: type[Statistics | StatisticsShortTerm],
    rows: list[dict[str, float]],
) -> None:
    has_sum = "sum" in rows[0]
    with session_scope(hass=hass) as session:
        known = session.query(StatisticsMeta).filter_by(statistic_id=statistic).first()
        if known is None:
            known = StatisticsMeta(
                statistic_id=statistic,
                source="recorder" if "." in statistic else DOMAIN,
                unit_of_measurement=unit[1],
                unit_class=unit[0],
                has_mean=not has_sum,
                has_sum=has_sum,
                mean_type=StatisticMeanType.NONE if has_sum else StatisticMeanType.ARITHMETIC,
            )
            session.add(known)
            session.flush()
        values = [{"metadata_id": known.id, "created_ts": 0.0, **row} for row in rows]
        session.execute(insert(table), values)
