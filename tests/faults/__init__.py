"""What each kind of fault costs: a faulty router beside a healthy one."""
