"""What a repair can do by itself, a module per way to mend: the form, and what follows from it."""
