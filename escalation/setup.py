"""What every installation needs before the first turn: a default policy, published."""

from __future__ import annotations

from django.db import transaction

from escalation.defaults import ALONE_RULES, DEFAULT_RULES
from escalation.intents.starter import ensure_intents
from escalation.models import Policy, PolicyVersion
from escalation.services.publishing import publish, save_draft

_SLUG = "standard"

ALONE_SLUG = "ai-agent-chat"
"""The policy of assistants that answer alone: a verdict for a person means that they decline."""


@transaction.atomic
def ensure_defaults() -> PolicyVersion:
    """The default policy has a published version; it is returned. One that exists is kept."""
    policy = Policy.objects.filter(is_default=True).first() or _make_default()
    policy = Policy.objects.select_for_update().get(pk=policy.pk)
    newest = policy.versions.order_by("-number").first()
    if newest is None:
        ensure_intents()
    return newest or publish(policy_id=policy.pk, note="Installed with the product.")


def _make_default() -> Policy:
    policy, made = Policy.objects.get_or_create(
        slug=_SLUG, defaults={"name": "Standard", "is_default": True}
    )
    if made:
        save_draft(policy_id=policy.pk, rules=DEFAULT_RULES)
    elif not policy.is_default:
        policy.is_default = True
        policy.save(update_fields=["is_default"])
    return policy


@transaction.atomic
def ensure_alone() -> str:
    """The policy of assistants that answer alone has a published version; returns its short name.

    Its rules say what is too doubtful to be shown, and managers may tune them like any others.
    """
    if PolicyVersion.objects.filter(policy__slug=ALONE_SLUG).exists():
        return ALONE_SLUG
    policy, made = Policy.objects.get_or_create(
        slug=ALONE_SLUG, defaults={"name": "AI Agent Chat (declines instead of handing over)"}
    )
    policy = Policy.objects.select_for_update().get(pk=policy.pk)
    if made:
        save_draft(policy_id=policy.pk, rules=ALONE_RULES)
    if not policy.versions.exists():
        publish(policy_id=policy.pk, note="Made for the first AI Agent Chat.")
    return ALONE_SLUG
