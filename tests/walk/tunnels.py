"""Expected states of WireGuard and IPsec peers."""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import timedelta
import hashlib
from typing import Final

from .expected import RATE, Expected, Values, once
from .truth import Row, Told, Truth, seconds

_PEERS: Final = "/interface/wireguard/peers"
_ACTIVE: Final = "/ip/ipsec/active-peers"
_GUARDED: Final = ("rb5009", "office")
_SECURED: Final = ("office", "ccr_v6")


def _key(row: Row) -> str:
    return hashlib.sha256(row["public-key"].encode()).hexdigest()[:16]


def _guarded(truth: Truth, at: float | None = None) -> dict[str, Row]:
    """Return the peers that are not disabled, by instance."""
    rows = truth.rows(_PEERS, at)
    shared = Counter(_key(row) for row in rows)
    return {
        f"{_key(row)}@{row['interface']}" if shared[_key(row)] > 1 else _key(row): row
        for row in rows
        if row["disabled"] == "false"
    }


def _is_connected(row: Row) -> bool:
    return seconds(row.get("last-handshake", "1d")) < 180


def _all_guarded(value: Callable[[list[Row]], Told]) -> Expected:
    """Expect a total of all peers, where there are any."""

    def together(truth: Truth) -> Told:
        rows = list(_guarded(truth).values())
        return value(rows) if truth.rows(_PEERS) else None

    return Expected(unit="peers", values=once(together), seen=_GUARDED)


def _handshakes(truth: Truth) -> Values:
    """Return the last handshake of each peer, unknown where there was none."""
    return {
        name: truth.wall - timedelta(seconds=seconds(row["last-handshake"]))
        if "last-handshake" in row
        else None
        for name, row in _guarded(truth).items()
    }


def _rate(
    rows: Callable[[Truth, float | None], dict[str, Row]], field: str, seen: tuple[str, ...]
) -> Expected:
    """Expect the growth of each peer's counter."""

    def rates(truth: Truth) -> Values:
        before = rows(truth, truth.before)
        return {
            name: (int(row[field]) - int(before[name][field])) * 8 / 1e6 / truth.seconds
            for name, row in rows(truth, None).items()
        }

    return Expected(unit="Mbit/s", values=rates, seen=seen, share=RATE)


def _volume(field: str) -> Expected:
    """Expect each peer's counter as the first poll found it."""

    def values(truth: Truth) -> Values:
        return {name: int(row[field]) / 1e9 for name, row in _guarded(truth, truth.first).items()}

    return Expected(unit="GB", values=values, seen=_GUARDED)


def _secured(truth: Truth, at: float | None = None) -> dict[str, Row]:
    """Return the active peers, by their addresses."""
    return {row["remote-address"]: row for row in truth.rows(_ACTIVE, at)}


def _all_secured(unit: str, value: Callable[[Truth], Told], **more: float) -> Expected:
    """Expect a total of all peers, where there are any."""
    return Expected(
        unit=unit,
        values=once(lambda truth: value(truth) if truth.rows(_ACTIVE) else None),
        seen=_SECURED,
        **more,
    )


def _total(field: str) -> Expected:
    def rate(truth: Truth) -> float:
        grown = sum(int(new[field]) - int(old[field]) for old, new in truth.grown(_ACTIVE))
        return grown * 8 / 1e6 / truth.seconds

    return _all_secured("Mbit/s", rate, share=RATE)


TUNNELS: Final[Mapping[str, Expected]] = {
    "wireguard.peers.connected": _all_guarded(lambda rows: sum(map(_is_connected, rows))),
    "wireguard.peers.configured": _all_guarded(len),
    "wireguard.peer.connected": Expected(
        unit=None,
        values=lambda truth: {name: _is_connected(row) for name, row in _guarded(truth).items()},
        seen=_GUARDED,
    ),
    "wireguard.peer.handshake": Expected(unit=None, values=_handshakes, seen=_GUARDED),
    "wireguard.peer.traffic.rx": _rate(_guarded, "rx", _GUARDED),
    "wireguard.peer.traffic.tx": _rate(_guarded, "tx", _GUARDED),
    "wireguard.peer.total.rx": _volume("rx"),
    "wireguard.peer.total.tx": _volume("tx"),
    "ipsec.peers.established": _all_secured(
        "peers",
        lambda truth: sum(row["state"] == "established" for row in truth.rows(_ACTIVE)),
    ),
    "ipsec.peers.configured": _all_secured(
        "peers",
        lambda truth: sum(row.get("disabled") != "true" for row in truth.rows("/ip/ipsec/peer")),
    ),
    "ipsec.associations": _all_secured(
        "associations",
        lambda truth: sum(row["state"] == "mature" for row in truth.rows("/ip/ipsec/installed-sa")),
    ),
    "ipsec.traffic.rx": _total("rx-bytes"),
    "ipsec.traffic.tx": _total("tx-bytes"),
    "ipsec.peer.established": Expected(
        unit=None,
        values=lambda truth: {
            name: row["state"] == "established" for name, row in _secured(truth).items()
        },
        seen=_SECURED,
    ),
    "ipsec.peer.traffic.rx": _rate(_secured, "rx-bytes", _SECURED),
    "ipsec.peer.traffic.tx": _rate(_secured, "tx-bytes", _SECURED),
}
