"""Each alert as declared: raised, kept, cleared, and unchanged by unknown values."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

import pytest

from custom_components.mikrotik_monitoring.alerts.conditions import Changes, Flaps
from custom_components.mikrotik_monitoring.alerts.model import Value
from custom_components.mikrotik_monitoring.alerts.rule import Rule
from custom_components.mikrotik_monitoring.alerts.rules import RULES
from custom_components.mikrotik_monitoring.alerts.settings import built_in, with_bounds

from .feed import BEGUN, Feed

INTERVAL: Final = 60.0


@dataclass(frozen=True, kw_only=True)
class Case:
    """Values of an alert: those fed before, a bad one, some that change nothing, a good one.

    ``bounds`` are the owner's, ``beside`` is the value of the metric beside it.
    """

    bad: Value
    good: Value
    before: tuple[Value, ...] = ()
    band: tuple[Value, ...] = ()
    bounds: Mapping[str, float] = field(default_factory=dict)
    beside: float | None = None
    instance: str = "one"


def days(number: float) -> Value:
    """Return a time that is so many days after the feed has begun."""
    return BEGUN + timedelta(days=number)


UP = Case(bad=False, good=True, before=(True,))
PROBLEM = Case(bad=True, good=False, before=(False,))
STANDING: Final = 60 * 4

CASES: Final[Mapping[str, Case]] = {
    "unreachable": Case(bad=True, good=False),
    "refused": Case(bad=True, good=False),
    "availability": Case(bad=99.4, good=99.6, bounds={"low": 99.5}),
    "unexpected_restart": Case(bad=1, good=0, before=(0,)),
    "cpu": Case(bad=90, good=79, band=(85,)),
    "memory": Case(bad=91, good=84, band=(87,)),
    "storage": Case(bad=86, good=79, band=(82,)),
    "failed_logins": Case(bad=5, good=1, band=(3,)),
    "security": Case(bad=1, good=0),
    "backup_old": Case(bad=days(-31), good=days(-1), band=(days(-29.5),)),
    "update_available": Case(bad="7.20.1", good=""),
    "clock": UP,
    "certificate": Case(bad=20, good=40, band=(21.5,)),
    "licence": Case(bad=days(13), good=days(40), band=(days(14.5),)),
    "polls_slow": Case(bad=20, good=5, band=(13,)),
    "temperature": Case(bad=61, good=54, band=(57,), instance="temperature"),
    "cpu_temperature": Case(bad=76, good=69, band=(72,), instance="cpu-temperature"),
    "cold": Case(bad=-1, good=5, band=(1,)),
    "hardware": PROBLEM,
    "voltage": Case(bad=21, good=24, band=(22,), before=(24.0,) * STANDING),
    "bad_blocks": Case(bad=5, good=1, band=(4.5,)),
    "flash_writes": Case(bad=9000, good=100, bounds={"high": 5000}),
    "ups_on_battery": UP,
    "ups_low": PROBLEM,
    "ups_overload": PROBLEM,
    "ups_replace": PROBLEM,
    "disk_failed": Case(bad=1, good=0),
    "disk_smart": PROBLEM,
    "disk_wear": Case(bad=81, good=10, band=(79.5,)),
    "raid_degraded": Case(bad=1, good=0),
    "link_down": UP,
    "link_slower": Case(bad=1e8, good=1e9, before=(1e9,)),
    "half_duplex": Case(bad=False, good=True),
    "errors": Case(bad=60, good=10, band=(40,), beside=0.1),
    "drops": Case(bad=600, good=100, band=(400,)),
    "contract_rx": Case(bad=95, good=50, band=(85,)),
    "contract_tx": Case(bad=95, good=50, band=(85,)),
    "utilisation_rx": Case(bad=95, good=50, band=(85,)),
    "utilisation_tx": Case(bad=95, good=50, band=(85,)),
    "commit": Case(bad=101, good=90, band=(99,)),
    "optical_loss": PROBLEM,
    "optical_fault": PROBLEM,
    "optical_rx_moved": Case(bad=-12, good=-8, band=(-10.5,), before=(-8.0,) * STANDING),
    "optical_tx_moved": Case(bad=-6, good=-2, band=(-4.5,), before=(-2.0,) * STANDING),
    "optical_rx_band": Case(bad=-19, good=-10, band=(-17.8,), bounds={"low": -18}),
    "optical_tx_band": Case(bad=3, good=0, band=(1.8,), bounds={"high": 2}),
    "poe": Case(bad="short-circuit", good="powered-on"),
    "packet_loss": Case(bad=20, good=0, band=(15,)),
    "latency": Case(bad=200, good=20, band=(130,), before=(20.0,) * 31),
    "wan_down": UP,
    "no_default_route": Case(bad=0, good=1, before=(1,)),
    "bgp_down": UP,
    "bgp_prefixes": Case(bad=500, good=1000, before=(1000,) * 4),
    "ospf_down": UP,
    "bfd_down": UP,
    "ipsec_down": UP,
    "wireguard_down": UP,
    "netwatch_down": UP,
    "radio_down": UP,
    "access_point_down": UP,
    "w60g_down": UP,
    "radius_timeouts": Case(bad=2, good=0, band=(0.7,)),
    "lte_rsrp": Case(bad=-112, good=-90, band=(-108,)),
    "lte_sinr": Case(bad=-3, good=9, band=(1,)),
    "lte_rsrq": Case(bad=-16, good=-9, band=(-14,)),
    "connections": Case(bad=81, good=10, band=(77,)),
    "dhcp_pool": Case(bad=91, good=10, band=(87,)),
    "pppoe_fell": Case(bad=60, good=100, band=(80,), before=(100,) * 3),
    "firewall_drops": Case(bad=200, good=20, band=(90,), before=(20.0,) * 31),
}
# No single value raises an alert on changes or flapping: test_conditions.py has these.
OTHERS: Final = {"storage_full_soon"} | {
    rule.key for rule in RULES if isinstance(rule.condition, (Changes, Flaps))
}


class Told:
    """The changes that the values of a case cause in a rule's alert."""

    def __init__(self, rule: Rule, case: Case) -> None:
        """Feed the values from before: they raise nothing."""
        self.case = case
        self.rule = with_bounds(rule, case.bounds)
        self.values = Feed.of(self.rule, interval=INTERVAL)
        assert self.rule.watches(case.instance)
        assert self.feed(case.before) == []

    def feed(self, values: Iterable[Value]) -> list[str]:
        """Return the changes that some values cause."""
        beside = self.rule.beside
        read = {beside.metric: {self.case.instance: self.case.beside}} if beside else {}
        return [
            change
            for value in values
            for change in self.values.one(value, self.case.instance, self.rule.metric, beside=read)
        ]

    @property
    def polls(self) -> int:
        """Return after how many bad values the hold time has passed."""
        return int(-(-self.rule.hold // INTERVAL)) + 1


def test_every_alert_has_a_case() -> None:
    """Or is one of those that have tests of their own."""
    keys = {rule.key for rule in RULES}
    assert CASES.keys() | OTHERS == keys
    assert not CASES.keys() & OTHERS
    assert len(keys) > 70


@pytest.mark.parametrize("key", CASES)
def test_it_is_raised_kept_and_over(key: str) -> None:
    """After its hold time and no sooner; unknown values change nothing."""
    case = CASES[key]
    told = Told(built_in(key), case)
    assert told.feed((case.good, *case.band, case.good, None)) == [], "nothing is wrong"
    assert told.feed([case.bad] * (told.polls - 1)) == []
    assert told.feed([case.bad]) == ["raised"]
    assert told.feed((*case.band, None, case.bad)) == [], "nothing is over"
    assert told.feed([case.good]) == ["cleared"]
    assert told.feed([case.good] * 3) == []


@pytest.mark.parametrize("key", [key for key in CASES if built_in(key).hold])
def test_a_gap_begins_its_time_anew(key: str) -> None:
    """So does an unknown value, such as after a reboot."""
    case = CASES[key]
    for is_gap in (True, False):
        told = Told(built_in(key), case)
        told.feed([case.good])
        assert told.feed([case.bad] * (told.polls - 1)) == []
        if is_gap:
            told.values.at += 3 * INTERVAL
        else:
            assert told.feed([None]) == []
        assert told.feed([case.bad] * (told.polls - 1)) == []
        assert told.feed([case.bad]) == ["raised"]


def test_temperatures() -> None:
    """Those of the CPU have bounds of their own."""
    board, cpu = built_in("temperature"), built_in("cpu_temperature")
    names = ("temperature", "board-temperature1", "sfp-temperature", "cpu-temperature")
    assert [board.watches(name) for name in names] == [True, True, True, False]
    assert [cpu.watches(name) for name in names] == [False, False, False, True]


def test_many_errors_of_very_many_packets() -> None:
    """Are no alert: a thousandth of them has to be broken."""
    rule, case = built_in("errors"), CASES["errors"]
    told = Told(rule, Case(bad=case.bad, good=case.good, beside=0.09))
    assert told.feed([600.0] * 20) == []


def test_full_at_what_is_contracted() -> None:
    """Is one alert, not two."""
    contract, link = built_in("contract_rx"), built_in("utilisation_rx")
    values = Feed.of(contract, link)
    changes = [values.one(95, "port:ether1", contract.metric) for _ in range(20)]
    assert [change for one in changes for change in one] == ["raised"]
    assert values.alerts.active[0].id.key == "contract_rx"
