"""What a person attaches to a report: states, never secrets."""

from dataclasses import asdict
from typing import Any, Final

from homeassistant.components.diagnostics import REDACTED, async_redact_data
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_HOST, CONF_PASSWORD, CONF_USERNAME
from homeassistant.core import HomeAssistant

from .const import CONF_CA, CONF_CERTIFICATE, CONF_FINGERPRINT
from .metrics.health_score import FACTORS, SCORE
from .metrics.identity import RouterIdentity
from .metrics.security import SECURITY, SECURITY_CHECKS
from .polling import GroupState, MikrotikConfigEntry, MonitoredRouter, TierCoordinator

type Secrets = tuple[str, ...]

_REDACTED: Final = {
    CONF_CA,
    CONF_CERTIFICATE,
    CONF_FINGERPRINT,
    CONF_HOST,
    CONF_PASSWORD,
    CONF_USERNAME,
    "name",
    "serial_number",
    "software_id",
    "system_id",
    "unique_id",
}
# Of what an owner added: conditions name whatever they want, and addresses are people's.
_REDACTED_OF_ADDED: Final = {*_REDACTED, "address", "query", "src_address"}
# Of the options: what an owner wrote.
_REDACTED_OF_OPTIONS: Final = {"note"}


async def async_get_config_entry_diagnostics(
    hass: HomeAssistant, entry: MikrotikConfigEntry
) -> dict[str, Any]:
    """Return how a router is asked and what became of it; why not, where it is not set up."""
    report = {
        "entry": async_redact_data(dict(entry.data), _REDACTED),
        "options": _blotted(
            async_redact_data(dict(entry.options), _REDACTED_OF_OPTIONS), _secrets(entry)
        ),
        "added": _added(entry),
        "state": entry.state.value,
        "reason": _without(entry.reason, _secrets(entry)),
    }
    if entry.state is ConfigEntryState.LOADED:
        report |= _router(entry.runtime_data, _secrets(entry))
    return report


def _added(entry: MikrotikConfigEntry) -> dict[str, Any]:
    """Return what an owner added, without its names and what it is compared with."""
    return {
        subentry_id: {
            "type": subentry.subentry_type,
            "data": async_redact_data(dict(subentry.data), _REDACTED_OF_ADDED),
        }
        for subentry_id, subentry in entry.subentries.items()
    }


def _router(router: MonitoredRouter, secrets: Secrets) -> dict[str, Any]:
    """Return the link, and the groups of each tier."""
    client = router.client
    return {
        "router": _identity(router.checked.identity),
        "link": {
            "connected": client.connected,
            "lost_reason": _without(client.lost_reason, secrets),
            "second_connection": _without(client.bulk_error, secrets),
            "auth_failed": client.auth_failed,
            "logins": client.logins,
            "commands": client.commands,
            "bytes_received": client.bytes_received,
        },
        "collection": router.operation.is_collecting,
        "watchdog": _watchdog(router),
        "health_score": _score(router),
        "security": _security(router),
        "tiers": {key: _tier(tier, secrets) for key, tier in router.coordinators.items()},
    }


def _watchdog(router: MonitoredRouter) -> dict[str, Any]:
    """Return what was begun anew, how it was found, and how the polling is now."""
    watchdog = router.operation.watchdog
    return {
        "recoveries": watchdog.count,
        "last": [
            {"part": one.fault.text, "at": one.at.isoformat(), "found": dict(one.state)}
            for one in watchdog.kept
        ],
        "now": watchdog.state(),
    }


def _identity(identity: RouterIdentity | None) -> dict[str, Any] | None:
    """Return who answered last, None where nobody has."""
    return None if identity is None else async_redact_data(asdict(identity), _REDACTED)


def _score(router: MonitoredRouter) -> dict[str, Any]:
    """Return what each factor of the health score costs; None for one without data."""
    reading = router.latest(SCORE)
    if reading is None:
        return {"score": None, "factors": {}, "lost": []}
    row = reading.rows[""]
    costs = {factor.key: row.costs.get(factor.key) for factor in FACTORS}
    return {
        "score": row.score,
        "factors": {key: cost and asdict(cost) for key, cost in costs.items()},
        "lost": sorted(row.lost),
    }


def _security(router: MonitoredRouter) -> dict[str, Any]:
    """Return what became of each security check: what was found says nothing of where."""
    score, checks = router.latest(SECURITY), router.latest(SECURITY_CHECKS)
    if score is None or checks is None:
        return {"score": None, "checks": {}}
    row = score.rows[""]
    return {
        "score": row.score,
        "checks": {
            key: {**asdict(verdict), "accepted": key in row.accepted}
            for key, verdict in checks.rows[""].verdicts.items()
        },
    }


def _tier(coordinator: TierCoordinator, secrets: Secrets) -> dict[str, Any]:
    """Return how a tier keeps its pace."""
    return {
        "interval": coordinator.interval,
        "last_duration": coordinator.last_duration,
        "skipped_ticks": coordinator.skipped,
        "groups": {key: _group(state, secrets) for key, state in coordinator.data.items()},
    }


def _group(state: GroupState, secrets: Secrets) -> dict[str, Any]:
    """Return what became of a group's last read."""
    rows = {} if state.current is None else state.current.rows
    remarks = [
        _without(remark, secrets) for row in rows.values() for remark in state.group.remarks(row)
    ]
    return {
        "outcome": state.outcome,
        "error": _without(state.error, secrets),
        "failed_at": state.failed_at and state.failed_at.isoformat(),
        "failures": state.failures,
        "instances": len(rows),
        **({"remarks": remarks} if remarks else {}),
        **({"impossible": dict(state.impossible)} if state.impossible else {}),
    }


def _secrets(entry: MikrotikConfigEntry) -> Secrets:
    """Return the texts that say where or whose a router is, or what it pings; longest first."""
    texts = {entry.title, entry.unique_id or ""}
    texts |= {str(value) for key, value in entry.data.items() if key in _REDACTED}
    for subentry in entry.subentries.values():
        hidden = (value for key, value in subentry.data.items() if key in _REDACTED_OF_ADDED)
        texts |= {subentry.title, *(value for value in hidden if isinstance(value, str))}
    if entry.state is ConfigEntryState.LOADED:
        identity = entry.runtime_data.checked.identity
        texts |= {identity.name, *identity.ids.values()} if identity else set()
        texts |= _private(entry.runtime_data)
    return tuple(sorted(texts - {""}, key=len, reverse=True))


def _private(router: MonitoredRouter) -> set[str]:
    """Return the texts of all rows that are somebody's own, such as addresses."""
    return {
        text
        for state in router.states()
        if state.last is not None
        for row in state.last.rows.values()
        for text in state.group.private(row)
    }


def _blotted(value: Any, secrets: Secrets) -> Any:
    """Return options with each secret in their texts blotted out: they may name instances."""
    match value:
        case str():
            return _without(value, secrets)
        case dict():
            return {key: _blotted(one, secrets) for key, one in value.items()}
        case list() | tuple():
            return [_blotted(one, secrets) for one in value]
    return value


def _without(text: object, secrets: Secrets) -> str | None:
    """Return a text, such as an error's, with each secret in it blotted out."""
    if text is None:
        return None
    shown = str(text)
    for secret in secrets:
        shown = shown.replace(secret, REDACTED)
    return shown
