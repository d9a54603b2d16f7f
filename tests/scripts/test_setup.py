"""scripts/setup is quick when there is nothing to do, and names all that is missing at once."""

from collections.abc import Sequence
from pathlib import Path
import shutil

import pytest

from .command import ROOT, command

# Programs that only check, and take no time.
LOOKING = ["bash", "cat", "cut", "dirname", "readlink", "sha256sum"]
TOOLS = [*LOOKING, "id", "mkdir", "rm", "timeout"]


def machine(folder: Path, tools: Sequence[str]) -> dict[str, str]:
    """Return the environment of a machine that has these programs and no other."""
    path = folder / "tools"
    path.mkdir()
    for name in tools:
        found = shutil.which(name)
        assert found is not None
        (path / name).symlink_to(found)
    return {"PATH": str(path), "HOME": str(folder)}


@pytest.fixture
def bare_machine(tmp_path: Path) -> dict[str, str]:
    """Return the environment of a machine that has little more than a shell."""
    return machine(tmp_path, TOOLS)


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """Return a copy of what scripts/setup needs, without anything built."""
    copy = tmp_path / "clone"
    shutil.copytree(ROOT / "scripts", copy / "scripts")
    for name in ("requirements_test.txt", "package.json", "package-lock.json"):
        shutil.copy(ROOT / name, copy)
    return copy


async def test_a_second_run_has_nothing_to_do(tmp_path: Path) -> None:
    """The other scripts call it each time, so it must be quick: it only checks."""
    assert (await command(ROOT / "scripts/setup")).code == 0
    built = (ROOT / ".venv/.setup").stat().st_mtime_ns
    outcome = await command(ROOT / "scripts/setup", cwd=Path("/"), env=machine(tmp_path, LOOKING))
    assert (outcome.code, outcome.output, outcome.errors) == (0, "", "")
    assert (ROOT / ".venv/.setup").stat().st_mtime_ns == built


async def test_all_missing_things_are_named_at_once(
    clone: Path, bare_machine: dict[str, str]
) -> None:
    """They can be installed in one go; nothing is built before."""
    outcome = await command(clone / "scripts/setup", "--browser", env=bare_machine)
    assert outcome.code == 1
    missing = [line for line in outcome.errors.splitlines() if line.startswith("  - ")]
    assert [line.split()[1:4] for line in missing] == [
        ["a", "C", "and"],
        ["Python", "3.14.2", "or"],
        ["Chromium", "for", "the"],
    ]
    assert not (clone / ".venv").exists()


async def test_without_the_browser_it_is_not_asked_for(
    clone: Path, bare_machine: dict[str, str]
) -> None:
    """Only the end-to-end tests need Chromium."""
    outcome = await command(clone / "scripts/setup", env=bare_machine)
    assert outcome.code == 1
    assert "Chromium" not in outcome.errors


async def test_a_linked_environment_is_left_alone(clone: Path, tmp_path: Path) -> None:
    """What a link leads to belongs to another checkout."""
    other = tmp_path / "other"
    other.mkdir()
    (other / "precious").touch()
    (clone / ".venv").symlink_to(other)
    outcome = await command(clone / "scripts/setup")
    assert outcome.code == 1
    assert ".venv is a link" in outcome.errors
    assert (other / "precious").exists()


async def test_a_wrong_word_is_answered_with_the_usage() -> None:
    """Nothing is done for an unknown argument."""
    outcome = await command(ROOT / "scripts/setup", "--brwoser")
    assert (outcome.code, outcome.errors) == (1, "usage: scripts/setup [--browser]\n")
