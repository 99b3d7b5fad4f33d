"""Decisions read from the database with the rules that they were made under, to be replayed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from escalation.models import Decision, PolicyVersion
from escalation.replay import Identity, StoredDecision, identity
from escalation.rules import PolicyRule, parse_rules

_AT_ONCE = 500


def stored_decisions(
    *, since: datetime | None = None, conversations: Sequence[str] | None = None
) -> Iterator[StoredDecision]:
    """Decisions made at or after `since` (aware UTC) in these conversations (public ids); all of
    them where None is given. Oldest first.

    Raises PolicyError when a policy version holds rules that can no longer be read.
    """
    rules: dict[int, tuple[PolicyRule, ...]] = {}
    rows = Decision.objects.order_by("pk").only(
        "snapshot", "action", "reason", "fired", "policy_version_id"
    )
    if since is not None:
        rows = rows.filter(created_at__gte=since)
    if conversations is not None:
        rows = rows.filter(conversation__public_id__in=conversations)
    for row in rows.iterator(chunk_size=_AT_ONCE):
        version = row.policy_version_id
        if version not in rules:
            rules[version] = parse_rules(PolicyVersion.objects.get(pk=version).rules)
        yield StoredDecision(
            id=row.pk,
            snapshot=row.snapshot,
            action=row.action,
            reason=row.reason,
            fired=row.fired,
            rules=rules[version],
        )


def replay_all(
    *, since: datetime | None = None, conversations: Sequence[str] | None = None
) -> Identity:
    """Each of these decisions is replayed under its own policy version and held against itself."""
    return identity(stored_decisions(since=since, conversations=conversations))
