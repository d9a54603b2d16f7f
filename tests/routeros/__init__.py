"""Tests of the connection to routers, against a scripted peer on a real socket."""
