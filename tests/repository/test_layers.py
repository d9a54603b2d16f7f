"""Which module may import which: a layer imports those above it in this list, never one below."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from .files import INTEGRATION, modules, parsed

LAYERS: tuple[frozenset[str], ...] = (
    frozenset({"routeros"}),
    frozenset({"admin", "const", "progress", "redaction"}),
    frozenset({"log_lines"}),
    frozenset({"issue"}),
    frozenset({"metrics"}),
    frozenset({"catalogue"}),
    frozenset({"recording"}),
    frozenset({"alerts"}),
    frozenset({"reporting"}),
    frozenset({"polling"}),
    frozenset({"connection_test"}),
    frozenset({"reactions"}),
    frozenset({"entity"}),
    frozenset({"added_entities", "choosing", "dashboard"}),
    frozenset({"missing"}),
    frozenset({"binary_sensor", "button", "device_tracker", "event", "sensor", "switch", "update"}),
    frozenset({"automations"}),
    frozenset({"condition", "logbook", "trigger"}),
    frozenset({"device_condition", "device_trigger"}),
    frozenset({"notifications"}),
    frozenset({"migration"}),
    frozenset({"options"}),
    frozenset({"adding", "subentries"}),
    frozenset({"actions", "options_flow", "repair_flows"}),
    frozenset({"__init__", "config_flow", "diagnostics", "repairs", "system_health"}),
)
RANK = {part: rank for rank, parts in enumerate(LAYERS) for part in parts}

# The only parts of ours that these may import.
ONLY = {
    "routeros": frozenset[str](),
    "metrics": frozenset({"routeros"}),
    "catalogue": frozenset({"const", "metrics"}),
    # A router that is away has a dashboard too.
    "dashboard": frozenset(
        {"alerts", "catalogue", "const", "issue", "metrics", "recording", "reporting"}
    ),
    # It has a report too.
    "reporting": frozenset({"alerts", "catalogue", "metrics", "recording"}),
}
# The modules of Home Assistant with which a metric is declared.
VOCABULARY = (
    "homeassistant.components.sensor",
    "homeassistant.components.binary_sensor",
    "homeassistant.components.device_tracker",
    "homeassistant.components.update",
    "homeassistant.const",
    "homeassistant.helpers.entity",
    "homeassistant.util",
)


def part_of(path: Path) -> str:
    """Return the part of the integration a module belongs to."""
    first = path.relative_to(INTEGRATION).parts[0]
    return first.removesuffix(".py")


def imported(path: Path) -> Iterator[tuple[str, ...]]:
    """Yield what a module imports, as names from the top; ours begin with the package's."""
    package = ("", *path.relative_to(INTEGRATION).parts[:-1])
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield tuple(alias.name.split("."))
        elif isinstance(node, ast.ImportFrom):
            module = tuple((node.module or "").split(".")) if node.module else ()
            if not node.level:
                yield module
                continue
            base = (*package[: len(package) - node.level + 1], *module)
            if len(base) > 1:
                yield base
            else:
                yield from ((*base, alias.name) for alias in node.names)


def ours(path: Path) -> set[str]:
    """Return the other parts of the integration a module imports."""
    parts = {names[1] for names in imported(path) if names[0] == "" and len(names) > 1}
    return parts - {part_of(path)}


def others(path: Path) -> set[str]:
    """Return the modules of other projects a module imports."""
    return {".".join(names) for names in imported(path) if names[0]}


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(INTEGRATION)))
def test_no_layer_knows_one_below(path: Path) -> None:
    """Every part has its place, and imports only parts above it."""
    part = part_of(path)
    assert part in RANK, f"give {part} its place in LAYERS"
    below = {name for name in ours(path) if RANK[name] >= RANK[part]}
    assert not below
    assert ours(path) <= ONLY.get(part, frozenset(RANK))
    assert not any(name.startswith("custom_components") for name in others(path))


@pytest.mark.parametrize(
    "path", (INTEGRATION / "routeros").glob("*.py"), ids=lambda path: path.name
)
def test_the_device_knows_no_home_assistant(path: Path) -> None:
    """``routeros`` could be a library of its own."""
    assert not {name for name in others(path) if name.startswith("homeassistant")}


@pytest.mark.parametrize("path", (INTEGRATION / "metrics").glob("*.py"), ids=lambda path: path.name)
def test_the_catalogue_knows_only_words(path: Path) -> None:
    """``metrics`` uses Home Assistant's constants and types only."""
    known = {name for name in others(path) if name.startswith("homeassistant")}
    assert not {name for name in known if not name.startswith(VOCABULARY)}


def test_the_walk_sees_imports() -> None:
    """The check itself: it would find a wrong import."""
    assert {"const", "metrics", "routeros"} <= ours(INTEGRATION / "polling/router.py")
    assert ours(INTEGRATION / "metrics/reading.py") == {"routeros"}
    assert "homeassistant.core" in others(INTEGRATION / "__init__.py")
