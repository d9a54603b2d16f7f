"""The alerts there are, by what they are of."""
