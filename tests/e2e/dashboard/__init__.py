"""The dashboard of eight routers with a month of history."""
