"""Tests of the flows that add a router and mend its link."""
