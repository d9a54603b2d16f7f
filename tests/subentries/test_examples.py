"""The examples of the documentation: each can be added as it is written."""

from typing import Any

import pytest

from custom_components.mikrotik_monitoring.metrics.custom_spec import CustomSpec, How, query_words
from custom_components.mikrotik_monitoring.routeros.menus import MENUS

from ..repository.files import ROOT

PAGE = (ROOT / "docs/custom-metrics.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.partition("## Examples")[2].splitlines()[4:]
]
HOWS = {
    "number of rows": How.COUNT,
    "one value": How.VALUE,
    "sum": How.SUM,
    "highest value": How.MAXIMUM,
    "one sensor per row": How.ROWS,
}


def test_there_are_examples() -> None:
    """Of each kind at least one."""
    assert len(ROWS) > 6
    assert {HOWS[row[3].partition(",")[0]] for row in ROWS} == set(How)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_an_example_can_be_made(row: list[str]) -> None:
    """Its menu and fields are in the list, its condition is valid."""
    _, menu, conditions, shown, field = (cell.strip("`") for cell in row)
    facts = MENUS[menu]
    how = HOWS[shown.partition(",")[0]]
    data: dict[str, Any] = {"menu": menu, "how": how, "state_class": "measurement"}
    if conditions:
        assert query_words(menu, conditions)
        data["query"] = [conditions]
    if how is not How.COUNT:
        data["field"] = field.partition("`")[0]
        assert data["field"] in facts.fields
    if how is How.ROWS:
        data["name_field"] = shown.partition("named by `")[2]
        assert data["name_field"] in facts.fields
    assert CustomSpec.of({**data, "tier": "short", "graph": "own"})
