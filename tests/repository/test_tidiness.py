"""What holds for every file."""

from itertools import pairwise
from pathlib import Path
import re

import pytest

from .files import ROOT, tracked

MOST_LINES = 400
SOURCES = ("custom_components", "simulator", "scripts", "benchmarks")

FILES = tracked()
PYTHON = [path for path in FILES if path.suffix == ".py"]
MODULES = [path for path in FILES if path.suffix in {".py", ".js"}]
MARK = "# no" + "qa"
MACHINE = re.compile(r"(?<![\w.~$}/-])/(?:work|root|tmp|home)/\w")


def name(path: Path) -> str:
    """Return a file's path within the project."""
    return str(path.relative_to(ROOT))


def text(path: Path) -> str:
    """Return a file's text, nothing for a picture."""
    return path.read_text(encoding="utf-8", errors="ignore")


@pytest.mark.parametrize(
    "path", [path for path in MODULES if path.relative_to(ROOT).parts[0] in SOURCES], ids=name
)
def test_modules_are_short(path: Path) -> None:
    """A longer module has a second purpose, and should be two."""
    assert len(text(path).splitlines()) <= MOST_LINES


@pytest.mark.parametrize("path", FILES, ids=name)
def test_no_path_of_one_machine(path: Path) -> None:
    """Nothing names a folder that only one computer has."""
    assert not MACHINE.findall(text(path))


@pytest.mark.parametrize("path", PYTHON, ids=name)
def test_what_is_ignored_says_why(path: Path) -> None:
    """Each exception to a rule has its reason beside it, or on the line above."""
    lines = text(path).splitlines()
    for above, line in pairwise(["", *lines]):
        if MARK in line:
            beside = re.search(rf"{MARK}: [A-Z0-9, ]+ - \w", line)
            assert beside or above.strip().startswith("# "), line


def test_tests_reach_into_a_running_entry_in_one_place() -> None:
    """The runtime data of an entry may change: tests use ``tests/conftest.py`` for it."""
    tests = {
        name(path): text(path) for path in PYTHON if name(path).startswith(("tests/", "bench"))
    }
    inside = "runtime" + "_data"
    # The second one is about the entry of another integration.
    assert {path for path, source in tests.items() if inside in source} == {
        "tests/conftest.py",
        "tests/simulator/test_foreign_clients.py",
    }


def test_exceptions_for_all_files_say_why() -> None:
    """Each rule that is off in the project's settings has its reason."""
    settings = text(ROOT / "pyproject.toml")
    rules = re.findall(r'^  "[A-Z]+\d*",.*$', settings, re.MULTILINE)
    assert rules
    assert all(re.search(r",\s+# \w", rule) for rule in rules)
