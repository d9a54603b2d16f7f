"""Traffic: repeatable, growing, equal however often it is read, and like a real network's."""

from datetime import datetime

from hypothesis import given, settings, strategies as st
import pytest

from simulator import PROFILE_NAMES, SimulatedRouter, load_profile
from simulator.noise import KINDS, shape, uniform, wander
from simulator.traffic import DAYS, Counter, Nothing, Pattern, PatternFlow, SumFlow, Wave

from .conftest import Clock

PATTERNS = st.builds(
    Pattern,
    mean=st.floats(0.001, 1e9),
    kind=st.sampled_from(sorted(KINDS)),
    day=st.sampled_from(sorted(DAYS)),
)
SECONDS = st.floats(0, 40 * 86_400)
SEEDS = st.integers(0, 2**63)


def flow(pattern: Pattern, seed: int = 7) -> PatternFlow:
    """Return a flow that begins at noon."""
    return PatternFlow(pattern, seed=seed, day_start=43_200)


@given(PATTERNS, SEEDS, st.lists(SECONDS, min_size=2, max_size=8))
@settings(max_examples=30, deadline=None)
def test_a_total_depends_on_the_moment_alone(
    pattern: Pattern, seed: int, moments: list[float]
) -> None:
    """However often, and in whatever order it was read before; and it never shrinks."""
    asked_often, asked_once = flow(pattern, seed), [flow(pattern, seed) for _ in moments]
    totals = [asked_often.total(moment) for moment in moments]
    once = [one.total(moment) for one, moment in zip(asked_once, moments, strict=True)]
    assert totals == once
    ordered = [total for _, total in sorted(zip(moments, totals, strict=True))]
    assert ordered == sorted(ordered)


@given(PATTERNS, SEEDS, SECONDS)
@settings(max_examples=60, deadline=None)
def test_a_rate_is_the_growth_of_its_five_seconds(
    pattern: Pattern, seed: int, moment: float
) -> None:
    """The rate per second matches the counters."""
    one = flow(pattern, seed)
    start = moment // 5 * 5
    grown = one.total(start + 5) - one.total(start)
    assert grown == pytest.approx(one.rate(start) * 5, abs=1.01)


@given(SEEDS, st.lists(st.floats(0, 100_000), min_size=1), st.lists(st.floats(0, 100_000)))
@settings(max_examples=60, deadline=None)
def test_a_counter_starts_again_and_stands_still(
    seed: int, resets: list[float], moments: list[float]
) -> None:
    """A reset is zero at its moment; values from before stay readable."""
    one = flow(Pattern(mean=1e5), seed)
    counter = Counter(one, base=10)
    assert counter.value(0) == 10
    for moment in sorted(resets):
        before = counter.value(moment)
        counter.reset(moment)
        assert counter.value(moment) == 0
        assert before >= 0
    last = max(resets)
    for moment in moments:
        assert counter.value(last + moment) == one.total(last + moment) - one.total(last)
    counter.link(last + 10, up=False)
    assert counter.rate(last + 20) == 0
    assert counter.value(last + 99) == counter.value(last + 10)
    counter.link(last + 100, up=True)
    assert counter.value(last + 100) == counter.value(last + 10)


def test_sums_and_nothing() -> None:
    """A bridge carries the shares of its ports."""
    one, other = flow(Pattern(mean=100)), flow(Pattern(mean=50), 8)
    both = SumFlow(((one, 0.5), (other, 1.0)))
    assert both.total(500) == one.total(500) // 2 + other.total(500)
    assert both.mean == pytest.approx(100)
    assert both.rate(9) == pytest.approx(one.rate(9) / 2 + other.rate(9))
    nothing = Nothing()
    assert (nothing.mean, nothing.total(9.5), nothing.rate(9.5)) == (0, 0, 0)
    assert one.total(-1) == 0


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_shapes(kind: str) -> None:
    """A shape's mean is one, and it is the same every time."""
    values, sums = shape(kind, 1)
    assert sums[-1] / len(values) == pytest.approx(1000, rel=0.01)
    assert min(values) >= 0
    shape.cache_clear()
    assert shape(kind, 1) == (values, sums)


@given(SEEDS, st.integers(-(2**40), 2**40), st.floats(0, 1e7), st.floats(1, 1e5))
def test_noise(seed: int, index: int, at: float, period: float) -> None:
    """Noise stays within its bounds."""
    assert 0 <= uniform(seed, index) <= 1
    assert -1 <= wander(seed, at, period) <= 1


def test_day_curves() -> None:
    """Evenings at home, working hours in an office; the mean is one."""
    for day in DAYS.values():
        assert sum(day) / len(day) == pytest.approx(1000, rel=0.01)
    assert DAYS["home"][20 * 6] > 2 * DAYS["home"][3 * 6]
    assert DAYS["office"][10 * 6] > 2 * DAYS["office"][22 * 6]


def test_wave() -> None:
    """A wave follows the day within its swing."""
    wave = Wave(1000, swing=0.1, day="isp", seed=3, day_start=0)
    for hour in range(48):
        level = DAYS["isp"][hour % 24 * 6] / 1000
        assert wave.value(hour * 3600) == pytest.approx(1000 * level, rel=0.1)


@pytest.mark.parametrize("name", PROFILE_NAMES)
def test_a_router_repeats_itself(name: str, clock: Clock) -> None:
    """Seed and serial decide the counters; another seed gives others."""
    same = [SimulatedRouter(load_profile(name), clock=clock, seed=5, tls=None) for _ in range(2)]
    other = SimulatedRouter(load_profile(name), clock=clock, seed=6, tls=None)
    for second in (0, 7, 14, 28, 119, 294):
        clock.now = 1000 + second
        same[0].rows("/interface")
    assert same[0].rows("/interface") == same[1].rows("/interface")
    assert same[0].rows("/system/resource") == same[1].rows("/system/resource")
    assert same[0].rows("/interface") != other.rows("/interface")


@pytest.mark.parametrize("name", PROFILE_NAMES)
def test_no_link_carries_more_than_it_can(name: str, clock: Clock) -> None:
    """Over two days, and nothing shrinks."""
    router = SimulatedRouter(load_profile(name), clock=clock, tls=None)
    speeds = {
        port.interface.name: port.interface.speed * 125_000
        for port in router.device.ports
        if port.interface.speed
    }
    assert speeds
    for interface, speed in speeds.items():
        port = router.device.port(interface, 0)
        assert port is not None
        moments = range(0, 2 * 86_400, 325)
        for way in ("rx-byte", "tx-byte"):
            assert max(port.rate(way, moment) for moment in moments) <= speed, (interface, way)
            values = [port.counters[way].value(moment) for moment in moments]
            assert values == sorted(values)


def test_the_network_is_one(clock: Clock) -> None:
    """What comes in from the provider goes out to the bridge's ports."""
    router = SimulatedRouter(load_profile("rb5009"), clock=clock, tls=None)
    clock.now += 3600
    inward = router.rate("ether1", "rx-byte", 1000, 4600)
    outward = router.rate("bridge", "tx-byte", 1000, 4600)
    assert inward == pytest.approx(outward, rel=0.1)
    packets = router.rate("ether1", "rx-packet", 1000, 4600)
    assert inward / packets == pytest.approx(1180, rel=0.01)
    assert router.rate("ether7", "rx-byte", 1000, 4600) == 0
    assert router.rate("vlan20-guest", "tx-byte", 1000, 4600) > 0


def test_load_follows_the_day(clock: Clock) -> None:
    """Evenings cost more than nights."""
    router = SimulatedRouter(
        load_profile("ccr_isp"),
        clock=clock,
        tls=None,
        started=datetime(2026, 9, 14),  # noqa: DTZ001 - a router's local time.
    )

    def mean(menu: str, field: str, hour: int) -> float:
        samples = []
        for minute in range(0, 60, 5):
            clock.now = 1000 + hour * 3600 + minute * 60
            samples.append(int(router.rows(menu)[0][field]))
        return sum(samples) / len(samples)

    for menu, field in (
        ("/system/resource", "cpu-load"),
        ("/ip/firewall/connection/tracking", "total-entries"),
    ):
        assert mean(menu, field, 21) > 1.5 * mean(menu, field, 4)
    clock.now = 1000
    first = router.rows("/system/resource")[0]
    clock.now += 600
    second = router.rows("/system/resource")[0]
    assert first["free-memory"] != second["free-memory"]
    assert int(second["free-memory"]) < int(second["total-memory"])


def test_rare_events_happen(clock: Clock) -> None:
    """Errors and drops come, but seldom."""
    router = SimulatedRouter(load_profile("rb5009"), clock=clock, tls=None)
    before = router.counter("ether2", "tx-queue-drop")
    clock.now += 7 * 86_400
    assert 500 < router.counter("ether2", "tx-queue-drop") - before < 5000


def test_a_month_is_quick(clock: Clock) -> None:
    """A clock that jumps far costs little."""
    router = SimulatedRouter(load_profile("rb5009"), clock=clock, tls=None)
    before = router.counter("ether1", "rx-byte")
    clock.now += 31 * 86_400
    assert router.counter("ether1", "rx-byte") > before
    assert router.rows("/system/resource")[0]["uptime"].startswith("7w")
