"""Alerts on the dashboard."""
