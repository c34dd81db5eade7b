"""Why a stress run could not be made. The text says what to do about it."""

from ticker.errors import TickerError


class StressError(TickerError):
    """The run stops here; the text is for the user. No promise was found broken."""
