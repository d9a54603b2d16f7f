"""These tests only read files: they need no Home Assistant."""

import pytest


@pytest.fixture(autouse=True)
def _real_sockets() -> None:
    """Open no socket."""
