"""The exceptions that cross layers. Each carries fields; its text is for people.

Those of one part alone stand in it: ``Refusal`` in the newsroom, ``CommandFailed`` and what is below it on the command
line, ``BenchError`` and ``StressError`` in the tools.
"""

from dataclasses import dataclass


class TickerError(Exception):
    """The root: catch it where every failure of ours is answered alike."""


@dataclass(frozen=True, slots=True)
class FieldError:
    """One rule that one field broke; ``limit`` where the rule has a number."""

    field: str
    rule: str
    limit: int | None = None


class InvalidDraft(TickerError):
    """A draft broke rules; ``errors`` names each field and rule, in the order of the fields."""

    def __init__(self, *errors: FieldError) -> None:
        super().__init__("; ".join(f"{error.field}: {error.rule}" for error in errors))
        self.errors = errors


class NotJson(InvalidDraft):
    """The body is no JSON object that can be read in one way only (400)."""

    def __init__(self, rule: str) -> None:
        super().__init__(FieldError("body", rule))


class InvalidCursor(TickerError):
    """The text is no cursor."""


class InvalidSettings(TickerError):
    """A setting is wrong; the text says which one and what to write instead."""


class ActRefused(TickerError):
    """The log refused to write, and wrote nothing."""


class NoSuchKey(TickerError):
    """The store has lost the key that files, or it was revoked."""


class NoSuchUpdate(ActRefused):
    """The feed has no update of this id, or its record has gone."""


class NotYourUpdate(ActRefused):
    """The key may act on its own updates only, and this is another's."""


class NotAllowedInState(ActRefused):
    """The update's state does not allow this act.

    ``state`` is its pubstatus, or ``expired``, or ``wordless``: held after its words had left the log.
    """

    def __init__(self, state: str) -> None:
        super().__init__(_STATES.get(state, f"the update is {state}"))
        self.state = state


_STATES = {
    "expired": "the update has expired",
    "wordless": "the update's words had left the log when it was held: file a correction instead",
}


class StaleVersion(ActRefused):
    """The act names a version that no longer stands; ``version`` is the one that does."""

    def __init__(self, version: int) -> None:
        super().__init__(f"version {version} stands")
        self.version = version


class NotReplaceable(ActRefused):
    """``replaces`` does not name a killed update of this feed."""


class IdempotencyMismatch(ActRefused):
    """This idempotency key was used with another body."""


class StoreError(TickerError):
    """Redis failed us."""


class StoreUnavailable(StoreError):
    """Redis cannot be reached or did not answer in time.

    ``may_stand`` is true when a write had been sent: it may have happened, and a retry
    with the same idempotency key finds out.
    """

    def __init__(self, text: str, *, may_stand: bool = False) -> None:
        super().__init__(text)
        self.may_stand = may_stand


class StoreRefused(StoreUnavailable):
    """Redis answers, and refuses: it is full, too few replicas follow it, the user may not do it, and so on.

    ``code`` is Redis's own word for it (OOM, NOREPLICAS, NOPERM, …).
    """

    def __init__(self, code: str, text: str, *, may_stand: bool = False) -> None:
        super().__init__(f"{code} {text}", may_stand=may_stand)
        self.code = code


class LogChanged(StoreUnavailable):
    """The log began a new epoch that the caller did not know of, and nothing was written: it must look again."""


class StoreUnsuitable(StoreError):
    """Redis answers, but a setting of its makes it unfit; the text says what to change."""
