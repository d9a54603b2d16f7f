"""Each rule of the quality scale that is done has its proof: a test, or a heading."""

import ast
from pathlib import Path
import re

from homeassistant.util.yaml import load_yaml_dict
import pytest

from custom_components.mikrotik_monitoring import PLATFORMS

from .files import INTEGRATION, ROOT, modules

RULES = load_yaml_dict(str(INTEGRATION / "quality_scale.yaml"))["rules"]
DONE = sorted(rule for rule, answer in RULES.items() if answer == "done")

PROOFS = load_yaml_dict(str(Path(__file__).with_name("quality_proofs.yaml")))


@pytest.mark.parametrize("rule", DONE)
def test_a_rule_that_is_done_is_proven(rule: str) -> None:
    """By an existing test, or by existing words."""
    name, is_test, test = PROOFS[rule].partition("::")
    name, _, heading = name.partition("#")
    text = (ROOT / name).read_text(encoding="utf-8")
    if is_test:
        functions = (ast.FunctionDef, ast.AsyncFunctionDef)
        assert test in {one.name for one in ast.parse(text).body if isinstance(one, functions)}
    else:
        body = re.search(
            rf"^#+ {re.escape(heading)}$(.+?)(?=^#|\Z)", text, re.MULTILINE | re.DOTALL
        )
        assert body is not None
        assert len(body[1].split()) > 10


def test_no_proof_is_left_over() -> None:
    """Rules that are not done have none."""
    assert sorted(PROOFS) == DONE
    assert len(DONE) > 50


def test_what_runs_is_kept_at_its_entry() -> None:
    """No runtime data of a router is stored by its entry's id in `hass.data`."""
    pattern = re.compile(r"hass\.data\[[^\]]*(?:DOMAIN\]\[|entry_id)")
    assert [path for path in modules() if pattern.search(path.read_text("utf-8"))] == []


@pytest.mark.parametrize("platform", PLATFORMS)
def test_platforms_update_at_once(platform: str) -> None:
    """No entity waits for another: all are read by the tiers."""
    assert "\nPARALLEL_UPDATES = 0\n" in (INTEGRATION / f"{platform}.py").read_text()
