"""What automations are made of: triggers, conditions, and the events of the logbook."""
