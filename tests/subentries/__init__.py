"""What an owner adds to a router."""
