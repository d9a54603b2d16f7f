"""Fix flows of the repairs, a module per way to fix: the form, and what it does."""
