"""Tests of the repair flows."""
