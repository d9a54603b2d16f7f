"""What a router was like over a time: its availability, traffic, load, alerts and versions."""
