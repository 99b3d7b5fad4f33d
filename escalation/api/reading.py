"""Rules as the editor shows them: sentences, problems, and what there is to pick from."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from agents.models import Queue
from chat.models import Visitor
from escalation.models import IntentCategory, Policy, PolicyVersion
from escalation.rules import PolicyRule, parse_rules
from escalation.services.publishing import draft_settings
from escalation.texts import DEFAULT, NOTICES, notice
from escalation.triggers import schema
from escalation.triggers.base import Trigger
from escalation.triggers.intent_category import IntentCategory as AboutIntent
from escalation.types import PolicyError, ReasonCode

_VISITORS_LOOKED_AT = 500
"""Newest visitors whose attributes are offered; names of attributes hardly ever change."""


@dataclass(frozen=True, slots=True)
class Known:
    """What rules may refer to: queue slugs to names, intent slugs."""

    queues: Mapping[str, str]
    intents: Collection[str]


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a rule does not work as meant. `blocks`: it cannot be published so."""

    text: str
    blocks: bool


def known() -> Known:
    """What there is now."""
    return Known(
        dict(Queue.objects.values_list("slug", "name")),
        set(IntentCategory.objects.filter(is_active=True).values_list("slug", flat=True)),
    )


def normal(rules: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The rules in the one form that is stored. Raises PolicyError for any that cannot be read."""
    return [rule.to_json() for rule in parse_rules(rules)]


def read_rules(rules: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """For each rule its sentence, problems and usual reason. Raises PolicyError."""
    there = known()
    return [_read(rule, there) for rule in parse_rules(rules)]


def _read(rule: PolicyRule, there: Known) -> dict[str, Any]:
    reason = rule.reason or usual_reason(rule)
    return {
        "key": rule.key,
        "sentence": sentence(rule, there.queues) + ".",
        "condition": rule.condition.sentence(),
        "problems": [asdict(problem) for problem in problems(rule, there)],
        "reason": reason.value,
    }


def sentence(rule: PolicyRule, queues: Mapping[str, str]) -> str:
    """The rule as a manager reads it, with the queue's name instead of its slug."""
    return replace(rule, queue=queues.get(rule.queue, rule.queue)).sentence()


def usual_reason(rule: PolicyRule) -> ReasonCode:
    """The reason that the most important trigger of the rule gives."""
    first = max(rule.triggers, key=_weight)
    if isinstance(first, AboutIntent) and first.sensitive:
        return ReasonCode.SENSITIVE_OR_COMPLIANCE
    return first.reason


def _weight(trigger: Trigger) -> tuple[bool, int]:
    return not trigger.is_fact, trigger.default_priority


def problems(rule: PolicyRule, there: Known) -> list[Problem]:
    """What must be put right, and what refers to something that is not there (any more)."""
    found = [
        Problem(words, True) for trigger in rule.triggers if (words := schema.blanks(trigger, _))
    ]
    if rule.queue and rule.queue not in there.queues:
        text = _("The queue “%(name)s” does not exist; the usual queue takes its place.")
        found.append(Problem(text % {"name": rule.queue}, False))
    named = [slug for one in rule.triggers for slug in getattr(one, "intents", ())]
    for slug in dict.fromkeys(slug for slug in named if slug not in there.intents):
        text = _("The category “%(name)s” does not exist or is not active.")
        found.append(Problem(text % {"name": slug}, False))
    return found


def live_version(policy: Policy) -> PolicyVersion | None:
    """The newest version, which decides."""
    return policy.versions.select_related("author").order_by("-number").first()


def draft_json(policy: Policy) -> dict[str, Any]:
    """The draft with its revision, who saved it and when, and each rule in words.

    A draft that cannot be read says so in `unreadable` and shows no rules.
    """
    base = {
        "revision": policy.draft_revision,
        "saved_at": _moment(policy.draft_saved_at),
        "author": name_of(policy.draft_author),
    }
    try:
        rules = normal(policy.draft)
        return {**base, "rules": rules, "readings": read_rules(rules), "unreadable": ""}
    except PolicyError as error:
        return {**base, "rules": [], "readings": [], "unreadable": str(error)}


def live_json(version: PolicyVersion | None) -> dict[str, Any] | None:
    """The live version with its rules in words; None before the first publication."""
    if version is None:
        return None
    try:
        rules = normal(version.rules)
        return {**version_json(version), "rules": rules, "readings": read_rules(rules)}
    except PolicyError:
        return {**version_json(version), "rules": [], "readings": []}


def version_json(version: PolicyVersion) -> dict[str, Any]:
    """A version without its rules."""
    return {
        "id": version.pk,
        "number": version.number,
        "note": version.note,
        "author": name_of(version.author),
        "published_at": version.published_at.isoformat(),
        "rule_count": len(version.rules) if isinstance(version.rules, list) else 0,
    }


def offers_json(policy: Policy) -> dict[str, Any]:
    """What the editor offers to pick from."""
    return {
        "queues": [
            {"slug": slug, "name": name, "is_default": is_default}
            for slug, name, is_default in Queue.objects.values_list("slug", "name", "is_default")
        ],
        "intents": list(
            IntentCategory.objects.filter(is_active=True).values(
                "slug", "name", "description", "threshold", "is_sensitive"
            )
        ),
        "attributes": _attributes(),
        "languages": [
            {"code": code, "name": _(name)} for code, name in _LANGUAGES.items() if code in NOTICES
        ],
        "reasons": [{"code": reason.value, "label": _(reason.label)} for reason in ReasonCode],
        "notices": _notices(policy),
    }


_LANGUAGES = {"en": "English", "de": "German", "es": "Spanish", "fr": "French"}


def _notices(policy: Policy) -> dict[str, dict[str, str]]:
    """By reason and language what visitors read unless a rule says otherwise."""
    try:
        own = draft_settings(policy).notices
    except PolicyError:
        own = {}
    return {
        reason.value: {code: notice(reason, code, own) for code in NOTICES}
        for reason in ReasonCode
        if reason.value != DEFAULT
    }


def _attributes() -> list[str]:
    newest = Visitor.objects.order_by("-pk").values_list("attributes", flat=True)
    names = {
        name
        for given in newest[:_VISITORS_LOOKED_AT]
        if isinstance(given, dict)
        for name, value in given.items()
        if not isinstance(value, dict | list)
    }
    return sorted(names)


def name_of(user: User | None) -> str:
    """How colleagues call them; empty for nobody."""
    return (user.get_full_name() or user.get_username()) if user is not None else ""


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at is not None else None
