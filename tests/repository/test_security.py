"""The texts and the document of the security checks match their declaration."""

import pytest

from custom_components.mikrotik_monitoring import options_flow
from custom_components.mikrotik_monitoring.metrics.security import CHECKS, Check, Severity
from custom_components.mikrotik_monitoring.options import security
from scripts.security_document import DOCUMENT, document

from .files import english

TEXTS = english()["config_panel"]["dashboard"]["security"]
STEPS = english()["options"]["step"]
KEYS = {check.key for check in CHECKS}


def test_each_check_has_its_texts() -> None:
    """A title and a reason, no more and no fewer; each severity has a name."""
    assert TEXTS["checks"].keys() == KEYS
    assert len({texts["title"] for texts in TEXTS["checks"].values()}) == len(KEYS)
    for texts in TEXTS["checks"].values():
        assert texts.keys() == {"title", "why"}
        assert not texts["title"].endswith(".")
        assert texts["why"].endswith(".")
    assert TEXTS["severity"].keys() == set(Severity)


def test_a_check_is_called_the_same_everywhere() -> None:
    """As a state of the factor, and as the field of its note."""
    titles = {key: texts["title"] for key, texts in TEXTS["checks"].items()}
    states = english()["entity"]["sensor"]["security_factor"]["state"]
    assert states == {**titles, "none": "None"}
    assert STEPS["security_notes"]["data"] == titles


def test_the_forms_have_their_texts() -> None:
    """The step is in the menu, and its field has a name and a description."""
    fields = {str(marker) for marker in security.accepted_schema([], []).schema}
    assert STEPS["security"]["data"].keys() == STEPS["security"]["data_description"].keys()
    assert set(STEPS["security"]["data"]) == fields
    assert "security" in options_flow.MENU
    for step in ("security", "security_notes"):
        assert STEPS[step]["title"]
        assert "{" not in STEPS[step]["description"]


def test_the_document_is_new() -> None:
    """``python -m scripts.security_document`` has been run since the checks changed."""
    assert DOCUMENT.read_text(encoding="utf-8") == document()


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.key)
def test_each_check_is_documented(check: Check) -> None:
    """With its severity and all its commands."""
    (part,) = [
        part
        for part in DOCUMENT.read_text(encoding="utf-8").split("\n### ")
        if f"`{check.key}`" in part
    ]
    assert f"`{check.key}`, {check.severity}. " in part
    assert f"\n{check.command}\n" in part
    assert check.renamed is None or f"\n{check.renamed[1]}\n" in part
