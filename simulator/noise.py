"""Repeatable randomness: a function of seed and position, never of the number of calls."""

from functools import lru_cache
from itertools import accumulate
from random import Random
from zlib import crc32

_MASK = (1 << 64) - 1

BUCKET = 5
"""Seconds during which a rate stays constant."""
BUCKETS = 5760
"""Buckets of a shape, eight hours; it then begins again."""
SLOT_BUCKETS = 120
"""Buckets of a slot, ten minutes, during which the hour's level stays constant."""
ONE = 1000
"""What stands for 1.0 in shapes and levels."""


def seed_of(*parts: object) -> int:
    """Return a number that depends only on these parts."""
    text = "/".join(map(str, parts)).encode("utf-8", "surrogateescape")
    return crc32(text) | crc32(text[::-1] + b"*") << 32


def uniform(seed: int, index: int) -> float:
    """Return a number from 0 up to 1 for a position in the sequence of a seed."""
    mixed = (seed + index * 0x9E3779B97F4A7C15) & _MASK
    mixed = ((mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9) & _MASK
    mixed = ((mixed ^ mixed >> 27) * 0x94D049BB133111EB) & _MASK
    return (mixed ^ mixed >> 31) / 2**64


def wander(seed: int, at: float, period: float) -> float:
    """Return a smooth walk from -1 to 1 that takes a new direction every period."""
    knot, part = divmod(at / period, 1)
    left, right = uniform(seed, int(knot)), uniform(seed, int(knot) + 1)
    ease = part * part * (3 - 2 * part)
    return 2 * (left + (right - left) * ease) - 1


type Shape = tuple[tuple[int, ...], tuple[int, ...]]
"""Rates per bucket around ONE, and how much of them stands before each bucket."""


@lru_cache(maxsize=64)
def shape(kind: str, variant: int) -> Shape:
    """Return one of the eight-hour shapes of a kind of traffic."""
    rates = _KINDS[kind](Random(seed_of(kind, variant)))
    mean = sum(rates) / len(rates)
    values = tuple(round(rate / mean * ONE) for rate in rates)
    return values, tuple(accumulate(values, initial=0))


def _wandering(random: Random, swing: float) -> list[float]:
    """Return a walk around 1 on the scale of minutes."""
    seed = random.getrandbits(62)
    return [1 + swing * wander(seed, bucket, 24) for bucket in range(BUCKETS)]


def _aggregate(random: Random) -> list[float]:
    """Return the rates of many users: smooth, with a little noise."""
    return [level * random.uniform(0.95, 1.05) for level in _wandering(random, 0.12)]


def _browsing(random: Random) -> list[float]:
    """Return a household or an office: quiet minutes, streams in chunks, downloads."""
    rates = [0.25 * level * random.uniform(0.4, 1.6) for level in _wandering(random, 0.6)]
    for start, length in _episodes(random, every=240, longest=200):
        for bucket in range(start, min(start + length, BUCKETS)):
            rates[bucket] += 3.2 if bucket % 2 == 0 else 0.1
    for start, length in _episodes(random, every=600, longest=36):
        for bucket in range(start, min(start + length, BUCKETS)):
            rates[bucket] += random.uniform(7.0, 9.0)
    return rates


def _subscriber(random: Random) -> list[float]:
    """Return one line: mostly idle, now and then in use."""
    rates = [random.uniform(0.005, 0.05) for _ in range(BUCKETS)]
    for start, length in _episodes(random, every=500, longest=300):
        for bucket in range(start, min(start + length, BUCKETS)):
            rates[bucket] += random.uniform(1.0, 5.0)
    return rates


def _idle(random: Random) -> list[float]:
    """Return a port without users: a neighbour's broadcast now and then."""
    return [random.choice((0.0, 0.3, 0.5, 1.0, 1.2, 4.0)) for _ in range(BUCKETS)]


def _rare(random: Random) -> list[float]:
    """Return events that come singly, hours apart."""
    rates = [0.0] * BUCKETS
    for _ in range(random.randint(2, 5)):
        rates[random.randrange(BUCKETS)] += random.choice((1, 1, 2, 5))
    return rates


def _episodes(random: Random, *, every: int, longest: int) -> list[tuple[int, int]]:
    """Return starts and lengths of episodes, in buckets."""
    count = BUCKETS // every
    return [
        (random.randrange(BUCKETS), random.randint(longest // 6, longest)) for _ in range(count)
    ]


_KINDS = {
    "aggregate": _aggregate,
    "browsing": _browsing,
    "subscriber": _subscriber,
    "idle": _idle,
    "rare": _rare,
}

KINDS = frozenset(_KINDS)
