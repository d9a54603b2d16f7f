"""These tests only read files: no Home Assistant stands around them."""

import pytest


@pytest.fixture(autouse=True)
def _real_sockets() -> None:
    """Open no socket."""
