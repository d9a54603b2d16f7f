"""Keep the translations in sync with the English texts, and report the outdated ones.

Usage: python -m scripts.translations [--todo LANGUAGE | --fill LANGUAGE FILE]

Without arguments: report for each language which texts are missing, left over, wrong, or made
from an older English text; exits with 1 if there are any.

--todo  prints the texts to translate as a JSON object of English texts, each once, with the
        current translation, or an empty string.
--fill  reads such an object with its translations and stores them in the places of the English.

A text that the English has in several places is translated once; a place that needs another word
is changed in the language's file by hand. Which English a translation was made from is kept in
`scripts/translated_from.json`, as short hashes. The glossary is in docs/translating.md.
"""

from collections.abc import Iterator, Mapping
import hashlib
import json
from pathlib import Path
import re
from string import Formatter
import sys
from typing import Any, Final

from .home_assistant import ROOT

FOLDER: Final = ROOT / "custom_components/mikrotik_monitoring/translations"
MADE_FROM: Final = ROOT / "scripts/translated_from.json"

LANGUAGES: Final = ("cs", "de", "es", "fr", "id", "it", "pl", "pt-BR", "ru", "tr", "uk", "zh-Hans")

# What people copy to a router, or search for on it, is the same in each language.
_COMMAND: Final = re.compile(r"(?:^|[\s(`])(/[a-z][a-z0-9-]*(?:[ /][a-z0-9-]+)*)")
_MENU: Final = re.compile(r"(?:^|[\s(`])(/[a-z][a-z0-9/-]*)")
# A text with no more words than this may be the same as in English.
_FEW_WORDS: Final = 3
# Names of entities, fields and menus have little space: how much longer than the English.
_LONGER: Final = 1.9
_AT_LEAST: Final = 28
# Sentences wrap: this limit on their length only detects mistakes.
_LONGER_SENTENCE: Final = 2.2
_IN_NARROW_PLACES: Final = re.compile(
    r"\.(name|title|menu_options\.\w+|data\.\w+)$|^entity\..*\.state\.\w+$|^config_panel\."
)


def texts_of(language: str) -> dict[str, str]:
    """Return the texts of a language by path, such as ``config.step.user.title``.

    A language without a file has none.
    """
    path = FOLDER / f"{language}.json"
    if not path.exists():
        return {}
    return dict(_leaves(json.loads(path.read_text(encoding="utf-8"))))


def _leaves(texts: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield each text with its path."""
    if isinstance(texts, str):
        yield path, texts
        return
    for key, value in texts.items():
        yield from _leaves(value, f"{path}.{key}".lstrip("."))


def _nested(texts: Mapping[str, str], shape: Mapping[str, Any], path: str = "") -> dict[str, Any]:
    """Return texts nested as in a file, in the order of ``shape``."""
    found: dict[str, Any] = {}
    for key, value in shape.items():
        where = f"{path}.{key}".lstrip(".")
        if isinstance(value, str):
            if where in texts:
                found[key] = texts[where]
        elif inner := _nested(texts, value, where):
            found[key] = inner
    return found


def mark_of(text: str) -> str:
    """Return a short hash of a text, to detect changes."""
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def made_from() -> dict[str, dict[str, str]]:
    """Return by language and path the hash of the English that a text was made from."""
    if not MADE_FROM.exists():
        return {}
    stored = json.loads(MADE_FROM.read_text(encoding="utf-8"))
    common = stored.pop("")
    return {language: {**common, **stored.get(language, {})} for language in LANGUAGES}


def _store_made_from(marks: Mapping[str, Mapping[str, str]]) -> None:
    """Store what most languages have in common once, and for each language only what differs."""
    by_language = {language: dict(marks.get(language, {})) for language in LANGUAGES}
    paths = sorted({path for one in by_language.values() for path in one})
    common = {}
    for path in paths:
        found = [one[path] for one in by_language.values() if path in one]
        common[path] = max(set(found), key=lambda mark: (found.count(mark), mark))
    differing = {
        language: {path: mark for path, mark in one.items() if mark != common[path]}
        for language, one in by_language.items()
    }
    stored = {"": common, **{name: one for name, one in differing.items() if one}}
    MADE_FROM.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")


def placeholders(text: str) -> set[str]:
    """Return the names between braces."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def _menus(text: str) -> set[str]:
    return {found.rstrip("-/") for found in _MENU.findall(text)}


def faults_of(path: str, text: str, english: str) -> Iterator[str]:
    """Yield what is wrong with a translation, as text."""
    try:
        names = placeholders(text)
    except ValueError:
        yield "braces do not match"
        return
    if names != placeholders(english):
        yield "other placeholders"
    if not text or text != text.strip() or "  " in text:
        yield "blanks that are too many, or nothing"
    if text.count("\n") != english.count("\n") or text.count("**") != english.count("**"):
        yield "other lines or emphasis"
    if _menus(text) != _menus(english):
        yield "other menus or commands of RouterOS"
    if re.search(r"https?://|www\.|<[a-zA-Z/!]|'\{[^}]*\}'", text):
        yield "a link, HTML or a quoted placeholder"
    if text == english and len(re.findall(r"\b[a-z]{3,}\b", _prose(english))) > _FEW_WORDS:
        yield "the same as in English"
    is_narrow = bool(_IN_NARROW_PLACES.search(path))
    factor = _LONGER if is_narrow else _LONGER_SENTENCE
    if len(text) > max(len(english) * factor, len(english) + _AT_LEAST):
        yield "too long for its place"


def _prose(text: str) -> str:
    """Return a text without what is the same in each language: commands and placeholders."""
    return re.sub(r"\{\w+\}", "", _COMMAND.sub(" ", text))


def report(language: str) -> Iterator[str]:
    """Yield what is left to do for a language, a line for each text."""
    english, there = texts_of("en"), texts_of(language)
    marks = made_from().get(language, {})
    for path, text in english.items():
        if path not in there:
            yield f"{language}: {path}: missing"
            continue
        if marks.get(path) != mark_of(text):
            yield f"{language}: {path}: the English has changed"
        for fault in faults_of(path, there[path], text):
            yield f"{language}: {path}: {fault}"
    for path in there.keys() - english.keys():
        yield f"{language}: {path}: left over"


def todo(language: str) -> dict[str, str]:
    """Return the English texts whose translation is missing, outdated or wrong."""
    english, there = texts_of("en"), texts_of(language)
    marks = made_from().get(language, {})
    found: dict[str, str] = {}
    for path, text in english.items():
        now = there.get(path, "")
        is_old = marks.get(path) != mark_of(text)
        if is_old or any(faults_of(path, now, text)):
            found.setdefault(text, now)
    return found


def fill(language: str, translated: Mapping[str, str]) -> None:
    """Store translations in the places of their English texts; remove those left over."""
    shape = json.loads((FOLDER / "en.json").read_text(encoding="utf-8"))
    english, there, marks = texts_of("en"), texts_of(language), made_from()
    of_language = dict(marks.get(language, {}))
    wanted = todo(language)
    for path, text in english.items():
        if text in wanted and translated.get(text):
            there[path] = translated[text]
            of_language[path] = mark_of(text)
    marks[language] = {path: mark for path, mark in of_language.items() if path in english}
    target = FOLDER / f"{language}.json"
    written = json.dumps(_nested(there, shape), indent=2, ensure_ascii=False)
    target.write_text(written + "\n", encoding="utf-8")
    _store_made_from(marks)


def main(arguments: list[str]) -> int:
    """Run from the command line."""
    match arguments:
        case ["--todo", language] if language in LANGUAGES:
            print(json.dumps(todo(language), indent=0, ensure_ascii=False))
            return 0
        case ["--fill", language, file] if language in LANGUAGES:
            fill(language, json.loads(Path(file).read_text(encoding="utf-8")))
            return 0
        case []:
            lines = [line for language in LANGUAGES for line in report(language)]
            print("\n".join(lines) or "All translations are in step with the English texts.")
            return 1 if lines else 0
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
