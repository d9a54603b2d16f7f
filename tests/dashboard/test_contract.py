"""What the pages' modules and the Python behind them must agree on."""

from collections.abc import Iterator
from pathlib import Path
import re

import pytest

from custom_components.mikrotik_monitoring.const import DOMAIN
from custom_components.mikrotik_monitoring.dashboard.commands import COMMANDS
from custom_components.mikrotik_monitoring.metrics import METRICS
from custom_components.mikrotik_monitoring.missing.command import ws_missing
from tests.repository.files import INTEGRATION, english, leaves

DASHBOARD = INTEGRATION / "dashboard"
MODULES = sorted(DASHBOARD.rglob("*.js"))
PYTHON = sorted(DASHBOARD.rglob("*.py"))
SOURCE = "\n".join(path.read_text(encoding="utf-8") for path in MODULES)

TEXTS = {path for path, _ in leaves(english()["config_panel"]["dashboard"])}


def _matches(pattern: str, source: str) -> Iterator[str]:
    yield from (found.group(1) for found in re.finditer(pattern, source))


def imported(path: Path) -> Iterator[Path]:
    """Yield the modules that a module imports."""
    for name in _matches(r'(?:from|import) "(\.\.?/.+?)";', path.read_text(encoding="utf-8")):
        yield (path.parent / name).resolve()


def test_every_module_is_loaded() -> None:
    """Each can be reached from those that pages and their frames load."""
    reached: set[Path] = set()
    waiting = [DASHBOARD / "www" / "main.js", DASHBOARD / "www" / "late.js"]
    while waiting:
        path = waiting.pop()
        if path not in reached:
            reached.add(path)
            waiting.extend(imported(path))
    assert sorted(reached) == MODULES


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(DASHBOARD)))
def test_no_metric_is_named_in_a_module(path: Path) -> None:
    """A metric's name, sources and group are defined once, in the catalogue."""
    source = path.read_text(encoding="utf-8")
    assert [key for key in METRICS if re.search(rf"[\"`']{re.escape(key)}[\"`']", source)] == []


def test_every_text_of_a_module_exists() -> None:
    """A literal key has its text; a composed key begins like one."""
    keys = set(_matches(r'text\(\s*"([\w.]+)"', SOURCE))
    assert len(keys) > 20
    assert keys <= TEXTS
    starts = set(_matches(r"text\(\s*`([\w.]+)\$\{", SOURCE))
    assert starts
    for start in starts:
        assert any(key.startswith(start) for key in TEXTS), start


def test_every_command_of_a_module_is_registered() -> None:
    """A page sends no command that is not registered with Home Assistant."""
    registered = {vars(command)["_ws_command"] for command in (*COMMANDS, ws_missing)}
    asked = set(_matches(r"type: `\$\{DOMAIN\}/(\w+)`", SOURCE))
    asked |= set(_matches(rf'"{DOMAIN}/(\w+)"', SOURCE))
    assert {f"{DOMAIN}/{command}" for command in asked} == registered


def test_every_card_and_strategy_is_defined() -> None:
    """Each element that the server puts into a view is defined by a module."""
    source = "\n".join(path.read_text(encoding="utf-8") for path in PYTHON)
    used = set(_matches(r'"custom:([\w-]+)"', source))
    defined = set(_matches(r'customElements\.define\(\s*"([\w-]+)"', SOURCE))
    for path in MODULES:
        module = path.read_text(encoding="utf-8")
        # Each module has names of its own for what it defines.
        constants = dict(re.findall(r'const (\w+) = "([\w-]+)";', module))
        names = _matches(r"customElements\.define\(\s*(\w+),", module)
        defined |= {constants[name] for name in names if name in constants}
    strategy = dict(re.findall(r'const (STRATEGY) = "([\w-]+)";', SOURCE))["STRATEGY"]
    assert used - {strategy} <= defined
