"""The steps of the options."""
