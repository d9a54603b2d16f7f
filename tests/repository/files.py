"""Paths of the project's files, and their contents."""

import ast
from collections.abc import Iterator
import json
from pathlib import Path
import subprocess
from typing import Any

ROOT = Path(__file__).parents[2]
INTEGRATION = ROOT / "custom_components/mikrotik_monitoring"


def read_json(path: Path) -> Any:
    """Return a JSON file's content."""
    return json.loads(path.read_text(encoding="utf-8"))


def english() -> dict[str, Any]:
    """Return the English texts."""
    texts: dict[str, Any] = read_json(INTEGRATION / "translations/en.json")
    return texts


def modules() -> list[Path]:
    """Return the integration's Python files."""
    return sorted(INTEGRATION.rglob("*.py"))


def parsed(path: Path) -> ast.Module:
    """Return a module's syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"))


def leaves(texts: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield each text with the path of keys that leads to it."""
    if isinstance(texts, str):
        yield path, texts
        return
    for key, value in texts.items():
        yield from leaves(value, f"{path}.{key}".lstrip("."))


def tracked() -> list[Path]:
    """Return the files under version control, or all source files without it."""
    try:
        listed = subprocess.run(  # noqa: S603 - a fixed command.
            ("git", "-C", str(ROOT), "ls-files", "-z"),  # noqa: S607 - whichever git there is.
            capture_output=True,
            check=True,
            text=True,
        )
    except OSError, subprocess.CalledProcessError:
        return [path for path in ROOT.rglob("*.py") if path.relative_to(ROOT).parts[0][0] != "."]
    paths = (ROOT / name for name in listed.stdout.split("\0") if name)
    return [path for path in paths if path.is_file()]
