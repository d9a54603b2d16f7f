"""The tables of routing protocols, with the field names of each version of RouterOS."""

from collections.abc import Mapping

from ..device import Device
from ..table import Record, Rows, Table

# Fields with other names in RouterOS 6, None for those it does not have.
_OLD_OSPF: Mapping[str, str | None] = {
    "area": None,
    "dr": "dr-address",
    "bdr": "backup-dr-address",
    "timeout": None,
    "dynamic": None,
}
_OLD_BFD: Mapping[str, str | None] = {
    "remote-address": "address",
    "local-address": None,
    "state-changes": None,
    "multihop": None,
    "vrf": None,
}
_OLD = (
    ("/routing/ospf/neighbor", "/routing/ospf/neighbor", _OLD_OSPF),
    ("/routing/bfd/session", "/routing/bfd/neighbor", _OLD_BFD),
)


def complete(device: Device, tables: dict[str, Table], given: Mapping[str, list[Record]]) -> None:
    """Convert a profile's rows, which are those of RouterOS 7, to RouterOS 6."""
    if not device.release.old:
        return
    for path, menu, names in _OLD:
        if menu in tables and path in given:
            tables[menu] = Rows(_renamed(record, names) for record in given[path])


def _renamed(record: Record, names: Mapping[str, str | None]) -> Record:
    """Return a record with the older names of its fields, without those missing in RouterOS 6."""
    renamed = ((names.get(field, field), cell) for field, cell in record.items())
    return {field: cell for field, cell in renamed if field is not None}
