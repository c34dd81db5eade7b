"""ticker: a real-time breaking-news push service."""

__version__ = "0.2.0"
