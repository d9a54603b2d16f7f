"""Tests of when a router is polled, and of the readings that are stored."""
