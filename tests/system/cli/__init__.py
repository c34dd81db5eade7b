"""The command line against a real service, as people at a terminal use it."""
