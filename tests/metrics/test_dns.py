"""The resolver's cache, and its adlists."""

from homeassistant.core import HomeAssistant
import pytest

from custom_components.mikrotik_monitoring.metrics.dns import ADLISTS, DNS, AdlistRow, CacheRow
from custom_components.mikrotik_monitoring.polling.group_state import Outcome
from custom_components.mikrotik_monitoring.routeros import Row
from tests.conftest import Clock, StartRouter, add_router, outcome_of, poll

from .asked import Asked, reading, shown
from .entities import enable, find, state_of

LISTS = "/ip/dns/adlist/print"
MATCHES = next(metric for metric in ADLISTS.metrics if metric.key == "dns.adlist.matches")


@pytest.mark.parametrize(
    ("row", "used", "percent"),
    [
        ({"cache-used": "512", "cache-size": "2048"}, 512 * 1024, 25),
        ({"cache-used": "512KiB", "cache-size": "2MiB"}, 512 * 1024, 25),
        # The cache holds a little more than its limit.
        ({"cache-used": "2051", "cache-size": "2048"}, 2051 * 1024, 100),
        ({"cache-used": "12", "cache-size": "0"}, 12 * 1024, None),
        ({"cache-used": "12"}, 12 * 1024, None),
        ({"cache-used": "", "cache-size": "2048"}, None, None),
        ({}, None, None),
    ],
)
def test_cache(row: Row, used: int | None, percent: float | None) -> None:
    """Plain numbers are KiB."""
    parsed = CacheRow.from_row(row)
    assert (parsed.used, parsed.percent) == (used, percent)


async def test_adlists() -> None:
    """Their counts are added up, without disabled ones; their URLs are not requested."""
    router = Asked(
        {
            LISTS: [
                {"name-count": "80000", "match-count": "12"},
                {"name-count": "7", "disabled": "false"},
                {"name-count": "5", "match-count": "3", "disabled": "true"},
            ]
        }
    )
    rows = await router.read(ADLISTS)
    assert rows == {"": AdlistRow(lists=2, names=80_007, matches=12)}
    assert router.commands[0].proplist == ("disabled", "name-count", "match-count")
    for none in ([], [{"name-count": "5", "disabled": "true"}]):
        router.answers[LISTS] = none
        assert await router.read(ADLISTS) == {}
    router.answers[LISTS] = [{"disabled": "false"}]
    assert shown(ADLISTS, (await router.read(ADLISTS))[""]) == {}


def test_a_list_that_comes_is_no_growth() -> None:
    """Its earlier counts are no growth."""
    one = reading({"": AdlistRow(lists=1, names=1, matches=10)})
    two = reading({"": AdlistRow(lists=2, names=2, matches=900)})
    assert MATCHES.value("", two, one) is None
    assert MATCHES.value("", two, None) is None


async def test_entities(hass: HomeAssistant, start_router: StartRouter, clock: Clock) -> None:
    """They exist by their kinds, and follow the router."""
    router = await start_router("hotspot")
    entry = await add_router(hass, router)
    assert find(hass, router, "dns.cache.percent") is None
    await enable(hass, entry, clock, "dns.cache.percent", "dns.adlist.entries", instance="")
    router.set_field("/ip/dns", {}, {"cache-used": "2048"})
    await poll(entry, clock, "long")
    assert state_of(hass, router, "dns.cache.percent") == "100.0"
    assert state_of(hass, router, "dns.cache.used") == "2048.0"
    assert state_of(hass, router, "dns.adlist.entries") == "88449"
    for _ in range(2):
        clock.offset += 300
        await poll(entry, clock, "medium")
    # 0.8 and 0.01 a second.
    assert float(state_of(hass, router, "dns.adlist.matches")) == pytest.approx(48.6, abs=0.5)
    router.set_field("/ip/dns/adlist", {"file": "own-list.txt"}, {"disabled": "true"})
    await poll(entry, clock, "medium")
    assert state_of(hass, router, "dns.adlist.entries") == "88412"


@pytest.mark.parametrize(
    ("options", "outcome"),
    [
        ({}, Outcome.ANSWERED),
        ({"version": "7.14.3"}, Outcome.ABSENT),
        ({"version": "6.49.18"}, Outcome.ABSENT),
    ],
)
async def test_routers_without_adlists(
    hass: HomeAssistant,
    start_router: StartRouter,
    clock: Clock,
    options: dict[str, str],
    outcome: Outcome,
) -> None:
    """They have no adlist, or their version is older than adlists."""
    router = await start_router("rb5009", **options)
    entry = await add_router(hass, router, detail="everything")
    assert outcome_of(entry, ADLISTS.key) is outcome
    assert find(hass, router, "dns.adlist.entries") is None
    router.journal.clear()
    await poll(entry, clock, "medium")
    assert not router.journal.commands(LISTS)
    assert DNS.tier.key == "long"
