"""The options of a router: a module per step of the flow that sets them."""
