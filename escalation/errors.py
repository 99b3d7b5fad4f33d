"""What can be wrong with a request to this app; plain Python, no Django."""

from __future__ import annotations


class EscalationError(Exception):
    """Base of this app's errors."""


class PolicyError(EscalationError):
    """A policy holds a rule that cannot be used: unknown trigger, unknown or bad field."""


class DraftConflictError(EscalationError):
    """Somebody else saved the draft since it was read."""


class PublishedVersionError(EscalationError):
    """Published versions of a policy never change; publish a new one."""


class PromiseRefusedError(EscalationError):
    """The step cannot be done with this promise. `code` is for machines, `message` for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
