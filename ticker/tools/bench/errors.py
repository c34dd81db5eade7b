"""Why a bench could not run, or may not be believed. The text says what to do about it."""

from ticker.errors import TickerError


class BenchError(TickerError):
    """The bench stops here; the text is for the user."""


class DeliveryError(BenchError):
    """A reader did not get every entry, once and in order: its figures are worth nothing."""
