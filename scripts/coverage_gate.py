"""Fail when the test coverage of a module is too low.

Usage: python -m scripts.coverage_gate COVERAGE_JSON
"""

from collections.abc import Iterable, Iterator, Mapping
import json
from pathlib import Path
import sys
from typing import Any

MINIMUM = 95.0
# The config flow, with its steps in the folder.
COMPLETE = ("config_flow.py", "adding")


def required(path: str) -> float:
    """Return the minimum coverage of lines and branches of a module, in per cent."""
    return 100.0 if not set(Path(path).parts).isdisjoint(COMPLETE) else MINIMUM


def ranges(numbers: Iterable[int]) -> str:
    """Write line numbers as ranges: 3-5, 9."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)


def shortfalls(report: Mapping[str, Any]) -> Iterator[str]:
    """Yield a line for each module of coverage.py's JSON report with too little coverage."""
    for path, module in sorted(report["files"].items()):
        reached = module["summary"]["percent_covered"]
        if reached < required(path):
            untested = {*module["missing_lines"]}
            untested |= {start for start, _ in module.get("missing_branches", ())}
            yield f"{path}: {reached:.1f} % of {required(path):.0f} %; lines {ranges(untested)}"


def main(arguments: list[str]) -> int:
    """Print the modules with too little coverage and return the exit code."""
    path = Path(arguments[0])
    if not path.exists():
        print(f"No coverage was measured: {path} is not there.")
        return 1
    report = json.loads(path.read_text(encoding="utf-8"))
    found = list(shortfalls(report))
    for line in found:
        print(line)
    if not found:
        covered = report["totals"]["percent_covered"]
        print(f"{len(report['files'])} modules, {covered:.1f} % covered")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
