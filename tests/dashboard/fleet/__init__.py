"""Tests of the dashboard's page: fleet."""
