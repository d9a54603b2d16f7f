"""Tests of what repairs do."""
