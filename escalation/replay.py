"""Stored decisions decided again: the same policy gives the same verdict; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from escalation.decide import decide
from escalation.rules import PolicyRule
from escalation.types import Snapshot, Verdict


def replay(snapshot: Mapping[str, Any], rules: Iterable[PolicyRule]) -> Verdict:
    """The verdict on a stored snapshot under these rules. Raises ValueError for broken JSON."""
    return decide(Snapshot.from_json(snapshot), rules)
