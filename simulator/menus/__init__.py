"""The menus of RouterOS: which exist where, and what they hold."""
