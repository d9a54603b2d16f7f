"""The tests of when a router is asked, and of what is known of it."""
