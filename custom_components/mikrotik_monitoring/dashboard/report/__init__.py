"""The page of reports: a table to read, to print and to save."""
