"""Adding routers, one or many, and mending the links to them: a module per step of the flow."""
