"""The security checks: what each finds, how they are read, and the score they make."""
