"""Tests of what is not code, and of what holds for all code."""
