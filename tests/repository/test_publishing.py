"""What Home Assistant's and HACS' checkers require of a custom integration's files."""

import ast
from collections.abc import Iterator
from pathlib import Path
import re
from typing import Any, Final

from awesomeversion import AwesomeVersion, AwesomeVersionStrategy
from homeassistant import components
from homeassistant.const import Platform
import pytest

from custom_components.mikrotik_monitoring.const import DOMAIN
from scripts.translations import LANGUAGES, texts_of

from .files import INTEGRATION, ROOT, leaves, modules, parsed, read_json, tracked

MANIFEST: Final[dict[str, Any]] = read_json(INTEGRATION / "manifest.json")

# All keys that the checker of custom integrations allows in a manifest.
KEYS: Final = """
after_dependencies bluetooth codeowners config_flow dependencies dhcp disabled documentation domain
homekit import_executor integration_type iot_class issue_tracker loggers mqtt name preview_features
quality_scale requirements single_config_entry ssdp usb version zeroconf
"""
# What may be imported although it is not declared: it is always set up, or needs no set-up;
# platforms of entities, and integrations for which our own modules are platforms.
ALWAYS_THERE: Final = frozenset({"device_automation", "frontend", "system_health", "websocket_api"})
# What is declared and not imported, and why.
NOT_IMPORTED: Final = {"history": "the cards of the dashboard ask it"}

# The package that contains Home Assistant's integrations.
_COMPONENTS: Final = components.__name__

FORMATS: Final = [
    AwesomeVersionStrategy.CALVER,
    AwesomeVersionStrategy.SEMVER,
    AwesomeVersionStrategy.SIMPLEVER,
    AwesomeVersionStrategy.BUILDVER,
    AwesomeVersionStrategy.PEP440,
]


def imported(path: Path) -> Iterator[str]:
    """Yield the integrations of Home Assistant that a module imports when it runs."""
    for node in _running(parsed(path)):
        names: list[str] = []
        if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module is not None:
            names = [node.module, *(f"{node.module}.{one.name}" for one in node.names)]
        elif isinstance(node, ast.Import):
            names = [one.name for one in node.names]
        for name in names:
            if name.startswith(f"{_COMPONENTS}."):
                yield name.removeprefix(f"{_COMPONENTS}.").partition(".")[0]


def _running(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield a tree's nodes except those only for type checkers."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        yield node
        yield from _running(node)


def test_manifest() -> None:
    """No key is unknown, the version is one, and the domain collides with none of core's."""
    assert MANIFEST.keys() <= set(KEYS.split())
    AwesomeVersion(MANIFEST["version"], ensure_strategy=FORMATS)
    assert "www.home-assistant.io/integrations" not in MANIFEST["documentation"]
    assert not (Path(components.__path__[0]) / DOMAIN).exists()


def test_what_is_imported_is_declared() -> None:
    """Home Assistant's other integrations, so that they are set up before ours."""
    found = {name for path in modules() for name in imported(path)}
    declared = {*MANIFEST["dependencies"], *MANIFEST["after_dependencies"]}
    own = {path.stem for path in INTEGRATION.glob("*.py")} | {
        path.name for path in INTEGRATION.iterdir() if path.is_dir()
    }
    platforms = {str(platform) for platform in Platform}
    assert found - declared - platforms - own - ALWAYS_THERE == set()
    assert declared - found == NOT_IMPORTED.keys()
    everywhere = Path(components.__path__[0])
    assert [name for name in declared if not (everywhere / name / "manifest.json").exists()] == []


def test_who_is_discovered() -> None:
    """By MAC address, by host name, and registered devices; each as the checker requires."""
    matchers = MANIFEST["dhcp"]
    assert {"registered_devices": True} in matchers
    for matcher in matchers:
        match matcher:
            case {"macaddress": mac, **rest}:
                assert not rest
                assert re.fullmatch(r"[0-9A-F]{6}\*", mac)
            case {"hostname": name, **rest}:
                assert not rest
                assert name == name.lower()
            case _:
                assert matcher == {"registered_devices": True}
    assert len({str(matcher) for matcher in matchers}) == len(matchers)


def test_requirements() -> None:
    """A name and a range, without a space."""
    for requirement in MANIFEST["requirements"]:
        assert re.fullmatch(r"[a-z][a-z0-9-]*(?:[<>=!]=?[\d.]+,?)+", requirement)


def test_icons() -> None:
    """All are Material Design's, which every page has."""
    found = list(leaves(read_json(INTEGRATION / "icons.json")))
    assert found
    assert [name for _, name in found if not re.fullmatch(r"mdi:[a-z0-9-]+", name)] == []


def test_json() -> None:
    """Each file of JSON can be read."""
    paths = [path for path in tracked() if path.suffix == ".json"]
    assert ROOT / "hacs.json" in paths
    for path in paths:
        read_json(path)


@pytest.mark.parametrize("language", ["en", *LANGUAGES])
def test_texts(language: str) -> None:
    """In every language: no markup but Markdown's, no URLs, no surrounding spaces."""
    for path, text in texts_of(language).items():
        assert text == text.strip(), path
        assert not re.search(r"https?://|www\.", text), path
        assert not re.search(r"</?[a-zA-Z][^>]*>", text), path
        assert not re.search(r"'\{\w+\}'", text), path
    for path in texts_of(language):
        assert all(re.fullmatch(r"[a-z0-9]+(?:[-_][a-z0-9]+)*", key) for key in path.split(".")), (
            path
        )
