"""Alerts: what is wrong with a router, since when, how bad, and when it is over."""
