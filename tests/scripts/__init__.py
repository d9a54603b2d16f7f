"""Tests of the scripts that people and continuous integration start."""
