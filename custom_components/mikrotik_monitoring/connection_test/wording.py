"""A report as text: as Markdown for a form, and plain for a terminal."""

from collections.abc import Callable, Iterable, Iterator, Mapping
import re
from typing import Final

from ..routeros import RouterOSError
from .report import Answer, Fact, MenuTime, Report, Result, Step, Verdict

# Menus that are shown with their time: the rest is of no interest.
_SLOWEST: Final = 10
# Milliseconds from which tenths of one are not shown.
_WHOLE: Final = 10

_MARKS: Final[Mapping[Verdict, str]] = {
    Verdict.PASSED: "✓",
    Verdict.WARNING: "!",
    Verdict.FAILED: "✗",
    Verdict.NOT_NEEDED: "·",
    Verdict.NOT_READABLE: "·",
    Verdict.NOT_TRIED: "·",
}
_MARKDOWN: Final = re.compile(r"([\\`*_\[\]<>|~&#])")


# Eight bytes of a fingerprint, as long as more follow: a dialogue is not wide enough for all.
_EIGHT_BYTES: Final = re.compile(r"((?:[0-9A-F]{2}:){8})(?=[0-9A-F])")


def _escaped(text: str) -> str:
    """Return a router's text so that Markdown shows it as it is, and can break its lines."""
    return _EIGHT_BYTES.sub(r"\1 ", _MARKDOWN.sub(r"\\\1", text))


def _plain(text: str) -> str:
    return text


class Wording:
    """Texts of one language: ``texts`` by their keys, and ``explain`` for errors."""

    def __init__(self, texts: Mapping[str, str], explain: Callable[[RouterOSError], str]) -> None:
        """Store the texts."""
        self._texts = texts
        self._explain = explain

    def headline(self, report: Report) -> str:
        """Return the result in one sentence."""
        if (failure := report.failure) is not None:
            return self._text("fails", step=self.step(failure.step))
        troubled = any(one.verdict is Verdict.WARNING for one in report.results)
        return self._text("works_but" if troubled else "works")

    def summary(self, report: Report) -> str:
        """Return the result in one line: why it fails, or each step with a warning."""
        if (failure := report.failure) is not None:
            return f"{self.headline(report)}. {self.outcome(failure)}"
        troubled = (one for one in report.results if one.verdict is Verdict.WARNING)
        told = (f"{self.step(one.step)}: {self.outcome(one)}" for one in troubled)
        return " ".join((self.headline(report), *told))

    def step(self, step: Step) -> str:
        """Return the name of a step."""
        return self._text(f"step_{step}")

    def outcome(self, result: Result, escape: Callable[[str], str] = _plain) -> str:
        """Return the outcome of a step, with how long it took."""
        text = self._sentence(result, escape)
        if result.seconds is None or result.verdict is Verdict.FAILED:
            return text
        return f"{text} · {_took(result.seconds)}"

    def _sentence(self, result: Result, escape: Callable[[str], str]) -> str:
        facts = {key: escape(_shown(fact)) for key, fact in result.facts.items()}
        if result.verdict is Verdict.NOT_TRIED:
            return self._text("not_tried")
        if result.error is None:
            return self._text(result.sentence, **facts)
        reason = escape(self._explain(result.error))
        if result.step is Step.TLS and facts:
            return f"{reason} {self._text('tls_shown', **facts)}"
        return reason

    def lines(self, report: Report) -> Iterator[str]:
        """Yield the report as lines for a terminal."""
        for result in report.results:
            mark = _MARKS[result.verdict]
            yield f"{mark} {self.step(result.step)}: {self.outcome(result)}"
        yield from self._menu_lines(report.menus)
        if report.remedies:
            yield ""
            yield self._text("missing_title")
        for remedy in report.remedies:
            yield f"  {self._text(f'missing_{remedy.finding}', name=remedy.name)}"
            yield f"    {remedy.command}"

    def _menu_lines(self, menus: Iterable[MenuTime]) -> Iterator[str]:
        shown = list(_shown_menus(menus))
        if shown:
            yield ""
            yield self._text("menus_title")
        for one in shown:
            yield f"  {one.path}: {self._menu(one)}"

    def markdown(self, report: Report) -> str:
        """Return the report as Markdown."""
        parts = [
            f"**{self.headline(report)}**",
            self._steps_table(report),
            *self._menus_table(report.menus),
            *self._missing(report),
        ]
        return "\n\n".join(parts)

    def _steps_table(self, report: Report) -> str:
        head = f"| | {self._text('head_step')} | {self._text('head_result')} |"
        rows = (
            f"| {_MARKS[one.verdict]} | {self.step(one.step)} | {self.outcome(one, _escaped)} |"
            for one in report.results
        )
        return "\n".join((head, "| --- | --- | --- |", *rows))

    def _menus_table(self, menus: Iterable[MenuTime]) -> Iterator[str]:
        if shown := list(_shown_menus(menus)):
            head = f"| {self._text('head_menu')} | {self._text('head_result')} |"
            rows = (f"| {one.path} | {self._menu(one)} |" for one in shown)
            yield f"**{self._text('menus_title')}**"
            yield "\n".join((head, "| --- | --- |", *rows))
        absent = [one.path for one in menus if one.answer is Answer.ABSENT]
        if absent:
            yield self._text("menus_absent", menus=", ".join(absent))

    def _menu(self, menu: MenuTime) -> str:
        if menu.seconds is None:
            return self._text(f"answer_{menu.answer}")
        took = _took(menu.seconds)
        return took if menu.rows is None else f"{took}, {self._text('rows', rows=str(menu.rows))}"

    def _missing(self, report: Report) -> Iterator[str]:
        if report.remedies:
            yield f"**{self._text('missing_title')}**"
        for remedy in report.remedies:
            yield self._text(f"missing_{remedy.finding}", name=_escaped(remedy.name))
            yield f"```\n{remedy.command}\n```"

    def _text(self, key: str, **values: str) -> str:
        """Return a text with its values; its key where a language lacks it."""
        return self._texts.get(key, key).format_map(values)


def _shown_menus(menus: Iterable[MenuTime]) -> Iterator[MenuTime]:
    """Yield the menus that did not reply, and the slowest of those that did."""
    known = [one for one in menus if one.answer is not Answer.ABSENT]
    yield from (one for one in known if one.seconds is None)
    timed = [one for one in known if one.seconds is not None]
    yield from sorted(timed, key=lambda one: -(one.seconds or 0.0))[:_SLOWEST]


def _took(seconds: float) -> str:
    milliseconds = 1000 * seconds
    return f"{milliseconds:.{0 if milliseconds >= _WHOLE else 1}f} ms"


def _shown(fact: Fact) -> str:
    match fact:
        case None:
            return "?"
        case tuple():
            return ", ".join(fact)
        case float():
            return f"{fact:+g}"
        case _:
            return str(fact)
