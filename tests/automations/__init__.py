"""Triggers, conditions and the logbook's sentences."""
