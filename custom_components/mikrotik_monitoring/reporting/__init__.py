"""The report of a router over a period: its availability, traffic, load, alerts and versions."""
