"""The routers that can be simulated, one module each, its `PROFILE`."""
