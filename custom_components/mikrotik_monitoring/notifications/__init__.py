"""Notifications of alerts, without an automation: targets, timing, rate and texts."""
