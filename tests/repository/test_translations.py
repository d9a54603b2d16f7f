"""Each language has all texts, as the English ones are now."""

import pytest

from scripts.translations import FOLDER, LANGUAGES, report


def test_languages() -> None:
    """There are no others than those that are maintained."""
    assert {path.stem for path in FOLDER.glob("*.json")} == {"en", *LANGUAGES}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_is_whole(language: str) -> None:
    """Keys, placeholders, lines, commands and lengths; none from an older English text."""
    assert not list(report(language))
