"""Tests of the dashboard's page: interface."""
