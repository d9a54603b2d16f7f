"""A router's catalogue: what exists, and the one codec of unique ids."""

from dataclasses import replace

from hypothesis import given, strategies as st
import pytest

from custom_components.mikrotik_monitoring.metrics import GROUPS, METRICS
from custom_components.mikrotik_monitoring.metrics.catalogue import (
    LINK_METRIC,
    Catalogue,
    EntityKey,
    Existence,
)
from custom_components.mikrotik_monitoring.metrics.choices import Amount, Choices, Detail
from custom_components.mikrotik_monitoring.metrics.interface import INTERFACE, InterfaceRow
from custom_components.mikrotik_monitoring.metrics.model import Graph, Group, Metric, Scope
from custom_components.mikrotik_monitoring.metrics.ping import PING
from custom_components.mikrotik_monitoring.metrics.ping_target import ping_target_group
from custom_components.mikrotik_monitoring.metrics.queue import SIMPLE, QueueRow

# Groups of the first versions: the router's own metrics exist there, disabled where off by default.
OWN_DISABLED = frozenset(
    [
        "uplink.routes",
        "system.resource",
        "connection.split",
        "firewall",
        "queue.simple",
        "ppp",
        "system.storage",
        "system.wear",
        "system.licence",
        "system.certificates",
        "route",
        "arp",
        "neighbour",
        "poll",
        "poll.short",
        "poll.medium",
        "poll.long",
        "queue.tree",
    ]
)

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


def test_groups_that_share_metrics_are_told_apart_by_the_instance() -> None:
    """Metrics of a subentry have its id as their instance, or as its prefix."""
    data = {"address": "192.0.2.1", "count": 3, "tier": "long"}
    added = [ping_target_group(one, "Far", data) for one in ("01FIRST", "01SECOND")]
    targets = [group for group in added if group is not None]
    catalogue = Catalogue("HE1", (*GROUPS, *targets))
    for target in targets:
        key = catalogue.entity_key(catalogue.unique_id("ping.loss", target.subentry_id or ""))
        assert key == EntityKey("ping.loss", target.subentry_id or "")
        assert catalogue.group_of(*key) is target
        assert catalogue.group_of("ping.loss", f"{target.subentry_id}:row") is target
        # A metric that it does not have belongs to another group, whatever the instance.
        assert catalogue.group_of("interface.running", target.subentry_id or "") is INTERFACE
    assert catalogue.group_of("ping.loss", "192.0.2.1") is PING
    assert catalogue.metrics["ping.loss"] is METRICS["ping.loss"]
    without = Catalogue("HE1", targets)
    assert without.metrics["ping.loss"] is METRICS["ping.loss"]


def test_families_and_kinds() -> None:
    """What is off by default has a kind, and its group a family; no other has."""
    for group in GROUPS:
        for one in group.metrics:
            many = group.scope is Scope.INTERFACE or group.has_instances
            is_off = not one.entity_registry_enabled_default or one.enabled_for is not None
            is_own = one.summary or not many
            is_old = group.key in OWN_DISABLED and one.kind is None
            is_disabled = is_own and (is_old or one.enabled_for is not None)
            assert (one.kind is not None) == (is_off and not is_disabled), one.key
            assert one.kind is None or group.family is not None, one.key
    families = Catalogue("", GROUPS).families
    assert {"packets", "utilisation", "errors", "optics", "poe"} <= set(families["interface"])
    assert {"interface", "queue", "netwatch"} <= set(Catalogue("", GROUPS).limited_families)


def test_an_instance_that_is_named_has_all_of_its_kinds() -> None:
    """Where a group says so; its neighbours have none."""
    group = replace(SIMPLE, shows_named=True, summary_above=None)
    own = next(one for one in group.metrics if one.kind is not None)
    assert group.family is not None

    def existence(name: str, choices: Choices, group: Group = group) -> Existence:
        return Catalogue("", [group], choices).existence(group, own, name, QUEUE)

    named = Choices(instances={group.family: ("up*",)})
    assert group.asks_for_names
    assert existence("uplink", named) is Existence.ENABLED
    assert existence("guests", named) is Existence.ABSENT
    assert existence("uplink", Choices()) is Existence.ABSENT
    assert existence("uplink", named, replace(group, shows_named=False)) is Existence.ABSENT
    totals = replace(named, detail=Detail.CUSTOM, groups={group.key: Amount.TOTALS})
    assert existence("uplink", totals) is Existence.ABSENT


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
    """On by default, chosen by kind, named where there are too many, or required."""
    catalogue = Catalogue("HE1", GROUPS, Choices(**choices))  # type: ignore[arg-type]
    found = catalogue.existence(INTERFACE, metric(key), "port:a", PORT, **conditions)
    assert found is expected


def test_the_routers_own_is_disabled() -> None:
    """There are few, so they can be enabled on its page."""
    catalogue = Catalogue("HE1", GROUPS)
    count = metric("queue.all.count")
    assert catalogue.existence(SIMPLE, count, "", QUEUE) is Existence.DISABLED
    many = replace(QUEUE, count=100)
    assert catalogue.existence(SIMPLE, metric("queue.all.upload"), "", many) is Existence.ENABLED
    assert catalogue.existence(SIMPLE, metric("queue.all.upload"), "", QUEUE) is Existence.DISABLED


def test_a_port_without_a_link_has_nothing_of_its_own_kind() -> None:
    """Metrics without a kind, such as an optical module's power, also need a first link."""
    catalogue = Catalogue("HE1", GROUPS)
    group = catalogue.group_of("interface.sfp.rx_power")
    light = metric("interface.sfp.rx_power")
    for had_link, expected in ((True, Existence.ENABLED), (False, Existence.ABSENT)):
        found = catalogue.existence(group, light, "port:sfp1", object(), had_link=had_link)
        assert found is expected


ESSENTIAL, EVERYTHING = Choices(detail=Detail.ESSENTIAL), Choices(detail=Detail.EVERYTHING)


def custom(**groups: Amount) -> Choices:
    """Return choices of groups; a dot in a key is an underscore here."""
    return Choices(
        detail=Detail.CUSTOM, groups={key.replace("_", "."): one for key, one in groups.items()}
    )


def test_each_graph_has_essentials() -> None:
    """Essentials are on by default, and each graph of the dashboard has some."""
    essential = [
        metric for group in GROUPS for metric in group.metrics if group.is_essential(metric)
    ]
    assert {metric.graph for metric in essential} >= {one for one in Graph if one.is_essential}
    assert len(essential) < len(METRICS) / 3
    for one in essential:
        assert one.entity_registry_enabled_default, one.key


def test_the_essential_groups() -> None:
    """Groups without essentials are not read, unless an essential is derived from them."""
    groups = Catalogue("", GROUPS, ESSENTIAL).groups
    assert {"link", "interface.traffic", "uplink", "score", "ping", "dhcp", "bgp"} <= set(groups)
    assert {"uplink.routes", "system.storage"} <= set(groups), "uplinks and score are made of them"
    assert not {"netwatch", "interface.poe", "lte.signal", "poll", "arp"} & set(groups)
    assert list(groups) == [group.key for group in GROUPS if group.key in groups]


@pytest.mark.parametrize("choices", [Choices(), EVERYTHING, Choices(detail=Detail.CUSTOM)])
def test_all_groups_are_read(choices: Choices) -> None:
    """In all other details, as long as none is turned off."""
    assert tuple(Catalogue("", GROUPS, choices).groups.values()) == GROUPS


@pytest.mark.parametrize(
    ("key", "instance", "essential", "everything"),
    [
        ("interface.traffic.rx", "port:a", Existence.ENABLED, Existence.ENABLED),
        ("interface.traffic.rx", "name:a", Existence.ABSENT, Existence.ENABLED),
        ("interface.packets.rx", "port:a", Existence.ABSENT, Existence.ENABLED),
        ("interface.total.rx", "port:a", Existence.ABSENT, Existence.ENABLED),
        ("queue.simple.upload", "one", Existence.ABSENT, Existence.ENABLED),
        ("queue.simple.packets.upload", "one", Existence.ABSENT, Existence.ENABLED),
        ("queue.all.upload", "", Existence.ENABLED, Existence.ENABLED),
        ("queue.all.count", "", Existence.ABSENT, Existence.ENABLED),
    ],
)
def test_existence_by_detail(
    key: str, instance: str, essential: Existence, everything: Existence
) -> None:
    """Essential: the router's own graphs and ports; everything: also what is off by default."""
    for choices, expected in ((ESSENTIAL, essential), (EVERYTHING, everything)):
        catalogue = Catalogue("HE1", GROUPS, choices)
        group = catalogue.group_of(key)
        row = PORT if group is INTERFACE else QUEUE
        assert catalogue.existence(group, metric(key), instance, row) is expected


@pytest.mark.parametrize("choices", [ESSENTIAL, EVERYTHING, custom(interface_traffic=Amount.ALL)])
def test_no_detail_lifts_a_limit(choices: Choices) -> None:
    """Of too many only the named ones are shown, and an unused port has only its link."""
    catalogue = Catalogue("HE1", GROUPS, choices)
    rx, link = metric("interface.traffic.rx"), metric(LINK_METRIC)
    many = catalogue.existence(INTERFACE, rx, "port:a", PORT, is_limited=True)
    unused = catalogue.existence(INTERFACE, rx, "port:a", PORT, had_link=False)
    assert many is unused is Existence.ABSENT
    found = catalogue.existence(INTERFACE, link, "port:a", PORT, had_link=False)
    assert found is Existence.ENABLED


@pytest.mark.parametrize(
    ("amount", "single", "detail", "total", "count"),
    [
        (Amount.TOTALS, "absent", "absent", "enabled", "disabled"),
        (Amount.CHOSEN, "enabled", "absent", "disabled", "disabled"),
        (Amount.ALL, "enabled", "enabled", "enabled", "enabled"),
    ],
)
def test_existence_by_the_amount_of_a_group(
    amount: Amount, single: str, detail: str, total: str, count: str
) -> None:
    """Each group has the chosen amount, all others the default."""
    catalogue = Catalogue("HE1", GROUPS, custom(queue_simple=amount))
    for key, instance, expected in (
        ("queue.simple.upload", "one", single),
        ("queue.simple.packets.upload", "one", detail),
        ("queue.all.upload", "", total),
        ("queue.all.count", "", count),
    ):
        assert catalogue.existence(SIMPLE, metric(key), instance, QUEUE).value == expected, key
    rx = metric("interface.traffic.rx")
    assert catalogue.existence(INTERFACE, rx, "port:a", PORT) is Existence.ENABLED


def test_a_group_that_is_off() -> None:
    """It is not read, and derived groups do without; some are read without being shown."""
    off = custom(system_storage=Amount.OFF, interface_traffic=Amount.OFF)
    catalogue = Catalogue("HE1", GROUPS, off)
    assert "system.storage" not in catalogue.groups
    assert catalogue.entity_key("HE1_system.storage.free") is None
    assert {"score", "interface.traffic"} <= set(catalogue.groups)
    rx = metric("interface.traffic.rx")
    assert catalogue.existence(INTERFACE, rx, "port:a", PORT) is Existence.ABSENT


def test_what_an_owner_added_is_there_in_any_detail() -> None:
    """It is his own choice already."""
    added = replace(SIMPLE, key="added", subentry_id="01", metrics=SIMPLE.metrics[:1])
    catalogue = Catalogue("HE1", (*GROUPS, added), ESSENTIAL)
    assert "added" in catalogue.groups
    found = catalogue.existence(added, added.metrics[0], "one", QUEUE)
    assert found is Existence.ENABLED
