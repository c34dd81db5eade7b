"""The load generator behind ``ticker bench``."""
