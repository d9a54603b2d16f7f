"""The index of interfaces."""

from typing import Any

import pytest

from custom_components.mikrotik_monitoring.metrics.interface_index import (
    InterfaceFacts,
    InterfaceIndex,
    instance_of,
)
from custom_components.mikrotik_monitoring.routeros import Command, Row

ETHER1: Row = {
    ".id": "*1",
    "name": "wan",
    "default-name": "ether1",
    "type": "ether",
    "disabled": "false",
    "running": "true",
    "rx-byte": "5",
}
VLAN: Row = {".id": "*2", "name": "ether1", "type": "vlan", "running": "true"}
LOOPBACK: Row = {".id": "*3", "name": "lo", "type": "loopback"}
UNUSED: Row = {
    ".id": "*4",
    "name": "ether4",
    "default-name": "ether4",
    "type": "ether",
    "running": "false",
    "rx-byte": "0",
    "tx-byte": "0",
    "link-downs": "0",
}


class Table:
    """An interface table that can be read."""

    def __init__(self, *rows: Row) -> None:
        """Store the rows."""
        self.rows = list(rows)
        self.asked = 0

    async def __call__(self, command: Command, **_: Any) -> list[Row]:
        """Return the rows."""
        assert command.path == "/interface/print"
        self.asked += 1
        return self.rows


async def test_facts() -> None:
    """A renamed port and a VLAN of its old name do not collide; a loopback is no interface."""
    index = InterfaceIndex()
    first, second, third = index.update([ETHER1, VLAN, LOOPBACK])
    assert first is not None
    assert second is not None
    assert third is None
    assert (first.instance, first.kind, first.is_watched) == ("port:ether1", "ether", True)
    assert second.instance == "name:ether1"
    assert index.named("ether1") is second
    assert index.named("wan") is first
    assert index.get("port:ether1") is first
    assert list(index) == [first, second]
    assert index.of({"name": "new", "default-name": "ether1"}) is first
    assert index.of({"name": "ether1"}) is second
    assert index.of({"name": "none"}) is None


async def test_what_is_not_watched() -> None:
    """A disabled interface, and one that the owner leaves out."""
    index = InterfaceIndex(wants=lambda facts: facts.kind != "vlan")
    disabled, vlan = index.update([{**ETHER1, "disabled": "yes"}, VLAN])
    assert disabled is not None
    assert (disabled.is_disabled, disabled.is_watched) == (True, False)
    assert vlan is not None
    assert (vlan.is_disabled, vlan.is_watched) == (False, False)


async def test_the_same_facts_are_the_same_object() -> None:
    """Without a change the index costs nothing, and has no new revision."""
    index = InterfaceIndex()
    (before,) = index.update([ETHER1])
    revision = index.revision
    (again,) = index.update([{**ETHER1, "rx-byte": "6"}])
    assert again is before
    assert index.revision == revision
    (renamed,) = index.update([{**ETHER1, "name": "isp"}])
    assert renamed is not before
    assert index.revision == revision + 1


@pytest.mark.parametrize(
    ("change", "had_link"),
    [
        ({}, False),
        ({"running": "true"}, True),
        ({"rx-byte": "1"}, True),
        ({"tx-byte": "1"}, True),
        ({"link-downs": "1"}, True),
        ({"last-link-up-time": "sep/01/2026 10:00:00"}, True),
        ({"type": "vlan"}, True),
        ({"default-name": ""}, True),
    ],
)
async def test_a_port_that_never_had_a_link(change: Row, had_link: bool) -> None:
    """Only a row that positively says so counts."""
    (facts,) = InterfaceIndex().update([{**UNUSED, **change}])
    assert facts is not None
    assert facts.had_link is had_link


async def test_a_row_that_does_not_say() -> None:
    """Without the counters a port counts as used; what is known from before stays."""
    silent = {name: UNUSED[name] for name in (".id", "name", "default-name", "type")}
    index = InterfaceIndex()
    (facts,) = index.update([silent])
    assert facts is not None
    assert facts.had_link
    index = InterfaceIndex()
    index.update([UNUSED])
    (facts,) = index.update([silent])
    assert facts is not None
    assert not facts.had_link
    (facts,) = index.update([{**silent, "running": "true"}])
    assert facts is not None
    assert facts.had_link
    (facts,) = index.update([UNUSED])
    assert facts is not None
    assert facts.had_link


async def test_swapped_names() -> None:
    """Two that exchange their names stay what they are."""
    other = {**ETHER1, ".id": "*9", "name": "lan", "default-name": "ether2"}
    index = InterfaceIndex()
    index.update([ETHER1, other])
    one, two = index.update([{**ETHER1, "name": "lan"}, {**other, "name": "wan"}])
    assert one is not None
    assert two is not None
    assert (one.instance, one.name) == ("port:ether1", "lan")
    assert (two.instance, two.name) == ("port:ether2", "wan")


async def test_it_is_asked_when_it_is_old(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once for all groups that need it, and again when it is too old."""
    table, index = Table(ETHER1), InterfaceIndex()
    row = {"name": "wan", "default-name": "ether1"}
    for _ in range(3):
        ((facts, found),) = await index.resolve(table, [row])
        assert (facts.instance, found) == ("port:ether1", row)
    assert table.asked == 1
    assert await index.resolve(table, []) == []
    index.clear()
    await index.current(table)
    assert table.asked == 2


async def test_a_stranger_is_looked_for_once() -> None:
    """A new interface is found at once; one that is never listed is not queried at each poll."""
    table, index = Table(ETHER1), InterfaceIndex()
    await index.current(table)
    table.rows.append(VLAN)
    rows: list[Row] = [{"name": "ether1"}, LOOPBACK]
    assert [facts.instance for facts, _ in await index.resolve(table, rows)] == ["name:ether1"]
    assert table.asked == 2
    for _ in range(3):
        assert not await index.resolve(table, [{"name": "<pppoe-client>"}])
    assert table.asked == 3


def test_instances() -> None:
    """A port's instance is its default name, any other's its own name."""
    assert instance_of({"name": "a", "default-name": "ether1"}) == "port:ether1"
    assert instance_of({"name": "a"}) == "name:a"
    assert instance_of({}) == "name:"
    assert InterfaceFacts.__dataclass_fields__.keys() >= {"id", "name", "instance", "kind"}


async def test_other_interfaces_are_chosen_without_asking() -> None:
    """One that is left out is not watched until it is chosen again; a disabled one never is."""
    table, index = Table(ETHER1, VLAN, {**UNUSED, "disabled": "true"}), InterfaceIndex()
    await index.current(table)
    revision = index.revision
    index.choose(lambda facts: facts.kind == "vlan")
    assert [facts.is_watched for facts in index] == [False, True, False]
    assert [facts.is_left_out for facts in index] == [True, False, False]
    assert index.named("wan") is index.get("port:ether1")
    assert index.revision == revision + 1
    index.choose(lambda _: True)
    assert [facts.is_watched for facts in index] == [True, True, False]
    index.choose(lambda _: True)
    assert index.revision == revision + 2
    assert table.asked == 1


async def test_a_comment_is_kept_until_it_is_read_again() -> None:
    """Most readings lack comments; a changed one may exclude the interface."""
    index = InterfaceIndex(lambda facts: "test" not in facts.comment)
    (first,) = index.update([{**ETHER1, "comment": "Uplink"}], has_comments=True)
    (again,) = index.update([ETHER1])
    assert first is again
    assert first is not None
    assert (first.comment, first.is_watched) == ("Uplink", True)
    (other,) = index.update([{**ETHER1, "comment": "test"}], has_comments=True)
    assert other is not None
    assert (other.comment, other.is_watched, other.is_left_out) == ("test", False, True)
    (gone,) = index.update([ETHER1], has_comments=True)
    assert gone is not None
    assert (gone.comment, gone.is_watched) == ("", True)
