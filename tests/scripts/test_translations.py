"""The translations are kept in step with the English texts."""

import json
from pathlib import Path

import pytest

from scripts import translations
from scripts.translations import faults_of, fill, main, report, todo

ENGLISH = {
    "config": {"title": "Add a router", "again": "Add a router"},
    "issues": {"one": "Run {command} on {name} now, please"},
}
GERMAN = {
    "Add a router": "Router hinzufügen",
    "Run {command} on {name} now, please": "Führe {command} auf {name} aus",
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder of texts with some English ones."""
    monkeypatch.setattr(translations, "FOLDER", tmp_path)
    monkeypatch.setattr(translations, "LANGUAGES", ("de", "fr"))
    monkeypatch.setattr(translations, "MADE_FROM", tmp_path / "made_from.json")
    write(tmp_path / "en.json", ENGLISH)
    return tmp_path


def write(path: Path, texts: object) -> None:
    """Write a file of texts."""
    path.write_text(json.dumps(texts))


def test_a_new_language_has_all_to_do() -> None:
    """Each English text once."""
    assert todo("de") == dict.fromkeys(GERMAN, "")
    assert [line.split(": ")[-1] for line in report("de")] == ["missing"] * 3


def test_what_is_filled_in_is_done(folder: Path) -> None:
    """It is wherever the English text is, in its order; nothing is left to do then."""
    fill("de", GERMAN)
    assert json.loads((folder / "de.json").read_text()) == {
        "config": {"title": "Router hinzufügen", "again": "Router hinzufügen"},
        "issues": {"one": "Führe {command} auf {name} aus"},
    }
    assert not todo("de")
    assert not list(report("de"))
    assert todo("fr") == dict.fromkeys(GERMAN, "")


def test_a_changed_text_is_to_be_done_again(folder: Path) -> None:
    """Its old translation is shown with it, in the languages that are not updated."""
    fill("de", GERMAN)
    fill("fr", {english: text.upper().lower() for english, text in GERMAN.items()})
    write(folder / "en.json", {**ENGLISH, "config": {"title": "Add router", "again": "Add one"}})
    assert todo("de") == {"Add router": "Router hinzufügen", "Add one": "Router hinzufügen"}
    assert {line.rpartition(": ")[-1] for line in report("de")} == {"the English has changed"}
    fill("de", {"Add router": "Router anlegen", "Add one": "Einen anlegen"})
    assert not todo("de")
    assert set(todo("fr")) == {"Add router", "Add one"}


def test_what_is_left_over_goes(folder: Path) -> None:
    """A text no longer in the English file is reported, and removed with the next filling."""
    fill("de", GERMAN)
    write(folder / "en.json", {"config": ENGLISH["config"]})
    assert list(report("de")) == ["de: issues.one: left over"]
    fill("de", {})
    assert not list(report("de"))


def test_a_text_left_empty_stays_to_do() -> None:
    """A file of translations may be half done."""
    fill("de", {"Add a router": ""})
    assert set(todo("de")) == set(GERMAN)


@pytest.mark.parametrize(
    ("text", "english", "fault"),
    [
        ("Name {naem}", "Name {name}", "other placeholders"),
        ("Name {name", "Name {name}", "braces do not match"),
        (" Name", "Name", "blanks that are too many, or nothing"),
        ("", "Name", "blanks that are too many, or nothing"),
        ("Eins", "One\nTwo", "other lines or emphasis"),
        ("Im Menü /datei", "In the menu /file", "other menus or commands of RouterOS"),
        ("Siehe https://a.b", "See there", "a link, HTML or a quoted placeholder"),
        ("what is read of this now", "what is read of this now", "the same as in English"),
        ("Sehr, sehr lang, " * 5, "Short", "too long for its place"),
    ],
)
def test_a_wrong_translation(text: str, english: str, fault: str) -> None:
    """The error is described."""
    assert fault in set(faults_of("config.step.user.title", text, english))


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("RAID", "RAID"),
        ("BGP {instance} Präfixe", "BGP {instance} prefixes"),
        ("Finde es mit /tool profile.", "Find it with /tool profile."),
        ("Filter (/ip/firewall/filter) prüfen", "Check the filter (/ip/firewall/filter)"),
    ],
)
def test_a_right_translation(text: str, english: str) -> None:
    """Names and commands are the same in each language."""
    assert not list(faults_of("entity.sensor.a.name", text, english))


def test_the_command(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It lists what is to be done, imports what was done, and checks the language."""
    assert main([]) == 1
    assert "de: config.title: missing" in capsys.readouterr().out
    for language in translations.LANGUAGES:
        assert main(["--todo", language]) == 0
        wanted = json.loads(capsys.readouterr().out)
        file = tmp_path / "done"
        write(file, {english: GERMAN[english] for english in wanted})
        assert main(["--fill", language, str(file)]) == 0
    assert main([]) == 0
    assert "in step" in capsys.readouterr().out
    assert main(["--todo", "xx"]) == 2
    assert "Usage" in capsys.readouterr().err
