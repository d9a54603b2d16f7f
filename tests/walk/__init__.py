"""A walk through the catalogue: what every entity shows, beside what its router holds."""
