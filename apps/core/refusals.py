"""A refusal the shop expects: its code goes to programs, its sentence to people."""

from typing import Any


class NexusError(Exception):
    """Raised by acts instead of returning ``None`` or ``False``.

    ``details`` holds JSON-ready facts for programs (which line, what is left).
    """

    code = "refused"

    def __init__(self, sentence: str, **details: Any) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.details = details


class NotAllowed(NexusError):
    """The person lacks the right, or the row belongs to another shop."""

    code = "not_allowed"


class NotFound(NexusError):
    """Nothing by that key, or nothing this person may know of."""

    code = "not_found"


class InvalidInput(NexusError):
    """A value that no rule of the shop admits."""

    code = "invalid_input"


class Conflict(NexusError):
    """The row is no longer in the state that the act needs."""

    code = "conflict"
