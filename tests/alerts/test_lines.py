"""Active alerts, summed up in a few lines."""

from datetime import timedelta

from homeassistant.core import HomeAssistant
import pytest

from custom_components.mikrotik_monitoring.alerts.lines import Line, line_text, lines_of
from custom_components.mikrotik_monitoring.alerts.model import ActiveAlert, AlertId, Severity
from custom_components.mikrotik_monitoring.alerts.rules import RULES
from custom_components.mikrotik_monitoring.alerts.texts import async_load_alert_texts

from .feed import BEGUN

WARNING, CRITICAL = Severity.WARNING, Severity.CRITICAL


def alert(
    key: str, instance: str = "", *, minutes: int = 0, severity: Severity = WARNING
) -> ActiveAlert:
    """Return an alert that is active since some minutes after the start."""
    since = BEGUN + timedelta(minutes=minutes)
    return ActiveAlert(
        id=AlertId(key, instance),
        label=instance.removeprefix("port:"),
        severity=severity,
        value=False,
        bound=None,
        since=since,
        seen=since,
    )


def links(count: int) -> list[ActiveAlert]:
    """Return so many alerts of links that are down, the latest first."""
    return [alert("link_down", f"port:ether{one}", minutes=count - one) for one in range(count)]


def test_nothing_is_no_line() -> None:
    """Without active alerts there is nothing to say."""
    assert lines_of([]) == []


def test_two_are_two_lines_and_three_are_one() -> None:
    """Two names are read quicker than a count."""
    assert [len(line.alerts) for line in lines_of(links(2))] == [1, 1]
    assert [len(line.alerts) for line in lines_of(links(3))] == [3]


def test_many_of_one_key_leave_others_alone() -> None:
    """Only alerts with the same key share a line, and nothing is left out."""
    lines = lines_of([*links(12), alert("cpu"), alert("drops", "port:ether1")])
    assert {line.key: len(line.alerts) for line in lines} == {"link_down": 12, "cpu": 1, "drops": 1}


def test_the_worst_and_the_earliest_speak_for_all() -> None:
    """One critical alert makes the line critical; its time is that of the earliest alert."""
    worst = alert("link_down", "port:sfp1", minutes=50, severity=CRITICAL)
    (line,) = lines_of([*links(3), worst])
    assert line.severity is CRITICAL
    assert line.since == BEGUN + timedelta(minutes=1)
    assert line.alerts[0] is worst
    assert [one.since for one in line.alerts[1:]] == sorted(one.since for one in links(3))


def test_worst_first_then_oldest() -> None:
    """In whatever order they come."""
    old, new = alert("cpu"), alert("memory", minutes=5)
    late, told = alert("refused", minutes=9, severity=CRITICAL), alert("rebooted")
    for order in ([old, new, late, told], [told, late, new, old]):
        lines = lines_of(order)
        assert [line.key for line in lines] == ["refused", "cpu", "rebooted", "memory"]


@pytest.mark.parametrize("key", [rule.key for rule in RULES])
async def test_many_are_counted(hass: HomeAssistant, key: str) -> None:
    """Each alert has a sentence of its own for many."""
    await async_load_alert_texts(hass)
    (line,) = lines_of([alert(key, f"port:ether{one}") for one in range(12)])
    text = line_text(hass, line)
    assert "12" in text
    assert "{" not in text
    assert text != key


async def test_words(hass: HomeAssistant) -> None:
    """One says where, many say how many, the router's own says only what."""
    await async_load_alert_texts(hass)
    assert line_text(hass, Line.of([alert("link_down", "port:ether5")])) == "Link down: ether5"
    assert line_text(hass, Line.of(links(12))) == "12 links are down"
    assert line_text(hass, Line.of([alert("cpu")])) == "CPU usage is high"
