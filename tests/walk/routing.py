"""Expected states of OSPF, BFD and RIP."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Final

from .expected import Expected, Values, once
from .truth import Row, Told, Truth, number, seconds

CORE: Final = ("core", "core 6.49.18")
_ON_7: Final = ("core",)


def _ospf(truth: Truth) -> dict[str, Row]:
    """Return the OSPF neighbours by instance."""
    return {
        f"{row['instance']} {row['router-id']} {row['address']}": row
        for row in truth.rows("/routing/ospf/neighbor")
    }


def _is_full(row: Row) -> bool:
    """Return whether a neighbour is Full, or at 2-Way where neither router is a DR."""
    designated = {row.get(name) for name in ("dr", "bdr", "dr-address", "backup-dr-address")}
    is_one = row["address"] in designated or row["router-id"] in designated
    return row["state"] == "Full" or (row["state"] == "2-Way" and not is_one)


def _bfd(truth: Truth) -> dict[str, Row]:
    """Return the BFD sessions by instance."""
    if truth.has_old_release:
        rows = truth.rows("/routing/bfd/neighbor")
        return {f"{row['address']} {row['interface']}": row for row in rows}
    rows = truth.rows("/routing/bfd/session")
    return {f"{row['remote-address']} {row['local-address']}": row for row in rows}


type _Rows = Callable[[Truth], dict[str, Row]]


def _each(
    unit: str | None, rows: _Rows, value: Callable[[Row], Told], seen: tuple[str, ...] = CORE
) -> Expected:
    return Expected(
        unit=unit,
        values=lambda truth: {name: value(row) for name, row in rows(truth).items()},
        seen=seen,
    )


def _all(unit: str, rows: _Rows, count: Callable[[list[Row]], int]) -> Expected:
    return Expected(
        unit=unit,
        values=once(lambda truth: count([*found.values()]) if (found := rows(truth)) else None),
        seen=CORE,
    )


def _since(rows: _Rows, field: str) -> Expected:
    """Expect when something began, unknown where it has not."""

    def values(truth: Truth) -> Values:
        return {
            name: truth.wall - timedelta(seconds=seconds(row[field])) if field in row else None
            for name, row in rows(truth).items()
        }

    return Expected(unit=None, values=values, seen=CORE)


def _rip(truth: Truth) -> int | None:
    return len(truth.rows("/routing/rip/neighbor")) or None


ROUTING: Final[Mapping[str, Expected]] = {
    "ospf.neighbours.full": _all("neighbours", _ospf, lambda rows: sum(map(_is_full, rows))),
    "ospf.neighbours.known": _all("neighbours", _ospf, len),
    "ospf.neighbours.down": _all(
        "neighbours", _ospf, lambda rows: sum(not _is_full(row) for row in rows)
    ),
    "ospf.changes": _all("changes", _ospf, lambda _: 0),
    "ospf.neighbour.full": _each(None, _ospf, _is_full),
    "ospf.neighbour.state": _each(
        None, _ospf, lambda row: {"2-Way": "two_way"}.get(row["state"], row["state"].lower())
    ),
    "ospf.neighbour.uptime": _since(_ospf, "adjacency"),
    "ospf.neighbour.changes": _each("changes", _ospf, lambda row: number(row["state-changes"])),
    "bfd.sessions.up": _all(
        "sessions", _bfd, lambda rows: sum(row["state"] == "up" for row in rows)
    ),
    "bfd.sessions.known": _all("sessions", _bfd, len),
    "bfd.session.up": _each(None, _bfd, lambda row: row["state"] == "up"),
    "bfd.session.state": _each(None, _bfd, lambda row: row["state"]),
    "bfd.session.uptime": _since(_bfd, "uptime"),
    "bfd.session.changes": Expected(
        unit="changes",
        values=lambda truth: {
            name: number(row["state-changes"])
            for name, row in _bfd(truth).items()
            if "state-changes" in row
        },
        seen=_ON_7,
    ),
    "rip.neighbours": Expected(unit="neighbours", values=once(_rip), seen=CORE),
}
