"""Composing messages from news: few of them, however much news there is."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback

from ..alerts.lines import Line, line_text
from ..alerts.model import Severity
from ..alerts.texts import alert_texts
from ..automations.sentences import duration_text, severity_text
from ..const import DOMAIN
from ..dashboard.paths import URL_PATH, view_path
from .news import Kind, News

# More routers than this share one message, as do those that would exceed the rate limit.
_MOST_MESSAGES: Final = 3
# Names that are listed in a combined line.
_NAMED: Final = 3
# Lines of one message: the dashboard shows the rest.
_MOST_LINES: Final = 12
# From so many alerts of one key on, they are one line, as on the dashboard.
_MANY: Final = 3

_TEXTS: Final = "notification"
_VIEW: Final = f"/{URL_PATH}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    """A message and its news; ``data`` is for the companion app alone."""

    title: str
    body: str
    news: tuple[News, ...]
    data: dict[str, Any] = field(default_factory=dict)


@callback
def messages_of(hass: HomeAssistant, news: Sequence[News], *, most: int) -> list[Message]:
    """Return the messages for some news, no more than ``most``, the worst first.

    Each router has its own message unless there are too many; that of a single alert has a button
    to silence it, and is replaced by the message that it is cleared.
    """
    by_router = defaultdict[str, list[News]](list)
    for one in sorted(news, key=_worst_first):
        by_router[one.entry_id].append(one)
    if len(by_router) > min(most, _MOST_MESSAGES):
        return [_summary(hass, list(news))]
    return [_of_router(hass, entry_id, own) for entry_id, own in by_router.items()]


def _worst_first(news: News) -> tuple[bool, int, float, str]:
    over = news.kind is Kind.CLEARED
    return over, -news.alert.severity.rank, news.alert.since.timestamp(), news.alert.id.text


def _of_router(hass: HomeAssistant, entry_id: str, news: list[News]) -> Message:
    """Return the message of one router."""
    data = {"group": DOMAIN, **_urgency(news), **_view(hass, entry_id)}
    title = _title(hass, entry_id)
    if len(news) > 1:
        return Message(title=title, body=_body(hass, news), news=tuple(news), data=data)
    (one,) = news
    key = one.alert.id.key
    body = _line(hass, news)
    data["tag"] = f"{DOMAIN}|{entry_id}|{key}|{one.alert.id.instance}"
    if one.kind is not Kind.CLEARED:
        body = f"{body}\n{alert_texts(hass, 'alert_advice', [key])[key]}"
        data["actions"] = [{"action": data["tag"], "title": _text(hass, "silence")}]
    return Message(title=title, body=body, news=tuple(news), data=data)


def _summary(hass: HomeAssistant, news: list[News]) -> Message:
    """Return one message of many routers."""
    count = len({one.entry_id for one in news})
    title = _text(hass, "many_routers", count=count)
    data = {"group": DOMAIN, **_urgency(news), "url": _VIEW, "clickAction": _VIEW}
    ordered = sorted(news, key=_worst_first)
    body = _body(hass, ordered, with_router=True)
    return Message(title=title, body=body, news=tuple(ordered), data=data)


def _body(hass: HomeAssistant, news: list[News], *, with_router: bool = False) -> str:
    """Return the lines of some news; many of one key and kind are one line."""
    same = defaultdict[tuple[Kind, str], list[News]](list)
    for one in news:
        same[one.kind, one.alert.id.key].append(one)
    lines: list[str] = []
    for ones in same.values():
        together = [ones] if len(ones) >= _MANY else [[one] for one in ones]
        lines += [_line(hass, some, with_router=with_router) for some in together]
    if len(lines) > _MOST_LINES:
        left = len(lines) - _MOST_LINES + 1
        lines = [*lines[: _MOST_LINES - 1], _text(hass, "more_lines", count=left)]
    return "\n".join(lines)


def _line(hass: HomeAssistant, news: list[News], *, with_router: bool = False) -> str:
    """Return a line: the problem, its instances, severity, and the value against its bound."""
    kind, alerts = news[0].kind, [one.alert for one in news]
    line = Line.of(alerts)
    what = line_text(hass, line)
    severity = severity_text(hass, line.severity)
    if len(news) > 1:
        names = [_name(hass, one, with_router=with_router) for one in news]
        rest = len(names) - _NAMED
        shown = ", ".join(names[:_NAMED])
        if rest > 0:
            shown = _text(hass, "names", names=shown, count=rest)
        return _text(hass, f"{kind}_many", what=what, names=shown, severity=severity)
    (one,) = news
    text = _text(
        hass,
        kind,
        what=f"{_title(hass, one.entry_id)}: {what}" if with_router else what,
        severity=severity,
        duration=duration_text(hass, one.seconds),
    )
    return text if kind is Kind.CLEARED else f"{text}{_value(one)}"


def _name(hass: HomeAssistant, news: News, *, with_router: bool) -> str:
    label = news.alert.label if news.alert.id.instance else ""
    if not with_router:
        return label or news.alert.id.key
    return f"{_title(hass, news.entry_id)} {label}".strip()


def _value(news: News) -> str:
    """Return the value against its bound, if both are numbers."""
    value, bound = news.alert.value, news.alert.bound
    if isinstance(value, (bool, str)) or not isinstance(value, (int, float)):
        return ""
    against = f" / {bound:.4g}" if isinstance(bound, (int, float)) else ""
    return f" · {value:.4g}{against}"


def _urgency(news: Iterable[News]) -> dict[str, Any]:
    """Return the data for critical notifications, as in the companion app's documentation."""
    worst = max(
        (one.alert.severity for one in news if one.kind is not Kind.CLEARED),
        key=lambda severity: severity.rank,
        default=Severity.INFORMATION,
    )
    if worst is not Severity.CRITICAL:
        return {}
    return {"ttl": 0, "priority": "high", "push": {"interruption-level": "time-sensitive"}}


def _entry(hass: HomeAssistant, entry_id: str) -> ConfigEntry | None:
    return hass.config_entries.async_get_entry(entry_id)


def _title(hass: HomeAssistant, entry_id: str) -> str:
    entry = _entry(hass, entry_id)
    return entry.title if entry is not None else ""


def _view(hass: HomeAssistant, entry_id: str) -> dict[str, str]:
    """Return the path that a tap opens: the router's view."""
    if (entry := _entry(hass, entry_id)) is None:
        return {}
    address = f"{_VIEW}/{view_path(entry)}"
    return {"url": address, "clickAction": address}


def _text(hass: HomeAssistant, key: str, **values: str | int) -> str:
    return alert_texts(hass, _TEXTS, [key])[key].format(**values)
