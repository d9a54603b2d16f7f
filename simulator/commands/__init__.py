"""What the commands of the API do."""
