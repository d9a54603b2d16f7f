"""A walk through the catalogue: each entity's state, compared with its router's data."""
