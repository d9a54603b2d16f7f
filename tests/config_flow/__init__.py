"""Tests of the flows that add a router, reauthenticate and reconfigure it."""
