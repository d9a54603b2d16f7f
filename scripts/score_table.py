"""Write the README's table of the health score's factors from their declaration.

Usage: python -m scripts.score_table
"""

import sys

from custom_components.mikrotik_monitoring.metrics.health_score import FACTORS, SCORE, Factor

from .metrics_document import entity_texts, line
from .metrics_table import README

BEGIN = "<!-- score:begin -->"
END = "<!-- score:end -->"
HEADING = "## Health score"

_HEAD = ("factor", "which is", "nothing up to", "all from", "costs at most")


def score_table() -> str:
    """Return the table in Markdown, without the marks around it."""
    return "\n".join((line(_HEAD), line("---" for _ in _HEAD), *map(_row, FACTORS)))


def with_score_table(readme: str) -> str:
    """Return a README's text with the table between its marks, or at the end without marks."""
    if BEGIN not in readme:
        readme = f"{readme.rstrip()}\n\n{HEADING}\n\n{BEGIN}\n{END}\n"
    before, _, rest = readme.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{score_table()}\n{END}{after}"


def factor_name(factor: Factor) -> str:
    """Return the translated state of the sensor that names the factor."""
    [_, sensor] = SCORE.metrics
    names: dict[str, str] = entity_texts()["sensor"][sensor.key.replace(".", "_")]["state"]
    return names[factor.key]


def _row(factor: Factor) -> str:
    """Return the row of a factor."""
    bounds = [f"{bound:g} {factor.unit}" for bound in (factor.ok, factor.critical)]
    if factor.unit is None:
        bounds = ["no", "yes"]
    return line((factor_name(factor), factor.about, *bounds, f"{factor.weight:g}"))


def main() -> int:
    """Write the table into the README and return the exit code."""
    readme = README.read_text(encoding="utf-8")
    README.write_text(with_score_table(readme), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
