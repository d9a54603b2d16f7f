"""The page of all routers' metrics, to search, group and compare."""
