"""The manifest, HACS' file, the brand and the quality scale, as their readers require."""

import struct
import tomllib

from homeassistant.util.yaml import load_yaml_dict
import pytest

from custom_components.mikrotik_monitoring.const import DOMAIN

from .files import INTEGRATION, ROOT, read_json

BRONZE = """
action-setup appropriate-polling brands common-modules config-flow-test-coverage config-flow
dependency-transparency docs-actions docs-triggers docs-conditions docs-high-level-description
docs-installation-instructions docs-removal-instructions entity-event-setup entity-unique-id
has-entity-name runtime-data test-before-configure test-before-setup unique-config-entry
"""
SILVER = """
action-exceptions config-entry-unloading docs-configuration-parameters
docs-installation-parameters entity-unavailable integration-owner log-when-unavailable
parallel-updates reauthentication-flow test-coverage
"""
GOLD = """
devices diagnostics discovery-update-info discovery docs-data-update docs-examples
docs-known-limitations docs-supported-devices docs-supported-functions docs-troubleshooting
docs-use-cases dynamic-devices entity-category entity-device-class entity-disabled-by-default
entity-translations exception-translations icon-translations reconfiguration-flow repair-issues
stale-devices
"""
PLATINUM = "async-dependency inject-websession strict-typing"


def test_manifest_keys() -> None:
    """Domain and name come first, then the rest sorted; no required key is missing."""
    manifest = read_json(INTEGRATION / "manifest.json")
    keys = list(manifest)
    assert keys == ["domain", "name", *sorted(keys[2:])]
    assert manifest["domain"] == DOMAIN == INTEGRATION.name
    assert manifest["config_flow"] is True
    assert manifest["iot_class"] == "local_polling"
    assert manifest["integration_type"] == "device"
    assert all(owner.startswith("@") for owner in manifest["codeowners"])
    for key in ("documentation", "issue_tracker"):
        assert manifest[key].startswith("https://")
    assert "quality_scale" not in manifest


def test_versions_agree() -> None:
    """The manifest and the project have the same version."""
    manifest = read_json(INTEGRATION / "manifest.json")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert manifest["version"] == project["version"]


def test_the_tests_have_what_the_manifest_requires() -> None:
    """Each requirement is pinned for the tests."""
    pins = (ROOT / "requirements_test.txt").read_text(encoding="utf-8").splitlines()
    requirements = read_json(INTEGRATION / "manifest.json")["requirements"]
    assert requirements
    for requirement in requirements:
        name = requirement.partition(">")[0]
        assert any(pin.startswith(f"{name}==") for pin in pins), name


def test_hacs() -> None:
    """HACS refuses unknown keys, and requires exactly one integration."""
    hacs = read_json(ROOT / "hacs.json")
    assert hacs["name"] == read_json(INTEGRATION / "manifest.json")["name"]
    assert set(hacs) <= {"name", "homeassistant", "hacs", "zip_release", "filename", "country"}
    assert hacs["homeassistant"] == "2026.10.0"
    assert [path.name for path in INTEGRATION.parent.iterdir() if path.is_dir()] == [DOMAIN]


@pytest.mark.parametrize(("name", "size"), [("icon.png", 256), ("icon@2x.png", 512)])
def test_brand(name: str, size: int) -> None:
    """Home Assistant serves the icons as they are."""
    data = (INTEGRATION / "brand" / name).read_bytes()
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", data[16:24]) == (size, size)


def test_quality_scale() -> None:
    """Each rule has a status, and each status but "done" a reason."""
    rules = load_yaml_dict(str(INTEGRATION / "quality_scale.yaml"))["rules"]
    names = [name for tier in (BRONZE, SILVER, GOLD, PLATINUM) for name in tier.split()]
    assert len(names) == 54
    assert set(rules) == set(names)
    for name, answer in rules.items():
        if answer != "done":
            assert set(answer) == {"status", "comment"}, name
            assert answer["status"] in {"done", "todo", "exempt"}, name
            assert len(answer["comment"]) > 10, name


def test_it_is_typed() -> None:
    """The type checker is strict for all of it and is run, and the marker publishes the types."""
    assert (INTEGRATION / "py.typed").exists()
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    checker = tomllib.loads(text)["tool"]["mypy"]
    assert checker["strict"] is True
    assert f"custom_components.{DOMAIN}" in checker["packages"]
    ours = [one for one in checker["overrides"] if any(DOMAIN in name for name in one["module"])]
    assert ours == []
    assert "mypy" in (ROOT / "scripts/test").read_text(encoding="utf-8")


def test_one_file_of_texts() -> None:
    """A custom integration's texts are read from translations/ alone."""
    assert not (INTEGRATION / "strings.json").exists()
