"""What the tests of the connection test share."""

from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime
import logging
from typing import Any

from homeassistant.core import HomeAssistant
import pytest

from custom_components.mikrotik_monitoring.connection_test.report import (
    Report,
    Result,
    Step,
    Verdict,
)
from custom_components.mikrotik_monitoring.connection_test.running import ConnectionTest
from custom_components.mikrotik_monitoring.metrics import GROUPS
from custom_components.mikrotik_monitoring.metrics.catalogue import Catalogue
from custom_components.mikrotik_monitoring.routeros import LinkSettings
from simulator import SimulatedRouter, load_profile
from tests import journals
from tests.conftest import PASSWORD, USER, wait_for

# Noon of the simulated routers' first day, two hours ahead of UTC.
NOON = datetime(2026, 9, 14, 10, tzinfo=UTC)

type RunTest = Callable[..., Any]


@pytest.fixture(autouse=True)
def no_password_is_logged(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Listen to every logger and let no password through."""
    caplog.set_level(logging.DEBUG)
    yield
    assert PASSWORD not in caplog.text


@pytest.fixture
async def anonymous() -> AsyncIterator[SimulatedRouter]:
    """Return a router whose TLS service has no certificate."""
    router = SimulatedRouter(load_profile("rb5009"), tls="anonymous")
    with journals.only_readings() as watch:
        async with watch(router):
            yield router


def settings_of(router: SimulatedRouter, **changes: Any) -> LinkSettings:
    """Return a router's link settings."""
    values: dict[str, Any] = {
        "host": router.host,
        "port": router.port,
        "username": USER,
        "password": PASSWORD,
    }
    return LinkSettings(**(values | changes))


@pytest.fixture
def run_test(hass: HomeAssistant) -> RunTest:
    """Return a function that tests a connection, and checks that no session is left."""

    async def run(router: SimulatedRouter, **options: Any) -> Report:
        changes = options.pop("settings", {})
        test = ConnectionTest(
            settings_of(router, **changes),
            Catalogue("", GROUPS),
            clock=hass.loop.time,
            **({"now": lambda: NOON} | options),
        )
        report = await test.run()
        await wait_for(lambda: not router.sessions)
        assert [result.step for result in report.results] == list(Step)
        assert PASSWORD not in str(report.as_json())
        return report

    return run


def result_of(report: Report, step: Step) -> Result:
    """Return the result of a step."""
    return next(result for result in report.results if result.step is step)


def assert_fails_at(report: Report, step: Step) -> Result:
    """Assert that a step failed, those before it did not and the rest was not tried."""
    at = list(Step).index(step)
    verdicts = [result.verdict for result in report.results]
    assert verdicts[at] is Verdict.FAILED
    assert not {Verdict.FAILED, Verdict.NOT_TRIED} & set(verdicts[:at])
    assert set(verdicts[at + 1 :]) <= {Verdict.NOT_TRIED}
    assert report.failure is report.results[at]
    assert report.as_json()["failed_step"] == step
    return report.results[at]
