"""Changes of alerts as sentences in the language of the installation."""

from typing import Final

from homeassistant.core import HomeAssistant, callback

from ..alerts.model import Change, Transition
from ..alerts.texts import alert_texts

_KIND: Final = "alert_sentence"
_MINUTE: Final = 60
_HOUR: Final = 60 * _MINUTE
_DAY: Final = 24 * _HOUR


@callback
def sentence(
    hass: HomeAssistant, *, change: str, key: str, label: str, severity: str, seconds: float
) -> str:
    """Return the sentence for a change of an alert that was active for some seconds.

    Such as "Link down: ether5 is over after 12 min".
    """
    return _text(
        hass,
        f"{change}_of" if label else change,
        alert=alert_texts(hass, "alert", [key])[key],
        label=label,
        severity=severity_text(hass, severity),
        duration=duration_text(hass, seconds),
    )


def lasted(transition: Transition) -> float:
    """Return for how many seconds an alert has been active."""
    return max((transition.at - transition.alert.since).total_seconds(), 0.0)


@callback
def sentence_of(hass: HomeAssistant, transition: Transition) -> str:
    """Return the sentence for a transition."""
    alert = transition.alert
    return sentence(
        hass,
        change=transition.change,
        key=alert.id.key,
        label=alert.label,
        severity=alert.severity,
        seconds=lasted(transition),
    )


@callback
def severity_text(hass: HomeAssistant, severity: str) -> str:
    """Return the name of a severity within a sentence."""
    return alert_texts(hass, "severity", [severity])[severity].casefold()


@callback
def duration_text(hass: HomeAssistant, seconds: float) -> str:
    """Return a duration in its two largest units."""
    whole = round(seconds)
    if whole < _MINUTE:
        return _text(hass, "seconds", seconds=whole)
    if whole < _HOUR:
        return _text(hass, "minutes", minutes=whole // _MINUTE)
    if whole < _DAY:
        return _text(hass, "hours", hours=whole // _HOUR, minutes=whole % _HOUR // _MINUTE)
    return _text(hass, "days", days=whole // _DAY, hours=whole % _DAY // _HOUR)


# The translated texts: changes with and without an instance, and durations.
SENTENCES: Final = (
    *(str(change) for change in (Change.RAISED, Change.CLEARED, Change.FLAPPING)),
    *(f"{change}_of" for change in (Change.RAISED, Change.CLEARED, Change.FLAPPING)),
    *("seconds", "minutes", "hours", "days"),
)


def _text(hass: HomeAssistant, key: str, **values: str | int) -> str:
    return alert_texts(hass, _KIND, [key])[key].format(**values)
