"""Ping targets of the owner: how they are written, how long they take, their values."""

from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.mikrotik_monitoring.metrics.model import LONG, MEDIUM, SHORT
from custom_components.mikrotik_monitoring.metrics.ping_address import (
    address_of,
    host_of,
    is_of_other_version,
    needs_interface,
    way_to,
)
from custom_components.mikrotik_monitoring.metrics.ping_reply import PingSummary, packets
from custom_components.mikrotik_monitoring.metrics.ping_target import (
    MOST_SECONDS,
    PingTarget,
    ping_target_group,
)
from custom_components.mikrotik_monitoring.routeros import Command, Row

DATA: dict[str, Any] = {"address": "192.0.2.1", "count": 3, "tier": "short"}


@pytest.mark.parametrize(
    ("text", "host"),
    [
        (" 192.0.2.1 ", "192.0.2.1"),
        ("[2001:DB8:0::1]", "2001:db8::1"),
        ("fe80::1", "fe80::1"),
        ("127.0.0.1", "127.0.0.1"),
        ("Example.COM.", "example.com"),
        ("printer", "printer"),
        ("_dmarc.a-b.example", "_dmarc.a-b.example"),
        ("1.2.3.4.example", "1.2.3.4.example"),
        ("a" * 63 + ".example", "a" * 63 + ".example"),
        ("a" * 64 + ".example", None),
        (".".join(["abc"] * 64), None),
        ("300.1.2.3", None),
        ("192.0.2", None),
        ("192.0.2.1/24", None),
        ("fe80::1%ether1", None),
        ("ff02::1", None),
        ("224.0.0.1", None),
        ("0.0.0.0", None),  # noqa: S104 - nothing listens.
        ("255.255.255.255", None),
        ("-a.example", None),
        ("a..b", None),
        ("a b", None),
        ("http://example.com", None),
        ("example.com:80", None),
        ("b\u00fccher.example", None),
        ("", None),
        (".", None),
    ],
)
def test_hosts(text: str, host: str | None) -> None:
    """The address of one host, or a name; each in one spelling."""
    assert host_of(text) == host
    assert host is None or host_of(host) == host


@given(st.text())
def test_whatever_is_typed(text: str) -> None:
    """Either it is no host, or it can be sent."""
    host = host_of(text)
    if host is not None:
        assert host.isascii()
        assert (
            "=address=" + host
            in Command("/ping", arguments=(*way_to(host), ("count", "1"))).words()
        )


def test_versions_and_interfaces() -> None:
    """Link-local addresses need an interface, and the source must be of the same version."""
    assert needs_interface("fe80::1")
    assert not needs_interface("169.254.0.1")
    assert not needs_interface("example.com")
    assert is_of_other_version("192.0.2.1", "2001:db8::1")
    assert not is_of_other_version("192.0.2.1", "192.0.2.2")
    assert not is_of_other_version("example.com", "2001:db8::1")
    assert address_of("example.com") is None


@pytest.mark.parametrize(
    ("data", "arguments"),
    [
        ({}, [("address", "192.0.2.1")]),
        ({"interface": "my port"}, [("address", "192.0.2.1"), ("interface", "my port")]),
        ({"address": "2001:db8::1", "interface": "ether1"}, [("address", "2001:db8::1%ether1")]),
        ({"address": "a.example", "vrf": "b"}, [("address", "a.example"), ("vrf", "b")]),
        (
            {"src_address": "192.0.2.9", "routing_table": "isp2"},
            [("address", "192.0.2.1"), ("src-address", "192.0.2.9"), ("routing-table", "isp2")],
        ),
    ],
)
def test_arguments(data: dict[str, Any], arguments: list[tuple[str, str]]) -> None:
    """As `/ping` accepts them."""
    assert PingTarget.of("Far", {**DATA, **data}).arguments == tuple(arguments)


@pytest.mark.parametrize(
    ("count", "interval", "seconds"),
    [(1, "1000ms", 1), (3, "1000ms", 3), (4, "750ms", 3), (10, "300ms", 3), (7, "428ms", 2.996)],
)
def test_a_measurement_is_short(count: int, interval: str, seconds: float) -> None:
    """Packets are a second apart, many of them closer together; each command is valid."""
    target = PingTarget.of("Far", {**DATA, "count": count})
    assert target.series == (("count", str(count)), ("interval", interval))
    assert target.seconds == pytest.approx(seconds)
    Command("/ping", arguments=(*target.arguments, *target.series))


def test_all_targets_fit_into_their_tier() -> None:
    """As many as may be added can be measured before the next poll."""
    assert SHORT.interval > MOST_SECONDS


@pytest.mark.parametrize(("tier", "window"), [(SHORT, 30), (MEDIUM, 6), (LONG, 3)])
def test_the_window(tier: Any, window: int) -> None:
    """Ten minutes, at least one measurement."""
    assert PingTarget.of("Far", {**DATA, "tier": tier.key}).window == window


@pytest.mark.parametrize(
    "data",
    [
        {"address": "a b"},
        {"address": None},
        {"count": 0},
        {"count": 11},
        {"count": "x"},
        {"tier": "realtime"},
        {"tier": None},
        {"tier": []},
    ],
)
def test_data_of_no_target(data: dict[str, Any]) -> None:
    """For example of a future version: there is no group, and no error."""
    assert ping_target_group("01ID", "Far", {**DATA, **data}) is None
    assert ping_target_group("01ID", "Far", {}) is None
    assert ping_target_group("01ID", "Far", DATA) is not None


def test_a_reply_summed_up() -> None:
    """Times are in ms; a reply of another host is a loss, and has no time."""
    rows: list[Row] = [
        {
            "seq": "0",
            "host": "192.0.2.1",
            "size": "56",
            "ttl": "64",
            "time": "10ms",
            "received": "1",
        },
        {"seq": "1", "host": "192.0.2.7", "status": "TTL exceeded", "time": "1ms", "received": "1"},
        {"host": "192.0.2.1", "time": "soon", "received": "2"},
    ]
    sent = list(packets(rows))
    assert [(one.number, one.host, one.is_answered, one.round_trip) for one in sent] == [
        (0, "192.0.2.1", True, 0.01),
        (1, "192.0.2.7", False, None),
        (2, "192.0.2.1", True, None),
    ]
    assert (sent[0].size, sent[0].ttl, sent[1].status) == (56, 64, "TTL exceeded")
    summary = PingSummary.of(sent)
    assert (summary.sent, summary.received) == (3, 2)
    assert summary.loss == pytest.approx(100 / 3)
    assert (summary.shortest, summary.mean, summary.longest) == (10, 10, 10)
    nothing = PingSummary.of([])
    assert (nothing.loss, nothing.mean, nothing.shortest) == (None, None, None)
