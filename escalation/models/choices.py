"""Choices of columns, made from the enumerations."""

from __future__ import annotations

from escalation.types import Action, HandoffOrigin, HandoffState, ReasonCode, Stage


def choices(
    kinds: type[Stage] | type[Action] | type[HandoffState] | type[HandoffOrigin],
) -> list[tuple[str, str]]:
    """Every value, in words."""
    return [(kind.value, kind.value.replace("_", " ")) for kind in kinds]


def reason_choices() -> list[tuple[str, str]]:
    """Every reason with its label."""
    return [(code.value, code.label) for code in ReasonCode]
