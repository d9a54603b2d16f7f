"""What the tests of the walk share."""

from .watched import watched

__all__ = ["watched"]
