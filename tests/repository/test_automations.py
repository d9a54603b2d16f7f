"""What the automation editor offers: each has its texts, its icon, and valid fields."""

import json
from typing import Any

from homeassistant.helpers.selector import validate_selector
from homeassistant.util.yaml import load_yaml_dict
import pytest
import voluptuous as vol

from custom_components.mikrotik_monitoring import device_condition, device_trigger
from custom_components.mikrotik_monitoring.alerts.model import Severity
from custom_components.mikrotik_monitoring.alerts.rules import RULES
from custom_components.mikrotik_monitoring.automations import alert_choice, of_device
from custom_components.mikrotik_monitoring.automations.sentences import SENTENCES
from custom_components.mikrotik_monitoring.automations.state_choice import (
    SESSION_METRICS,
    WATCHED,
    word,
)
from custom_components.mikrotik_monitoring.condition import CONDITIONS
from custom_components.mikrotik_monitoring.metrics import METRICS
from custom_components.mikrotik_monitoring.metrics.model import BinaryMetric, SensorMetric
from custom_components.mikrotik_monitoring.trigger import TRIGGERS

from .files import INTEGRATION, english

TEXTS = english()
ICONS: dict[str, Any] = json.loads((INTEGRATION / "icons.json").read_text())
KINDS: dict[str, dict[str, Any]] = {"triggers": TRIGGERS, "conditions": CONDITIONS}

# A possible threshold, as the editor returns it.
THRESHOLD = {"type": "above", "value": {"number": 1}}


def offered(kind: str) -> dict[str, Any]:
    """Return the descriptions of triggers or conditions for the editor."""
    given = load_yaml_dict(str(INTEGRATION / f"{kind}.yaml"))
    return {key: value for key, value in given.items() if not key.startswith(".")}


@pytest.mark.parametrize("kind", KINDS)
def test_each_has_its_texts_and_its_icon(kind: str) -> None:
    """And each field a name and a description."""
    assert set(offered(kind)) == set(KINDS[kind]) == set(TEXTS[kind]) == set(ICONS[kind])
    for key, described in offered(kind).items():
        texts = TEXTS[kind][key]
        assert set(texts) == {"name", "description", "fields"}
        assert set(texts["fields"]) == set(described["fields"]), key
        assert all({"name", "description"} == set(one) for one in texts["fields"].values())
        assert ICONS[kind][key][kind.removesuffix("s")].startswith("mdi:")
        for field in described["fields"].values():
            validate_selector(field["selector"])
        # Diagnostic entities, as many here are, are found by device and area too.
        assert described["target"]["primary_entities_only"] is False


@pytest.mark.parametrize("kind", KINDS)
async def test_each_takes_the_fields_that_it_offers(kind: str) -> None:
    """With the editor's defaults, and no other field."""
    for key, described in offered(kind).items():
        fields = described["fields"]
        at_first = {name: one["default"] for name, one in fields.items() if "default" in one}
        if "threshold" in fields:
            at_first["threshold"] = THRESHOLD
        given = {"target": {"device_id": "a"}, "options": at_first}
        taken = await KINDS[kind][key].async_validate_config(None, given)
        assert set(taken["options"]) <= set(fields), key
        with pytest.raises(vol.Invalid):
            await KINDS[kind][key].async_validate_config(
                None, {**given, "options": {**at_first, "more": 1}}
            )


def test_the_lists_are_those_of_the_code() -> None:
    """All alerts, in their order; links and sessions; existing metrics."""
    for kind in KINDS:
        given = load_yaml_dict(str(INTEGRATION / f"{kind}.yaml"))
        lists = {
            name: given[f".{name}"]["selector"]["select"]["options"]
            for name in ("alerts", "severity", "sessions", "metric")
        }
        assert lists["alerts"] == [rule.key for rule in RULES] == list(alert_choice.KEYS)
        assert lists["severity"] == [str(severity) for severity in Severity]
        assert lists["sessions"] == list(SESSION_METRICS)
        assert lists["metric"] == [word(metric) for metric in WATCHED]
    assert all(isinstance(METRICS[metric], SensorMetric) for metric in WATCHED)
    assert all(isinstance(METRICS[metric], BinaryMetric) for metric in SESSION_METRICS.values())


def test_the_words_of_a_metric_are_one_metric() -> None:
    """A key without its dots is still unique."""
    assert len({word(key) for key in METRICS}) == len(METRICS)


def test_device_automations_have_their_texts() -> None:
    """Each type, and each field that any of them has."""
    texts = TEXTS["device_automation"]
    assert set(texts["trigger_type"]) == set(device_trigger.TYPES) <= set(TRIGGERS)
    assert set(texts["condition_type"]) == set(device_condition.TYPES) <= set(CONDITIONS)
    every = (*device_trigger.TYPES.values(), *device_condition.TYPES.values())
    fields = {str(marker) for marker in of_device.merged(every)}
    assert set(texts["extra_fields"]) == set(texts["extra_fields_descriptions"]) == fields


def test_each_sentence_is_there() -> None:
    """Those of the changes of an alert, and of times."""
    assert set(TEXTS["selector"]["alert_sentence"]["options"]) == set(SENTENCES)
