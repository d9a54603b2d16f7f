"""Tests of the running polling: switching it off, and its watchdog."""
