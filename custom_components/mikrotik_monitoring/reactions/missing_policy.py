"""Repairs: a policy that the user's group lacks, which only a person can grant."""

from typing import Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_USERNAME
from homeassistant.core import HomeAssistant, callback

from ..issue import async_report, async_withdraw
from ..metrics.identity import grant_command
from ..polling import GroupState, MonitoredRouter

MISSING_POLICY: Final = "missing_policy"


class MissingPolicies:
    """Keeps one repair per policy as long as any group is refused for lack of it."""

    def __init__(self, router: MonitoredRouter) -> None:
        """Listen to the groups; issues are reported again when the router returns."""
        self._router = router
        self._missing: set[str] = set()
        router.group_done.connect(self._group_done)
        router.group_gone.connect(self._group_gone)
        router.stopped.connect(self._clear)

    @callback
    def _group_done(self, state: GroupState) -> None:
        """Check a policy again when a group that needs it is refused, or no longer is."""
        policy = state.group.policy
        if state.is_denied != (policy in self._missing):
            self._update(policy)

    @callback
    def _group_gone(self, state: GroupState) -> None:
        """Check the policy of a group that is no longer polled: perhaps no other needs it."""
        self._update(state.group.policy)

    def _update(self, policy: str) -> None:
        router = self._router
        is_missing = any(
            state.is_denied and state.group.policy == policy for state in router.states()
        )
        if is_missing and policy not in self._missing:
            self._missing.add(policy)
            _report(router.hass, router.entry, policy)
        elif not is_missing and policy in self._missing:
            self._missing.discard(policy)
            _withdraw(router.hass, router.entry, policy)

    @callback
    def _clear(self) -> None:
        for policy in self._missing:
            _withdraw(self._router.hass, self._router.entry, policy)
        self._missing.clear()


@callback
def _report(hass: HomeAssistant, entry: ConfigEntry, policy: str) -> None:
    """Report which policy the user's group lacks, and the command that grants it."""
    texts = {
        "router": entry.title,
        "policy": policy,
        "user": entry.data[CONF_USERNAME],
        "command": grant_command(entry.data[CONF_USERNAME]),
    }
    async_report(hass, MISSING_POLICY, texts, entry=entry, part=policy)


@callback
def _withdraw(hass: HomeAssistant, entry: ConfigEntry, policy: str) -> None:
    """Withdraw the issue: the router lets the user read again."""
    async_withdraw(hass, MISSING_POLICY, entry=entry, part=policy)
