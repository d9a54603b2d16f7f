"""What reaches the recorder: which values are worth a row, and statistics of our own."""
