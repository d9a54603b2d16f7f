"""What each kind of fault affects: a faulty router beside a healthy one."""
