"""What automations use: triggers, conditions, and the events for the logbook."""
