"""A router's catalogue: what exists, and the one codec of unique ids."""

from dataclasses import replace

from hypothesis import given, strategies as st
import pytest

from custom_components.mikrotik_monitoring.metrics import GROUPS, METRICS
from custom_components.mikrotik_monitoring.metrics.catalogue import (
    LINK_METRIC,
    Catalogue,
    Choices,
    EntityKey,
    Existence,
)
from custom_components.mikrotik_monitoring.metrics.interface import INTERFACE, InterfaceRow
from custom_components.mikrotik_monitoring.metrics.model import Metric, Scope
from custom_components.mikrotik_monitoring.metrics.queue import SIMPLE, QueueRow

PORT = InterfaceRow.from_row({"name": "ether1", "type": "ether", "comment": "Uplink"})
QUEUE = QueueRow.simple({})


def metric(key: str) -> Metric:
    """Return a metric by its key."""
    return METRICS[key]


@given(key=st.sampled_from(sorted(METRICS)), instance=st.text(max_size=20), router=st.text())
def test_unique_ids_are_read_as_they_were_made(key: str, instance: str, router: str) -> None:
    """Whatever an instance is called, and whatever the router's own id holds."""
    catalogue = Catalogue(router, GROUPS)
    found = catalogue.entity_key(catalogue.unique_id(key, instance))
    assert found is not None
    assert found.metric.startswith(key)
    assert catalogue.unique_id(*found) == catalogue.unique_id(key, instance)


def test_what_is_no_metric() -> None:
    """Buttons, other routers and metrics of the future are none."""
    catalogue = Catalogue("HE1", GROUPS)
    for unique_id in ("HE1_poll_now", "HE1_", "HE1", "HE2_system.cpu.load", "", "HE1_interface"):
        assert catalogue.entity_key(unique_id) is None
    assert catalogue.entity_key("HE1_system.cpu.load") == EntityKey("system.cpu.load")
    assert catalogue.device_key("port:ether1") == "HE1_port:ether1"


def test_families_and_kinds() -> None:
    """Each instance's metric that is off at first has a kind, its group a family; no other has."""
    for group in GROUPS:
        for one in group.metrics:
            many = group.scope is Scope.INTERFACE or group.family == "cpu"
            is_instance = many or (group.has_instances and not one.summary)
            is_off = not one.entity_registry_enabled_default or one.enabled_for is not None
            assert (one.kind is not None) == (is_instance and is_off), one.key
            assert one.kind is None or group.family is not None, one.key
    families = Catalogue("", GROUPS).families
    assert {"packets", "utilisation", "errors", "optics", "poe"} <= set(families["interface"])
    assert set(Catalogue("", GROUPS).limited_families) == {"interface", "queue", "netwatch"}


@pytest.mark.parametrize(
    ("key", "choices", "conditions", "expected"),
    [
        ("interface.traffic.rx", {}, {}, Existence.ENABLED),
        ("interface.packets.rx", {}, {}, Existence.ABSENT),
        ("interface.packets.rx", {"kinds": {"interface": {"packets"}}}, {}, Existence.ENABLED),
        ("interface.packets.rx", {"kinds": {"queue": {"packets"}}}, {}, Existence.ABSENT),
        ("interface.packets.rx", {"kept": {"interface.packets.rx_port:a"}}, {}, Existence.ENABLED),
        ("interface.packets.rx", {"kept": {"interface.packets.rx_port:b"}}, {}, Existence.ABSENT),
        ("interface.traffic.rx", {}, {"is_limited": True}, Existence.ABSENT),
        (
            "interface.traffic.rx",
            {"instances": {"interface": ("*uplink",)}},
            {"is_limited": True},
            Existence.ENABLED,
        ),
        (
            "interface.traffic.rx",
            {"instances": {"queue": ("*",)}},
            {"is_limited": True},
            Existence.ABSENT,
        ),
        ("interface.traffic.rx", {}, {"had_link": False}, Existence.ABSENT),
        (LINK_METRIC, {}, {"had_link": False}, Existence.ENABLED),
        (
            "interface.packets.rx",
            {"kept": {"interface.packets.rx_port:a"}},
            {"had_link": False},
            Existence.ENABLED,
        ),
    ],
)
def test_existence_of_an_interfaces_metric(
    key: str, choices: dict[str, dict[str, set[str]]], conditions: dict[str, bool], expected: object
) -> None:
    """On at first, chosen by kind, named among too many, or kept."""
    catalogue = Catalogue("HE1", GROUPS, Choices(**choices))  # type: ignore[arg-type]
    found = catalogue.existence(INTERFACE, metric(key), "port:a", PORT, **conditions)
    assert found is expected


def test_the_routers_own_is_disabled() -> None:
    """It is little, so it is there to be enabled on its page."""
    catalogue = Catalogue("HE1", GROUPS)
    count = metric("queue.all.count")
    assert catalogue.existence(SIMPLE, count, "", QUEUE) is Existence.DISABLED
    many = replace(QUEUE, count=100)
    assert catalogue.existence(SIMPLE, metric("queue.all.upload"), "", many) is Existence.ENABLED
    assert catalogue.existence(SIMPLE, metric("queue.all.upload"), "", QUEUE) is Existence.DISABLED


def test_a_port_without_a_link_has_nothing_of_its_own_kind() -> None:
    """What has no kind, such as an optical module's light, comes with the first link too."""
    catalogue = Catalogue("HE1", GROUPS)
    group = catalogue.group_of("interface.sfp.rx_power")
    light = metric("interface.sfp.rx_power")
    for had_link, expected in ((True, Existence.ENABLED), (False, Existence.ABSENT)):
        found = catalogue.existence(group, light, "port:sfp1", object(), had_link=had_link)
        assert found is expected
