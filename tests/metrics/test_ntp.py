"""The router's clock, by RouterOS 7, the SNTP client of 6 and the package of 6."""

from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import HomeAssistant
import pytest

from custom_components.mikrotik_monitoring.metrics.ntp import NTP, NtpRow
from custom_components.mikrotik_monitoring.routeros import Row
from tests.conftest import Clock, StartRouter, add_router, poll

from .asked import Asked, shown
from .entities import enable, find, state_of

MENU = "/system/ntp/client"
SNTP = {"enabled": "true", "mode": "unicast", "poll-interval": "15m"}
OFF = ("ntp.offset", "ntp.stratum")


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (
            {
                "status": "synchronized",
                "synced-server": "192.0.2.123",
                "synced-stratum": "1",
                "system-offset": "1.703",
            },
            NtpRow(synchronized=True, offset=1.703, stratum=1),
        ),
        (
            {"status": "synchronized", "system-offset": "-0.243 ms"},
            NtpRow(synchronized=True, offset=-0.243),
        ),
        # The remaining fields of a lost server do not count.
        ({"status": "waiting", "system-offset": "1.7"}, NtpRow(synchronized=False)),
        ({"status": "using-local-clock"}, NtpRow(synchronized=False)),
        ({"status": "stopped"}, NtpRow(synchronized=False)),
        ({"status": "pondering"}, NtpRow(synchronized=None)),
        ({"status": ""}, NtpRow(synchronized=None)),
        ({"status": "waiting..."}, NtpRow(synchronized=False)),
        # Without a status, a server's name means synchronised.
        ({"synced-server": "192.0.2.1"}, NtpRow(synchronized=True)),
        ({}, NtpRow(synchronized=False)),
        # RouterOS 6: a packet in the last two intervals.
        (
            {**SNTP, "last-update-before": "12m29s740ms", "last-adjustment": "-29ms481us"},
            NtpRow(synchronized=True, offset=-29.481),
        ),
        (
            {**SNTP, "last-update-before": "29m59s", "last-adjustment": "1ms234us"},
            NtpRow(synchronized=True, offset=1.234),
        ),
        ({**SNTP, "last-update-before": "30m"}, NtpRow(synchronized=False)),
        (SNTP, NtpRow(synchronized=False)),
        ({**SNTP, "poll-interval": "0s"}, NtpRow(synchronized=None)),
        (
            {**SNTP, "last-update-before": "1s", "last-adjustment": "?"},
            NtpRow(synchronized=True),
        ),
    ],
)
def test_rows(row: Row, expected: NtpRow) -> None:
    """Whether it is synchronised, the last adjustment, and its server's stratum."""
    assert NtpRow.from_row(row) == expected


def test_a_client_that_is_not_in_step_may_be_later() -> None:
    """What it does not report yet is expected: its entities exist, and are unknown."""
    searching = shown(NTP, NtpRow(synchronized=False))
    assert searching == {"ntp.synchronized": False, "ntp.offset": None, "ntp.stratum": None}
    old = shown(NTP, NtpRow(synchronized=True, offset=1))
    assert old == {"ntp.synchronized": True, "ntp.offset": 1}


async def test_a_client_that_is_off() -> None:
    """There is nothing to watch; nor is there in a row that does not say that it is enabled."""
    for row in ({"enabled": "false", "status": "stopped"}, {}):
        assert await Asked({f"{MENU}/print": [row]}).read(NTP) == {}


@pytest.mark.parametrize("profile", ["rb5009", "hap_v6"])
async def test_entities(
    hass: HomeAssistant, start_router: StartRouter, clock: Clock, profile: str
) -> None:
    """It loses synchronisation and is back; disabled it is gone."""
    router = await start_router(profile)
    entry = await add_router(hass, router)
    assert state_of(hass, router, "ntp.synchronized") == "on"
    assert find(hass, router, "ntp.offset") is None
    await enable(hass, entry, clock, "ntp.offset", instance="")
    assert abs(float(state_of(hass, router, "ntp.offset"))) < 31
    before = router.rows(MENU)[0]
    lost: dict[str, str | bytes | None] = {
        "status": "waiting" if "status" in before else None,
        "system-offset": None,
        "last-update-before": None,
    }
    router.set_field(MENU, {}, lost)
    await poll(entry, clock, "long")
    assert state_of(hass, router, "ntp.synchronized") == "off"
    assert state_of(hass, router, "ntp.offset") == STATE_UNKNOWN
    found = {name: before[name] for name in lost if name in before}
    router.set_field(MENU, {}, found)
    await poll(entry, clock, "long")
    assert state_of(hass, router, "ntp.synchronized") == "on"
    assert float(state_of(hass, router, "ntp.offset")) == pytest.approx(
        float(before["system-offset"]) if "status" in before else 0, abs=31
    )
    router.set_field(MENU, {}, {"enabled": "false"})
    await poll(entry, clock, "long")
    assert state_of(hass, router, "ntp.synchronized") == STATE_UNAVAILABLE
