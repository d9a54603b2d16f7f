"""Alerts on the dashboard: the active ones, the past ones, and marks beside the graphs."""
