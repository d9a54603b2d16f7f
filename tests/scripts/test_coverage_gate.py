"""The gate names each module that is tested too little."""

import json
from pathlib import Path
from typing import Any

import pytest

from scripts.coverage_gate import main, ranges, shortfalls


def module(percent: float, *missing: int, branches: tuple[tuple[int, int], ...] = ()) -> Any:
    """Return what coverage.py reports of a module."""
    return {
        "summary": {"percent_covered": percent},
        "missing_lines": list(missing),
        "missing_branches": [list(branch) for branch in branches],
    }


def report(**files: Any) -> dict[str, Any]:
    """Return coverage.py's report of modules named without their ending."""
    modules = {f"package/{name}.py": value for name, value in files.items()}
    return {"files": modules, "totals": {"percent_covered": 97.0}}


def test_a_module_below_95_percent_is_named_with_its_lines() -> None:
    """One line has all that is needed to add the tests."""
    found = list(shortfalls(report(good=module(95.0, 4), poor=module(94.9, 3, 4, 5, 9))))
    assert found == ["package/poor.py: 94.9 % of 95 %; lines 3-5, 9"]


def test_the_config_flow_must_be_complete() -> None:
    """A branch that was never taken counts too."""
    found = list(shortfalls(report(config_flow=module(99.0, branches=((7, 9),)))))
    assert found == ["package/config_flow.py: 99.0 % of 100 %; lines 7"]


@pytest.mark.parametrize(
    ("numbers", "written"),
    [([], ""), ([3], "3"), ([1, 2], "1-2"), ([9, 3, 4, 5], "3-5, 9")],
)
def test_ranges(numbers: list[int], written: str) -> None:
    """Neighbours are written as one range, whatever their order."""
    assert ranges(numbers) == written


def test_the_exit_code_tells_the_result(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A good report passes, a poor one fails, a missing one fails."""
    path = tmp_path / "coverage.json"
    assert main([str(path)]) == 1
    path.write_text(json.dumps(report(good=module(100.0))))
    assert main([str(path)]) == 0
    assert "1 modules, 97.0 % covered" in capsys.readouterr().out
    path.write_text(json.dumps(report(poor=module(10.0, 1))))
    assert main([str(path)]) == 1
