"""Alerts on the dashboard: what is on, what was, and when, beside the graphs."""
