"""Notifications of alerts, without an automation: to whom, when, how many, and in which words."""
