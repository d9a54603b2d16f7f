"""The page of a router's interfaces, and the charts and the month of one."""
