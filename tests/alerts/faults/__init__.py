"""Each alert, raised by a fault of a simulated router and cleared when that is repaired."""
