"""Fixtures of the walk."""

from .watched import watched

__all__ = ["watched"]
