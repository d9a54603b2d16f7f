"""Tasks that must not end restart."""

import asyncio

import pytest

from custom_components.mikrotik_monitoring.polling.link import link_settings
from custom_components.mikrotik_monitoring.routeros import Client
from custom_components.mikrotik_monitoring.routeros.opener import Ask
from custom_components.mikrotik_monitoring.routeros.supervisor import (
    BEGIN_AGAIN_AFTER,
    keep_running,
)
from simulator import SimulatedRouter
from tests.conftest import entry_data, wait_for


async def test_each_kind_of_error_is_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    """The task goes on after a while, whatever went wrong, until it is cancelled."""
    errors = iter([KeyError("a"), KeyError("b"), ValueError("c"), None])
    slept: list[float] = []

    async def work() -> None:
        if error := next(errors):
            raise error
        raise asyncio.CancelledError

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    with pytest.raises(asyncio.CancelledError):
        await keep_running(work, "keeping it up", sleep)
    assert slept == [BEGIN_AGAIN_AFTER] * 3
    assert [one.exc_info[0] for one in caplog.records if one.exc_info] == [KeyError, ValueError]
    assert caplog.messages == ["keeping it up failed, and begins again"] * 2


async def test_a_link_comes_back_after_an_error_that_nobody_foresaw(
    router: SimulatedRouter, caplog: pytest.LogCaptureFixture
) -> None:
    """A check that fails with an unexpected error ends the try, not all tries."""
    odd = iter([None, ZeroDivisionError("odd"), None])

    async def verify(_: Ask) -> None:
        if error := next(odd):
            raise error

    async def sleep(_: float) -> None:
        await asyncio.sleep(0)

    client = Client(link_settings(entry_data(router)), verify=verify, sleep=sleep)
    await client.open()
    client.start(lambda: None)
    router.reboot()
    await wait_for(lambda: client.logins == 3 and client.connected)
    await client.close()
    await wait_for(lambda: not router.sessions)
    assert len([one for one in caplog.records if one.exc_info]) == 1
