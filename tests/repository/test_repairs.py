"""Each repair has its texts, its flow, and a heading that explains it."""

import re

import pytest

from custom_components.mikrotik_monitoring.repairs import FLOWS

from .files import ROOT, english, modules

ISSUES = english()["issues"]
# Those that no flow can fix.
NOT_FIXABLE = {"notification_target", "watchdog"}


def test_each_has_its_flow() -> None:
    """Or none, and then no texts for one."""
    assert set(ISSUES) == set(FLOWS) | NOT_FIXABLE
    for key, texts in ISSUES.items():
        assert ("fix_flow" in texts) is (key in FLOWS)
        assert ("description" in texts) is (key not in FLOWS)


@pytest.mark.parametrize("key", ISSUES)
def test_each_is_explained(key: str) -> None:
    """Its link leads to a heading of the documentation."""
    document = (ROOT / "docs/repairs.md").read_text(encoding="utf-8")
    anchors = {
        heading.casefold().replace(" ", "-")
        for heading in re.findall(r"^## (.+)$", document, flags=re.MULTILINE)
    }
    assert key.replace("_", "-") in anchors
    assert f"(#{key.replace('_', '-')})" in document


def test_all_are_raised_in_one_way() -> None:
    """So that each has its link and its flow."""
    found = [path.name for path in modules() if "async_create_issue" in path.read_text()]
    assert found == ["issue.py"]
