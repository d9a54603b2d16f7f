"""Tests of the dashboard's page: table."""
