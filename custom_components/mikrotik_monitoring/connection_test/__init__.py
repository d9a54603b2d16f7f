"""The test of a router's connection: step by step, over a connection of its own."""
