"""What an owner adds to a router: a module per type of subentry, each with its flow."""
