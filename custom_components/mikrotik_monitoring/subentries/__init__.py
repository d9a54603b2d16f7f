"""Subentries that an owner adds to a router, with the flow of each type."""
