"""Stored decisions decided again: the same policy gives the same verdict; pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from escalation.decide import decide
from escalation.rules import PolicyRule
from escalation.types import Fired, Snapshot, Verdict

_SHOWN = 20
"""Differences that are kept to be shown; all are counted."""


@dataclass(frozen=True, slots=True)
class StoredDecision:
    """A decision as it was stored. `rules`: of the policy version that it was made under."""

    id: int | str
    snapshot: Mapping[str, Any]
    action: str
    reason: str
    fired: Sequence[Mapping[str, Any]]
    rules: tuple[PolicyRule, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """A decision that would be another one today; both verdicts as `verdict_text` writes them."""

    id: int | str
    stored: str
    replayed: str

    def to_json(self) -> dict[str, Any]:
        """A JSON object."""
        return {"id": self.id, "stored": self.stored, "replayed": self.replayed}


@dataclass(slots=True)
class Identity:
    """How many decisions were replayed, and which of them came out differently."""

    decisions: int = 0
    identical: int = 0
    differences: list[Difference] = field(default_factory=list)  # the first few

    @property
    def is_clean(self) -> bool:
        """Whether every one came out as it was stored."""
        return self.identical == self.decisions

    def to_json(self) -> dict[str, Any]:
        """A JSON object."""
        return {
            "decisions": self.decisions,
            "identical": self.identical,
            "differences": [one.to_json() for one in self.differences],
        }


def replay(snapshot: Mapping[str, Any], rules: Iterable[PolicyRule]) -> Verdict:
    """The verdict on a stored snapshot under these rules. Raises ValueError for broken JSON."""
    return decide(Snapshot.from_json(snapshot), rules)


def differences(decisions: Iterable[StoredDecision]) -> Iterator[Difference | None]:
    """For each decision in turn: None when it replays identically, else the difference."""
    for one in decisions:
        stored, replayed = _stored(one), _replayed(one)
        yield None if stored == replayed else Difference(one.id, stored, replayed)


def identity(decisions: Iterable[StoredDecision]) -> Identity:
    """All of them replayed and counted."""
    found = Identity()
    for difference in differences(decisions):
        found.decisions += 1
        if difference is None:
            found.identical += 1
        elif len(found.differences) < _SHOWN:
            found.differences.append(difference)
    return found


def verdict_text(action: str, reason: str, fired: Iterable[Fired]) -> str:
    """What makes two verdicts the same one, as text: equal verdicts are equal byte for byte.

    The words for the visitor and the queue are left out: they follow from the rule.
    """
    rules = [
        {
            "kind": one.kind,
            "reason": one.reason.value,
            "rule": one.rule,
            "sentence": one.sentence,
            "evidence": [span.to_json() for span in one.evidence],
            "priority": one.priority,
        }
        for one in fired
    ]
    said = {"action": action, "reason": reason, "fired": rules}
    return json.dumps(said, ensure_ascii=False, sort_keys=True)


def _stored(decision: StoredDecision) -> str:
    fired = [Fired.from_json(one) for one in decision.fired]
    return verdict_text(decision.action, decision.reason, fired)


def _replayed(decision: StoredDecision) -> str:
    try:
        verdict = replay(decision.snapshot, decision.rules)
    except ValueError as error:
        return f"cannot be replayed: {error}"
    reason = verdict.primary.reason.value if verdict.primary is not None else ""
    return verdict_text(verdict.action.value, reason, verdict.fired)
