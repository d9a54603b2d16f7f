"""The page of one router's graphs."""
