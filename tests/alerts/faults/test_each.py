"""Every alert: one raise, one clear, each in time, and none while the value stays in the band."""

import math
from typing import Final

from homeassistant.core import HomeAssistant
import pytest

from custom_components.mikrotik_monitoring.alerts.rules import RULES
from tests.conftest import Clock, StartRouter

from .row import Act, Deed, FaultOf
from .scene import RULE_OF, Scene, interval_of, options_of
from .table import FAULTS

# Alerts that no fault raises here: those on a whole month.
_OF_MONTH: Final = {"availability", "commit"}

# Polls after a fault was made or repaired until the alert must change, besides its hold time.
_POLLS: Final = 2


def test_every_alert_has_a_fault() -> None:
    """An alert that no simulated router raises is not tested."""
    keys = {rule.key for rule in RULES}
    assert keys >= _OF_MONTH
    assert sorted(row.alert for row in FAULTS) == sorted(keys - _OF_MONTH)


async def _do(act: Deed, scene: Scene) -> None:
    """Do something to the router, or with Home Assistant."""
    if (waiting := act(scene)) is not None:
        await waiting


async def _poll(scene: Scene, row: FaultOf, polls: int, each: Act | None = None) -> None:
    for _ in range(polls):
        if each is not None:
            each(scene)
        if scene.is_listening:
            await scene.pass_by(interval_of(row.alert))
            await scene.reconnected()
        else:
            # An absent router is retried again and again, each try with time of its own.
            await scene.clock.advance(interval_of(row.alert), step=1)


async def _until(scene: Scene, row: FaultOf, most: int, *, on: bool, each: Act | None) -> int:
    """Poll until the alert is on, or off; return how many polls that took."""
    for polls in range(1, most + 1):
        await _poll(scene, row, 1, each)
        if bool(scene.on) is on:
            return polls
    raise AssertionError((scene.on, scene.events))


@pytest.mark.parametrize("row", FAULTS, ids=[row.alert for row in FAULTS])
async def test_alert(
    hass: HomeAssistant, clock: Clock, start_router: StartRouter, row: FaultOf
) -> None:
    """Raised once and cleared once, in two polls and its hold time; nothing in between."""
    router = await start_router(row.profile, **row.changes)
    scene = Scene(hass=hass, clock=clock, router=router)
    row.before(scene)
    await scene.watch(
        {**options_of(row.alert, bounds=row.bounds, groups=row.groups), **row.options}
    )
    for _ in range(row.learns):
        await scene.pass_by(row.learns_every or interval_of(row.alert))
    assert (scene.on, scene.events) == (set(), [])

    rule, interval = RULE_OF[row.alert], interval_of(row.alert)
    held = math.ceil(rule.hold / interval)
    await _do(row.begin, scene)
    polls = await _until(scene, row, _POLLS + held + row.takes, on=True, each=row.each)
    # An alert with a hold time is not raised by the first value.
    assert polls > held
    assert scene.on == {(row.alert, row.instance)}
    if row.lasts != interval:
        await _poll(scene, row, 1, row.each)
    raised = [("raised", row.alert, row.instance)]
    assert scene.events == raised
    if row.band is not None:
        await _poll(scene, row, 3, row.band)
        assert scene.events == raised

    await _do(row.end, scene)
    lasts = math.ceil(row.lasts / interval)
    polls = await _until(scene, row, _POLLS + lasts + row.fades, on=False, each=None)
    assert polls >= lasts - _POLLS
    both = [*raised, ("cleared", row.alert, row.instance)]
    await _poll(scene, row, 1)
    assert scene.events == both
    if row.band is not None:
        await _poll(scene, row, held + 3, row.band)
        assert scene.events == both
