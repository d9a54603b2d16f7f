"""Tests of the dashboard's page: router."""
