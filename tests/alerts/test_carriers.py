"""Which interface carries an instance, according to its group."""

from typing import Any

import pytest

from custom_components.mikrotik_monitoring.metrics.bfd import BFD, BfdRow
from custom_components.mikrotik_monitoring.metrics.interface import INTERFACE, InterfaceRow
from custom_components.mikrotik_monitoring.metrics.model import Group, Reading
from custom_components.mikrotik_monitoring.metrics.ospf import OSPF, NeighbourRow


def carrier(group: Group, instance: str, rows: dict[str, Any]) -> str | None:
    """Return the interface that carries an instance, according to its group."""
    assert group.carrier is not None
    return group.carrier(instance, Reading(at=0, rows=rows))


@pytest.mark.parametrize(
    ("kind", "found"), [("gre-tunnel", ""), ("l2tp-out", ""), ("ether", None), ("vlan", None)]
)
def test_tunnels_run_over_the_way_out(kind: str, found: str | None) -> None:
    """Other interfaces have no carrier."""
    row = InterfaceRow.from_row({"name": "one", "type": kind})
    assert carrier(INTERFACE, "name:one", {"name:one": row}) == found
    assert carrier(INTERFACE, "name:two", {"name:one": row}) is None


def test_neighbours_of_ospf() -> None:
    """RouterOS 6 names their interface."""
    row = NeighbourRow.from_row({"state": "Full", "interface": "ether1"})
    lone = NeighbourRow.from_row({"state": "Full"})
    rows = {"": object(), "a": row, "b": lone, "c": row.away(5)}
    found = [carrier(OSPF, instance, rows) for instance in ("a", "b", "c", "", "gone")]
    assert found == ["ether1", None, "ether1", None, None]


def test_sessions_of_bfd() -> None:
    """RouterOS 6 names the interface, 7 only in link-local addresses."""
    for menu, instance, found in (
        ("/routing/bfd/neighbor", "192.0.2.1 ether 1", "ether 1"),
        ("/routing/bfd/neighbor", "192.0.2.1", None),
        ("/routing/bfd/session", "fe80::1%ether1 fe80::2%ether1", "ether1"),
        ("/routing/bfd/session", "192.0.2.1 192.0.2.2", None),
    ):
        assert carrier(BFD, instance, {"": BfdRow(menu=menu, up=1, known=1)}) == found
