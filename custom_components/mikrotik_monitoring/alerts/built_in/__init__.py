"""The built-in alerts, by subject."""
