"""Tests of MikroTik Monitoring."""
