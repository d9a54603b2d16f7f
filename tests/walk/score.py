"""Expected states of the health score: its factors, as the README lists them."""

from collections.abc import Mapping
from statistics import fmean
from typing import Final

from .expected import EVERYWHERE, RATE, Expected, Values, once
from .services import loss, peers
from .system import failed, readings
from .truth import Truth, WatchedPort, seconds

_RESOURCE: Final = "/system/resource"
_ERRORS: Final = ("rx-error", "tx-error")
_PACKETS: Final = ("rx-packet", "tx-packet")


def _percent_used(truth: Truth, kind: str) -> float:
    row = truth.row(_RESOURCE)
    return 100 - 100 * float(row[f"free-{kind}"]) / float(row[f"total-{kind}"])


def _grown(port: WatchedPort, counters: tuple[str, ...]) -> float:
    """Return the summed growth of those of some counters that the port has."""
    return sum(port.rate(counter) for counter in counters if counter in port.row)


def _share(*ports: WatchedPort) -> float | None:
    """Return the broken packets of the ports that count them, in percent of all packets."""
    counting = [port for port in ports if not port.row.keys().isdisjoint(_ERRORS)]
    broken = sum(_grown(port, _ERRORS) for port in counting)
    packets = broken + sum(_grown(port, _PACKETS) for port in counting)
    return 100 * broken / packets if packets else None


def _shares(truth: Truth) -> Values:
    return {
        name: _share(port)
        for name, port in truth.ports.items()
        if port.had_link and not port.row.keys().isdisjoint(_ERRORS)
    }


def _costs(truth: Truth) -> dict[str, float]:
    """Return the cost of each factor that there is data for."""
    times = (truth.first, truth.before, truth.now)
    tracking = truth.row("/ip/firewall/connection/tracking")
    ports = (port for name, port in truth.ports.items() if name.startswith("port:"))
    # Peers are read every five minutes: the session lost since then still counts.
    up = [peer.is_up or peer.name in truth.lost_peers for peer in peers(truth)]
    load = fmean(float(truth.row(_RESOURCE, at)["cpu-load"]) for at in times)
    factors = {
        "cpu_load": (20, 70, 95, load),
        "memory_used": (15, 80, 97, _percent_used(truth, "memory")),
        "storage_used": (5, 85, 98, _percent_used(truth, "hdd-space")),
        "temperature": (15, 60, 80, max(map(float, readings("C")(truth).values()), default=None)),
        "hardware_failed": (15, 0, 1, max(failed(truth).values(), default=None)),
        "packet_loss": (15, 1, 20, max(loss(truth).values(), default=None)),
        "interface_errors": (10, 0.01, 1, _share(*ports)),
        "connection_table": (
            *(10, 70, 95),
            100 * float(tracking["total-entries"]) / float(tracking["max-entries"]),
        ),
        "bgp_peers_down": (15, 0, 100, 100 * up.count(False) / len(up) if up else None),
        "just_booted": (5, 0, 1, seconds(truth.row(_RESOURCE)["uptime"]) < 600),
    }
    return {
        name: weight * min(max((value - fine) / (critical - fine), 0), 1)
        for name, (weight, fine, critical, value) in factors.items()
        if value is not None
    }


def _score(truth: Truth) -> float:
    return max(100 - sum(_costs(truth).values()), 0)


def _factor(truth: Truth) -> str:
    costs = _costs(truth)
    worst = max(costs, key=lambda name: costs[name])
    return worst if costs[worst] > 0 else "none"


SCORE: Final[Mapping[str, Expected]] = {
    "interface.errors.share": Expected(
        unit="%", values=_shares, seen=EVERYWHERE, share=RATE, half_step=0.0005
    ),
    "score": Expected(unit="points", values=once(_score), seen=EVERYWHERE, half_step=0.5),
    "score.factor": Expected(unit=None, values=once(_factor), seen=EVERYWHERE),
}
