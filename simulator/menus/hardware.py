"""The rows of containers, in the form that the router's version has."""

from ..device import Device
from ..table import Record, Rows, Table
from ..version import Version

_CONTAINERS = "/container"
# From this version on containers have flags instead of a status word.
_FLAGS = Version(7, 23)


def complete(device: Device, tables: dict[str, Table]) -> None:
    """Write the containers' status as the version does; profiles have the word."""
    if _CONTAINERS in tables and device.release >= _FLAGS:
        records = tables[_CONTAINERS].records(device.seconds)
        tables[_CONTAINERS] = Rows([_flagged(record) for record in records])


def _flagged(record: Record) -> Record:
    """Return a container's row with a flag in place of its status word."""
    row = {name: cell for name, cell in record.items() if name not in {".id", "status"}}
    return row | {str(record.get("status", "stopped")): "true"}
