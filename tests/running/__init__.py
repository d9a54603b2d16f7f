"""Tests of what runs, of switching it off and of mending it."""
