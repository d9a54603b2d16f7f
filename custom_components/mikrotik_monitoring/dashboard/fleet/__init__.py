"""The page of all routers at a glance."""
