"""Breaks a deployment of its own by plan and checks that readers were given what they were promised."""
