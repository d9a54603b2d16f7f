"""What a user attaches to a bug report: states, never secrets."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any, Final

from homeassistant.components.diagnostics import REDACTED, async_redact_data
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import (
    CONF_HOST,
    CONF_PASSWORD,
    CONF_USERNAME,
    STATE_UNAVAILABLE,
    STATE_UNKNOWN,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er

from .catalogue import whole_catalogue_of
from .const import CONF_CA, CONF_CERTIFICATE, CONF_FINGERPRINT, DOMAIN, OPTION_INSTANCES
from .log_lines import async_lines
from .metrics.health_score import FACTORS, SCORE
from .metrics.identity import RouterIdentity
from .metrics.security import SECURITY, SECURITY_CHECKS
from .missing.status import async_findings
from .polling import GroupState, MikrotikConfigEntry, MonitoredRouter, TierCoordinator
from .reactions.link_history import async_link_history
from .redaction import blotted

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
# In subentries: conditions may name anything, and addresses are personal data.
_REDACTED_OF_ADDED: Final = {*_REDACTED, "address", "query", "src_address"}
# A name may be a subscriber's; a wildcard for all reveals nothing.
_ANY: Final = frozenset("*?")

_NO_VALUE: Final = {STATE_UNAVAILABLE, STATE_UNKNOWN}
# In options: text written by the user.
_REDACTED_OF_OPTIONS: Final = {"note"}


async def async_get_config_entry_diagnostics(
    hass: HomeAssistant, entry: MikrotikConfigEntry
) -> dict[str, Any]:
    """Return how a router is polled and with what result; or why it is not set up."""
    report = {
        **_entry(entry, _secrets(entry)),
        "entities": _counts(hass, entry),
        "metrics": _metrics(hass, entry),
        "connection": [
            {"at": change.at.isoformat(), "connected": change.is_connected, "reason": change.reason}
            for change in async_link_history(hass, entry.entry_id)
        ],
    }
    if entry.state is ConfigEntryState.LOADED:
        report |= _router(entry.runtime_data)
    found: dict[str, Any] = blotted(report, _secrets(entry))
    # Log lines are about all routers.
    every = hass.config_entries.async_entries(DOMAIN, include_ignore=False)
    secrets = _longest_first(secret for one in every for secret in _secrets(one))
    return {**found, "log": blotted(async_lines(hass), secrets)}


async def async_get_device_diagnostics(
    hass: HomeAssistant, entry: MikrotikConfigEntry, device: dr.AnyDeviceEntry
) -> dict[str, Any]:
    """Return the state of the metrics of one device: the router itself, or an interface."""
    catalogue = whole_catalogue_of(entry)
    rows = {}
    for entity in er.async_entries_for_device(
        er.async_get(hass), device.id, include_disabled_entities=True
    ):
        if (key := catalogue.entity_key(entity.unique_id)) is not None:
            state = hass.states.get(entity.entity_id)
            rows[key.text] = {
                "metric": key.metric,
                "disabled_by": entity.disabled_by,
                "has_value": state is not None and state.state not in _NO_VALUE,
                "unit": entity.unit_of_measurement,
            }
    report = {**_entry(entry, _secrets(entry)), "metrics_of_device": rows}
    if entry.state is ConfigEntryState.LOADED:
        keys = {catalogue.group_of(str(row["metric"])).key for row in rows.values()}
        found = _router(entry.runtime_data)
        groups = {
            key: group
            for tier in found["tiers"].values()
            for key, group in tier["groups"].items()
            if key in keys
        }
        report |= {"router": found["router"], "link": found["link"], "groups": groups}
    secrets = _secrets(entry)
    blotted_report: dict[str, Any] = blotted(report, secrets, of_keys=secrets)
    return blotted_report


def _entry(entry: MikrotikConfigEntry, secrets: Secrets) -> dict[str, Any]:
    """Return the configuration, and whether it is set up; options may name instances."""
    options = async_redact_data(dict(entry.options), _REDACTED_OF_OPTIONS)
    if OPTION_INSTANCES in options:
        options[OPTION_INSTANCES] = {
            family: [name if set(name) <= _ANY else REDACTED for name in names]
            for family, names in options[OPTION_INSTANCES].items()
        }
    return {
        "entry": async_redact_data(dict(entry.data), _REDACTED),
        "options": blotted(options, secrets, of_keys=secrets),
        "added": _added(entry),
        "state": entry.state.value,
        "reason": entry.reason,
    }


def _counts(hass: HomeAssistant, entry: MikrotikConfigEntry) -> dict[str, int]:
    """Return the number of entities and devices, and of removed entities in the registry."""
    registry = er.async_get(hass)
    entities = er.async_entries_for_config_entry(registry, entry.entry_id)
    removed = registry.deleted_entities.values()
    return {
        "registered": len(entities),
        "enabled": sum(not entity.disabled for entity in entities),
        "remembered": sum(entity.config_entry_id == entry.entry_id for entity in removed),
        "devices": len({entity.device_id for entity in entities} - {None}),
    }


def _metrics(hass: HomeAssistant, entry: MikrotikConfigEntry) -> dict[str, Any]:
    """Return the status of each metric, by group."""
    return {
        group.key: {
            key: {
                "status": finding.status,
                **({"count": finding.count} if finding.count else {}),
                **({"words": finding.words} if finding.words else {}),
            }
            for key, finding in findings.items()
        }
        for group, findings in async_findings(hass, entry)
    }


def _added(entry: MikrotikConfigEntry) -> dict[str, Any]:
    """Return the subentries, without titles, addresses and queries."""
    return {
        subentry_id: {
            "type": subentry.subentry_type,
            "data": async_redact_data(dict(subentry.data), _REDACTED_OF_ADDED),
        }
        for subentry_id, subentry in entry.subentries.items()
    }


def _router(router: MonitoredRouter) -> dict[str, Any]:
    """Return the link, and the groups of each tier."""
    client = router.client
    return {
        "router": _identity(router.checked.identity),
        "link": {
            "connected": client.connected,
            "lost_reason": _said(client.lost_reason),
            "second_connection": _said(client.bulk_error),
            "auth_failed": client.auth_failed,
            "logins": client.logins,
            "commands": client.commands,
            "bytes_received": client.bytes_received,
        },
        "collection": router.operation.is_collecting,
        "watchdog": _watchdog(router),
        "health_score": _score(router),
        "security": _security(router),
        "tiers": {key: _tier(tier) for key, tier in router.coordinators.items()},
    }


def _watchdog(router: MonitoredRouter) -> dict[str, Any]:
    """Return what the watchdog restarted, in which state it was, and the current polling state."""
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
    """Return the identity of the router that responded last, None if none has."""
    return None if identity is None else async_redact_data(asdict(identity), _REDACTED)


def _score(router: MonitoredRouter) -> dict[str, Any]:
    """Return the cost of each factor of the health score; None for one without data."""
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
    """Return the result of each security check; results do not say where they were found."""
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


def _tier(coordinator: TierCoordinator) -> dict[str, Any]:
    """Return the timing of a tier."""
    return {
        "interval": coordinator.interval,
        "last_duration": coordinator.last_duration,
        "skipped_ticks": coordinator.skipped,
        "groups": {key: _group(state) for key, state in coordinator.data.items()},
    }


def _group(state: GroupState) -> dict[str, Any]:
    """Return the outcome of a group's last read."""
    rows = {} if state.current is None else state.current.rows
    remarks = [remark for row in rows.values() for remark in state.group.remarks(row)]
    return {
        "outcome": state.outcome,
        "error": _said(state.error),
        "failed_at": state.failed_at and state.failed_at.isoformat(),
        "failures": state.failures,
        "instances": len(rows),
        **({"remarks": remarks} if remarks else {}),
        **({"impossible": dict(state.impossible)} if state.impossible else {}),
    }


def _secrets(entry: MikrotikConfigEntry) -> Secrets:
    """Return the texts that identify a router, its place or its ping targets; longest first."""
    texts = {entry.title, entry.unique_id or ""}
    texts |= {str(value) for key, value in entry.data.items() if key in _REDACTED}
    for subentry in entry.subentries.values():
        hidden = (value for key, value in subentry.data.items() if key in _REDACTED_OF_ADDED)
        texts |= {subentry.title, *(value for value in hidden if isinstance(value, str))}
    if entry.state is ConfigEntryState.LOADED:
        identity = entry.runtime_data.checked.identity
        texts |= {identity.name, *identity.ids.values()} if identity else set()
        texts |= _private(entry.runtime_data)
    return _longest_first(texts)


def _private(router: MonitoredRouter) -> set[str]:
    """Return the private texts of all rows, such as addresses."""
    return {
        text
        for state in router.states()
        if state.last is not None
        for row in state.last.rows.values()
        for text in state.group.private(row)
    }


def _longest_first(texts: Iterable[str]) -> Secrets:
    """Return texts ordered so that none is redacted as a part of another."""
    return tuple(sorted(set(texts) - {""}, key=len, reverse=True))


def _said(error: object) -> str | None:
    """Return an error's message."""
    return None if error is None else str(error)
