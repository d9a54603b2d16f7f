"""The output while a router is watched."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
import json
from typing import Any, TextIO

from homeassistant.const import CONF_HOST, CONF_PORT, CONF_USERNAME

from custom_components.mikrotik_monitoring.connection_test.report import Report
from custom_components.mikrotik_monitoring.connection_test.wording import Wording
from custom_components.mikrotik_monitoring.metrics.interface import INTERFACE
from custom_components.mikrotik_monitoring.metrics.model import (
    Metric,
    MetricValue,
    Reading,
    Scope,
)
from custom_components.mikrotik_monitoring.polling.group_state import GroupState, Outcome
from custom_components.mikrotik_monitoring.polling.link import error_key, error_placeholders
from custom_components.mikrotik_monitoring.routeros import LinkSettings, RouterOSError
from scripts.metrics_document import TEXTS, every, platform_of
from scripts.watch_polling import Polled

# Most instances of a group shown with each reading: a provider's edge router has a thousand.
_MOST = 12
_DIGITS = 6


class Output:
    """Writes lines for a person at a terminal."""

    def __init__(self, stream: TextIO) -> None:
        """Store the stream to write to."""
        self._stream = stream
        texts = json.loads(TEXTS.read_text(encoding="utf-8"))
        self._names: Mapping[str, Any] = texts["entity"]
        words: Mapping[str, str] = texts["selector"]["connection_test"]["options"]
        self._words = {
            key: word.replace("Home Assistant", "this machine") for key, word in words.items()
        }
        self._errors: Mapping[str, Any] = texts["exceptions"]

    def say(self, *lines: str) -> None:
        """Write lines and flush, also when the output is a file."""
        self._stream.write("".join(f"{line}\n" for line in lines))
        self._stream.flush()

    def report(self, report: Report, settings: LinkSettings) -> None:
        """Show what the test of the connection found."""
        data = {
            CONF_HOST: settings.host,
            CONF_PORT: settings.port,
            CONF_USERNAME: settings.username,
        }

        def explain(error: RouterOSError) -> str:
            message: str = self._errors[error_key(error)]["message"]
            return message.format_map(error_placeholders(data, error))

        wording = Wording(self._words, explain)
        self.say(*wording.lines(report), "", wording.headline(report))

    def monitored(self, polled: Polled) -> None:
        """Show which groups, metrics and instances would be monitored."""
        self.say("", "What would be monitored:")
        for state in polled.states.values():
            found = list(polled.monitored(state))
            if not found:
                continue
            group = state.group
            instances = [name for name in dict.fromkeys(name for name, _ in found) if name]
            metrics = dict.fromkeys(self._name(state, metric, name) for name, metric in found)
            of_them = f", of {len(instances)}" if instances else ""
            interval = every(group.tier.interval)
            self.say(
                f"  every {interval:>5}  {group.key}: sensors {len(found)}{of_them}",
                f"               {' · '.join(metrics)}",
            )
            if instances:
                labels = [_label(polled, state, name) for name in instances[:_MOST]]
                more = ["…"] if len(instances) > _MOST else []
                self.say(f"               of {', '.join(labels + more)}")

    def values(self, polled: Polled) -> None:
        """Show all current values."""
        self.say("", "Values; rates take two readings:")
        for state in polled.states.values():
            self.reading(polled, state)

    def reading(self, polled: Polled, state: GroupState) -> None:
        """Show the result of a read, with its age, or why it failed."""
        now = f"{datetime.now().astimezone():%H:%M:%S}"
        if state.outcome is Outcome.FAILING:
            self.say(f"{now}  {state.group.key}: failed: {state.error}")
        if (reading := state.latest) is None:
            return
        age = polled.clock() - reading.sampled.middle
        lines = list(self._lines(polled, state, reading))
        for line in lines[:_MOST]:
            self.say(f"{now}  {state.group.key}: {line} ({age:.2f} s old)")
        if len(lines) > _MOST:
            self.say(f"{now}  {state.group.key}: … and {len(lines) - _MOST} more")

    def _lines(self, polled: Polled, state: GroupState, reading: Reading) -> Iterator[str]:
        """Yield a line for each instance, with the values of what is monitored of it."""
        by_instance: dict[str, list[str]] = {}
        for instance, metric in polled.monitored(state):
            if instance in reading.rows and metric.key in reading.requested:
                name = self._name(state, metric, instance)
                value = _shown(metric, _value(metric, instance, state, reading))
                by_instance.setdefault(instance, []).append(f"{name} {value}")
        for instance, values in by_instance.items():
            label = f"{_label(polled, state, instance)}: " if instance else ""
            yield f"{label}{' · '.join(values)}"

    def link(self, polled: Polled) -> None:
        """Show that the link was lost, or is back."""
        reason = polled.client.lost_reason
        self.say("Connected." if reason is None else f"Not connected: {reason}")

    def summary(self, polled: Polled) -> None:
        """Show the summary, and what was not available."""
        polls = ", ".join(f"{tier} {count}" for tier, count in polled.polls.items())
        client = polled.client
        self.say(
            "",
            f"Watched for {polled.clock() - polled.began:.0f} s.",
            f"  polls: {polls or 'none'}",
            f"  failed reads: {_counts(polled.failures) or 'none'}",
            f"  commands: {client.commands}, logins: {client.logins},"
            f" bytes received: {client.bytes_received}",
        )
        missing = [
            f"  {state.group.key}: {_reason(state)}"
            for state in polled.states.values()
            if state.error is not None
        ]
        self.say("  not available:" if missing else "  not available: nothing", *missing)

    def _name(self, state: GroupState, metric: Metric, instance: str) -> str:
        """Return the name of an instance's metric, without the name of the instance."""
        row = state.last_full.rows.get(instance) if state.last_full else None
        texts = self._names[platform_of(metric)]
        name: str = texts.get(metric.name_key(row), {}).get("name", metric.key)
        return " ".join(name.replace("{instance}", "").split())


def _label(polled: Polled, state: GroupState, instance: str) -> str:
    """Return the label of an instance: an interface's comes from the interface group."""
    named_by = state if state.group.scope is not Scope.INTERFACE else polled.states[INTERFACE.key]
    return named_by.label(instance) or instance


def _value(metric: Metric, instance: str, state: GroupState, reading: Reading) -> MetricValue:
    """Return a metric's value as its sensor would show it, None for an impossible one."""
    value = metric.value(instance, reading, state.previous)
    is_possible = metric.is_possible(reading.rows[instance], value)
    return metric.rounded(value) if is_possible else None


def _shown(metric: Metric, value: MetricValue) -> str:
    unit = getattr(metric, "native_unit_of_measurement", None) or ""
    match value:
        case None:
            return "unknown"
        case bool():
            return "on" if value else "off"
        case float():
            return f"{value:.{_DIGITS}g} {unit}".rstrip()
        case datetime():
            return value.isoformat(" ", timespec="seconds")
        case _:
            return f"{value} {unit}".rstrip()


def _reason(state: GroupState) -> str:
    match state.outcome:
        case Outcome.ABSENT:
            return "this router has no such menu"
        case Outcome.FORBIDDEN:
            return f"the user's group lacks the policy {state.group.policy}"
        case _:
            return str(state.error)


def _counts(counts: Counter[str]) -> str:
    return ", ".join(f"{key} {count}" for key, count in counts.items() if count)
