"""Alerts: what is wrong with a router, since when, how severe, and when it is cleared."""
