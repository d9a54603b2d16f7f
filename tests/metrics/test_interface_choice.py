"""The owner's choice of interfaces."""

from typing import Any

import pytest

from custom_components.mikrotik_monitoring.catalogue import choices_of
from custom_components.mikrotik_monitoring.const import OPTION_INTERFACES
from custom_components.mikrotik_monitoring.metrics.interface_index import InterfaceFacts


def interface(name: str, comment: str = "", kind: str = "ether") -> InterfaceFacts:
    """Return a port of the interface index."""
    return InterfaceFacts(
        id="*1",
        name=name,
        instance=f"port:{name}",
        kind=kind,
        is_disabled=False,
        is_watched=True,
        had_link=True,
        comment=comment,
    )


FACTS = (
    interface("ether1", "Uplink to Fibre"),
    interface("ether2", "test bench"),
    interface("vlan[10]", kind="vlan"),
    interface("wg-office", "Office", kind="wg"),
)
ALL = {facts.name for facts in FACTS}


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ({}, ALL),
        ({"by": "all", "types": ["vlan"], "exclude": ["*"], "picked": []}, ALL),
        ({"by": "type", "types": ["vlan", "wg"]}, {"vlan[10]", "wg-office"}),
        ({"by": "type"}, set()),
        ({"by": "pattern"}, ALL),
        ({"by": "pattern", "include": ["ETHER?"]}, {"ether1", "ether2"}),
        ({"by": "pattern", "include": ["*fibre", "*office"]}, {"ether1", "wg-office"}),
        ({"by": "pattern", "exclude": ["test*"]}, ALL - {"ether2"}),
        ({"by": "pattern", "include": ["ether*"], "exclude": ["*uplink*"]}, {"ether2"}),
        ({"by": "pattern", "include": ["vlan[10]"]}, {"vlan[10]"}),
        ({"by": "pattern", "include": ["vlan[0-9]"]}, set()),
        ({"by": "pattern", "include": ["ether"]}, set()),
        ({"by": "picked", "picked": ["port:ether2"]}, {"ether2"}),
        ({"by": "picked"}, set()),
    ],
)
def test_what_is_watched(chosen: dict[str, Any], expected: set[str]) -> None:
    """All, by type, by name or comment, or one by one: only the way that was chosen counts."""
    choice = choices_of({OPTION_INTERFACES: chosen} if chosen else {}).interfaces
    assert {facts.name for facts in FACTS if choice.watches(facts)} == expected
