"""A policy's draft is saved, becomes an immutable version, or goes back to one."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from escalation.models import Policy, PolicyVersion
from escalation.rules import PolicyRule, PolicySettings, parse_rules
from escalation.types import DraftConflictError, PolicyError


@transaction.atomic
def save_draft(
    *,
    policy_id: int,
    rules: Sequence[dict[str, Any]],
    revision: int | None = None,
    author_id: int | None = None,
) -> Policy:
    """The draft holds these rules, the most important first; nothing is live before publishing.

    `revision`: the one that was edited; None overwrites whatever there is. Rules without a key get
    one. Raises DraftConflictError when somebody saved meanwhile, PolicyError for rules that cannot
    be read; then nothing has changed.
    """
    policy = Policy.objects.select_for_update().get(pk=policy_id)
    if revision is not None and revision != policy.draft_revision:
        raise DraftConflictError("somebody else saved this draft meanwhile")
    policy.draft = as_draft(rules)
    policy.draft_revision += 1
    policy.draft_saved_at, policy.draft_author_id = timezone.now(), author_id
    policy.save(update_fields=["draft", "draft_revision", "draft_saved_at", "draft_author"])
    return policy


def as_draft(rules: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rules in the one form that is stored. Raises PolicyError for any that cannot be read."""
    parsed = sorted(parse_rules(rules), key=lambda rule: (-rule.priority, rule.index))
    stored: list[dict[str, Any]] = []
    known: set[str] = set()
    for rule in parsed:
        key = rule.key if rule.key and rule.key not in known else secrets.token_hex(6)
        known.add(key)
        stored.append({**rule.to_json(), "key": key})
    return stored


def problems(rules: Sequence[PolicyRule]) -> list[tuple[int, str]]:
    """What must be put right before publishing: place of the rule, and words for the manager."""
    return [
        (rule.index, f"“{trigger.label}” needs: {', '.join(trigger.missing())}")
        for rule in rules
        for trigger in rule.triggers
        if trigger.missing()
    ]


@transaction.atomic
def publish(
    *, policy_id: int, author_id: int | None = None, note: str = "", revision: int | None = None
) -> PolicyVersion:
    """The draft is live for every turn that begins from now on.

    Turns and handoffs under way keep the version they began with. `revision`: of the draft that
    was looked at. Raises PolicyError when a rule or a setting cannot be used, DraftConflictError
    when the draft is another by now; then nothing has changed.
    """
    policy = Policy.objects.select_for_update().get(pk=policy_id)
    if revision is not None and revision != policy.draft_revision:
        raise DraftConflictError("the draft was changed meanwhile")
    settings = draft_settings(policy)
    rules = parse_rules(policy.draft)
    for index, problem in problems(rules):
        raise PolicyError(f"rule {index + 1}: {problem}")
    newest = policy.versions.order_by("-number").values_list("number", flat=True).first()
    return PolicyVersion.objects.create(
        policy=policy,
        number=(newest or 0) + 1,
        rules=[rule.to_json() for rule in rules],
        settings=settings.to_json(),
        note=note[:300],
        author_id=author_id,
        published_at=timezone.now(),
    )


@transaction.atomic
def restore(
    *, policy_id: int, number: int, author_id: int | None = None, revision: int | None = None
) -> Policy:
    """The draft is that version again, rules and settings; what is live stays live.

    `revision`: of the draft that it replaces. Raises PolicyVersion.DoesNotExist for an unknown
    number, DraftConflictError when the draft is another by now; then nothing has changed.
    """
    policy = Policy.objects.select_for_update().get(pk=policy_id)
    if revision is not None and revision != policy.draft_revision:
        raise DraftConflictError("the draft was changed meanwhile")
    version = policy.versions.get(number=number)
    settings = PolicySettings.from_json(version.settings)
    for name, value in settings.to_json().items():
        setattr(policy, name, value)
    policy.save(update_fields=list(settings.to_json()))
    return save_draft(policy_id=policy_id, rules=version.rules, author_id=author_id)


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


def differs(policy: Policy, version: PolicyVersion | None) -> bool:
    """Whether the draft would decide otherwise than this version; True without one."""
    if version is None:
        return True
    try:
        rules = [rule.to_json() for rule in parse_rules(version.rules)]
        drafted = [rule.to_json() for rule in parse_rules(policy.draft)]
        return rules != drafted or version.settings != draft_settings(policy).to_json()
    except PolicyError:
        return True
