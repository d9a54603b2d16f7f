"""Every metric of the catalogue, compared with the data of simulated routers.

Each router is polled by the real integration; the states are compared with the simulator's data,
by formulas of this test's own.
"""

from collections.abc import Mapping
from typing import Final

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest

from custom_components.mikrotik_monitoring.metrics import METRICS

from .access import ACCESS
from .air import AIR_LINKS
from .expected import Expected
from .flows import FLOWS
from .hardware import HARDWARE, ONLY_IN_7
from .polls import POLLS
from .ports import PORTS
from .records import RECORDS
from .routing import ROUTING
from .score import SCORE
from .security import SECURITY
from .services import SERVICES
from .switching import SWITCHING
from .system import SYSTEM
from .tunnels import TUNNELS
from .watched import Watch, Watched
from .ways import WAYS

WALK: Final[Mapping[str, Expected]] = {
    **PORTS,
    **SYSTEM,
    **FLOWS,
    **SERVICES,
    **POLLS,
    **SCORE,
    **WAYS,
    **TUNNELS,
    **ACCESS,
    **ROUTING,
    **SWITCHING,
    **AIR_LINKS,
    **HARDWARE,
    **RECORDS,
    **SECURITY,
}

# A profile, some with another version, for what no profile has as it is.
ROUTERS: Final = (
    "rb5009",
    "hap_v6",
    "ccr_isp",
    "rb2011_v6",
    "ccr_v6",
    "crs_poe",
    "crs_poe 6.49.20",
    "ltap",
    "ltap 6.49.18",
    "hap_ax",
    "chr",
    "office",
    "hotspot",
    "hotspot 6.49.18",
    "core",
    "core 6.49.18",
    "capsman",
    "capsman_v6",
    "wap60g",
    "wap60g 6.49.18",
    "rose",
)

# Metrics that one of the two versions lacks, and why.
ONLY_ON_7: Final = {
    "bgp.peer.messages": "RouterOS 6 counts updates instead",
    "netwatch.rtt": "RouterOS 6 tells up and down alone",
    "netwatch.loss": "as above",
    "bfd.session.changes": "RouterOS 6 does not count them",
    "bridge.topology.changes": "as above",
    "wireless.clients.6ghz": "the newer wireless packages",
    "netwatch.time": "as above",
    "netwatch.code": "as above",
    "connection.ipv4": "RouterOS 6 counts all connections together",
    "configuration.device_mode.mode": "RouterOS 6 has no device mode",
    "configuration.device_mode.flagged": "as above",
    "configuration.device_mode.attempts": "as above",
    "system.licence.deadline": "the licence of a virtual machine",
    "route.protocol.dhcp": "RouterOS 6 takes them for static ones",
    "route.protocol.vpn": "as above",
    **{key: "RouterOS 6 has no WireGuard" for key in METRICS if key.startswith("wireguard.")},
    "pool.ipv6.used": "RouterOS 6 does not list what is used",
    "pool.ipv6.available": "as above",
    "pool.ipv6.percent": "as above",
    "dns.adlist.entries": "adlists came with RouterOS 7.15",
    "dns.adlist.matches": "as above",
    "ntp.stratum": "the SNTP client of RouterOS 6 does not tell it",
    **dict.fromkeys(ONLY_IN_7, "RouterOS 6 has neither containers nor RAID, and reads no SMART"),
}
ONLY_ON_6: Final = {"bgp.peer.updates": "RouterOS 7 counts messages instead"}


def test_every_metric_has_its_place_in_the_walk() -> None:
    """A metric that is declared and compared with nothing is not tested."""
    assert WALK.keys() == METRICS.keys()


def test_every_metric_is_seen_on_both_versions() -> None:
    """Each has a value on a router of RouterOS 6 and on one of 7."""
    for metric, expected in WALK.items():
        assert set(expected.seen) <= set(ROUTERS), metric
        versions = {Watch.parse(name).is_old for name in expected.seen}
        if metric in ONLY_ON_7:
            assert versions == {False}, metric
        elif metric in ONLY_ON_6:
            assert versions == {True}, metric
        else:
            assert versions == {True, False}, metric


@pytest.mark.parametrize("router", ROUTERS)
async def test_walk(
    hass: HomeAssistant, watched: Watched, subtests: pytest.Subtests, router: str
) -> None:
    """Each metric has entities for just those instances that report it, with their values."""
    truth = await watched(Watch.parse(router))
    shown = _shown(hass)
    for metric, expected in WALK.items():
        with subtests.test(metric):
            values = dict(expected.values(truth))
            states = shown.pop(metric, {})
            assert states.keys() == values.keys()
            wrong = {
                instance: (state, values[instance])
                for instance, (state, unit) in states.items()
                if not expected.fits(state, values[instance]) or unit != expected.unit
            }
            assert not wrong, "what is shown, and what is expected"
            if router in expected.seen:
                assert any(value is not None for value in values.values())
                assert expected.unit in {unit for _, unit in states.values()}
    assert not shown


# Entities that operate the polling, or combine all, belong to no metric.
OPERATING = {
    "alert",
    "alerts.active",
    "collection",
    "poll_now",
    "problem",
    "reconnect",
    "test_connection",
    "watchdog.recoveries",
}


def _shown(hass: HomeAssistant) -> dict[str, dict[str, tuple[str, str | None]]]:
    """Return state and unit of every entity, by its metric and its instance."""
    shown: dict[str, dict[str, tuple[str, str | None]]] = {}
    for entity in er.async_get(hass).entities.values():
        _, known_by = entity.unique_id.split("_", 1)
        if known_by in OPERATING:
            continue
        metric = max((key for key in METRICS if _is_of(known_by, key)), key=len)
        state = hass.states.get(entity.entity_id)
        assert state is not None, entity.entity_id
        unit = state.attributes.get("unit_of_measurement")
        instance = known_by.removeprefix(metric).removeprefix("_")
        shown.setdefault(metric, {})[instance] = state.state, unit
    return shown


def _is_of(known_by: str, metric: str) -> bool:
    return known_by == metric or known_by.startswith(f"{metric}_")
