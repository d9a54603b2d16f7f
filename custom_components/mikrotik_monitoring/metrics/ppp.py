"""PPP: how many users are connected through PPPoE and the VPN servers.

No row of a subscriber is ever read: the router counts.
"""

import asyncio
from dataclasses import dataclass
from functools import partial
from typing import override

from homeassistant.components.sensor import SensorStateClass
from homeassistant.const import UnitOfRatio

from ..routeros import NoSuchCommandError
from .bounds import COUNTERS, Bounds
from .counts import count, counting
from .model import SHORT, Graph, Group, Menu, MetricValue, Query, Reading, SensorMetric

_MINUTE = 60


_COUNTS = {
    "active": counting("/ppp/active"),
    "pppoe": counting("/ppp/active", "?service=pppoe"),
    "l2tp": counting("/ppp/active", "?service=l2tp"),
    "sstp": counting("/ppp/active", "?service=sstp"),
    "ovpn": counting("/ppp/active", "?service=ovpn"),
    "pptp": counting("/ppp/active", "?service=pptp"),
    # Sessions authenticated by RADIUS have no secret on the router.
    "local": counting("/ppp/active", "?radius=yes", "?#!"),
    "secrets": counting("/ppp/secret", "?disabled=yes", "?#!"),
}
# The count of all services, and those that are 0 if it is 0.
_ALL = "active"
_SESSIONS = frozenset(_COUNTS.keys() - {"secrets"})
_PPPOE_SERVERS = counting("/interface/pppoe-server/server", "?disabled=yes", "?#!")


@dataclass(frozen=True, kw_only=True, slots=True)
class PppRow:
    """The number of sessions in ``/ppp/active``, in all and by service, and of secrets.

    None is what was not requested. ``serves`` is whether the router has PPP users, secrets or a
    PPPoE server: if not, nothing of this is shown. ``has_pppoe`` is whether the last full reading
    found such a server or a session of it: without one there is nothing to count.
    """

    serves: bool
    has_pppoe: bool = True
    active: int | None = None
    pppoe: int | None = None
    l2tp: int | None = None
    sstp: int | None = None
    ovpn: int | None = None
    pptp: int | None = None
    local: int | None = None
    secrets: int | None = None

    def shown(self, count: int | None) -> int | None:
        """Return a count, None on a router that serves no PPP."""
        return count if self.serves else None

    @property
    def secrets_percent(self) -> float | None:
        """Return the share of the secrets that are connected, in percent."""
        if self.local is None or not self.secrets:
            return None
        return 100 * self.local / self.secrets


@dataclass(frozen=True, kw_only=True)
class NetChangeMetric(SensorMetric[PppRow]):
    """The change in the number of sessions since the last reading, per minute.

    Whether a router compares durations in queries differs by version, so logins are not counted:
    as many logins as logouts are no change, more logouts give a negative value.
    """

    @override
    def value(
        self, instance: str, now: Reading[PppRow], before: Reading[PppRow] | None
    ) -> MetricValue:
        """Return the mean change per minute between two readings."""
        if before is None or instance not in before.rows:
            return None
        last, held = now.rows[instance].active, before.rows[instance].active
        if last is None or held is None:
            return None
        return now.since(before).rate((last - held) * _MINUTE)


@dataclass(frozen=True, kw_only=True)
class PppGroup(Group[PppRow]):
    """Counts of the PPP sessions; ``fields`` of a metric are the counts it is made of."""

    @override
    async def read(self, query: Query[PppRow]) -> dict[str, PppRow | None]:
        """Let the router count just what the metrics wanted need."""
        last = query.before.rows[""] if query.before else None
        known = None if last is None or query.is_full else last.has_pppoe
        without = frozenset({"pppoe"}) if known is False else frozenset[str]()
        counts = await _counted(query, self.fields(query.keys), without)
        has_pppoe = known
        if has_pppoe is None:
            has_pppoe = bool(counts.get("pppoe")) or await _has_pppoe_server(query)
        serves = has_pppoe or any(counts.values()) or (last is not None and last.serves)
        return {"": PppRow(serves=serves, has_pppoe=has_pppoe, **counts)}


async def _counted(
    query: Query[PppRow], names: tuple[str, ...], without: frozenset[str]
) -> dict[str, int | None]:
    """Return the counts of these names; ``without`` are those that can only be 0."""
    counts: dict[str, int | None] = {}
    if _ALL in names:
        counts[_ALL] = await count(query.ask, _COUNTS[_ALL])
        if counts[_ALL] == 0:
            without = _SESSIONS
    others = [name for name in names if name not in counts and name not in without]
    replies = await asyncio.gather(*(count(query.ask, _COUNTS[name]) for name in others))
    counts |= dict(zip(others, replies, strict=True))
    return dict.fromkeys(names, 0) | counts


async def _has_pppoe_server(query: Query[PppRow]) -> bool:
    """Return whether the router has a PPPoE server that is not disabled."""
    try:
        return bool(await count(query.ask, _PPPOE_SERVERS))
    except NoSuchCommandError:
        return False


_users = partial(SensorMetric[PppRow], graph=Graph.PPPOE, state_class=SensorStateClass.MEASUREMENT)

PPP = PppGroup(
    key="ppp",
    title="PPP users",
    about="Counted by the router: no name of a subscriber is read.",
    menus=(Menu("/ppp/active"),),
    tier=SHORT,
    metrics=(
        _users(
            key="ppp.pppoe.active",
            about="PPPoE sessions that are up now.",
            fields=("pppoe",),
            source=lambda row: row.shown(row.pppoe),
        ),
        _users(
            key="ppp.active",
            about=(
                "PPP sessions of all services that are up now: PPPoE, L2TP, SSTP, OpenVPN, PPTP."
            ),
            fields=("active",),
            source=lambda row: row.shown(row.active),
        ),
        _users(
            key="ppp.l2tp.active",
            about="L2TP sessions that are up now.",
            fields=("l2tp",),
            source=lambda row: row.shown(row.l2tp),
            entity_registry_enabled_default=False,
        ),
        _users(
            key="ppp.sstp.active",
            about="SSTP sessions that are up now.",
            fields=("sstp",),
            source=lambda row: row.shown(row.sstp),
            entity_registry_enabled_default=False,
        ),
        _users(
            key="ppp.ovpn.active",
            about="OpenVPN sessions that are up now.",
            fields=("ovpn",),
            source=lambda row: row.shown(row.ovpn),
            entity_registry_enabled_default=False,
        ),
        _users(
            key="ppp.pptp.active",
            about="PPTP sessions that are up now.",
            fields=("pptp",),
            source=lambda row: row.shown(row.pptp),
            entity_registry_enabled_default=False,
        ),
        _users(
            key="ppp.secrets.configured",
            menus=(Menu("/ppp/secret"),),
            about="Secrets on the router that are not disabled; RADIUS users have none.",
            fields=("secrets",),
            source=lambda row: row.shown(row.secrets),
            entity_registry_enabled_default=False,
        ),
        _users(
            key="ppp.secrets.percent",
            menus=(Menu("/ppp/active"), Menu("/ppp/secret")),
            about=(
                "Sessions that were not authenticated by RADIUS, as a share of the secrets; a "
                "secret used twice counts twice."
            ),
            fields=("local", "secrets"),
            source=lambda row: row.secrets_percent,
            native_unit_of_measurement=UnitOfRatio.PERCENTAGE,
            valid=COUNTERS,
            suggested_display_precision=1,
            resolution=0.1,
            entity_registry_enabled_default=False,
        ),
        NetChangeMetric(
            key="ppp.sessions.change",
            about=(
                "Change in the number of sessions per minute: logins less logouts, negative when "
                "more users leave than connect."
            ),
            fields=("active",),
            source=lambda row: row.shown(row.active),
            valid=Bounds(-COUNTERS.most, COUNTERS.most),
            state_class=SensorStateClass.MEASUREMENT,
            suggested_display_precision=1,
            resolution=0.1,
            entity_registry_enabled_default=False,
        ),
    ),
)
