"""A real Home Assistant, simulated routers and a browser."""
