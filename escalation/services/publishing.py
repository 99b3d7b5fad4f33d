"""A policy's draft becomes an immutable version."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from escalation.models import Policy, PolicyVersion, Rule
from escalation.rules import PolicySettings, parse_rules


@transaction.atomic
def publish(*, policy_id: int, author_id: int | None = None, note: str = "") -> PolicyVersion:
    """The draft is live for every turn that begins from now on.

    Turns and handoffs under way keep the version they began with. Raises PolicyError when a rule
    or a setting cannot be used; then nothing has changed.
    """
    policy = Policy.objects.select_for_update().get(pk=policy_id)
    rules = draft_rules(policy)
    settings = draft_settings(policy)
    parse_rules(rules)
    newest = policy.versions.order_by("-number").values_list("number", flat=True).first()
    return PolicyVersion.objects.create(
        policy=policy,
        number=(newest or 0) + 1,
        rules=rules,
        settings=settings.to_json(),
        note=note[:300],
        author_id=author_id,
        published_at=timezone.now(),
    )


def draft_rules(policy: Policy) -> list[dict[str, Any]]:
    """The draft's rules as a version stores them, the most important first."""
    rows = policy.rules.select_related("queue").order_by("-priority", "pk")
    return [_rule_json(row) for row in rows]


def draft_settings(policy: Policy) -> PolicySettings:
    """The draft's settings. Raises PolicyError for bad ones."""
    return PolicySettings.from_json(
        {
            "deadline_s": policy.deadline_s,
            "fallback": policy.fallback,
            "form_deadline_s": policy.form_deadline_s,
            "notices": policy.notices,
            "form_texts": policy.form_texts,
        }
    )


def _rule_json(row: Rule) -> dict[str, Any]:
    return {
        "trigger": row.trigger,
        "fields": row.fields,
        "priority": row.priority,
        "enabled": row.is_active,
        "queue_slug": row.queue.slug if row.queue is not None else "",
        "message": row.message,
    }
