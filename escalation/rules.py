"""A policy's rules and settings as values, read from their stored JSON; plain Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from escalation.triggers import TRIGGERS
from escalation.triggers.base import Trigger
from escalation.triggers.low_confidence import LowConfidence
from escalation.types import PolicyError

FALLBACKS = ("offline_form", "wait")
"""What happens when nobody can be had; the files in `fallbacks/` register under these names."""

LOWEST_PRIORITY, HIGHEST_PRIORITY = 0, 100


@dataclass(frozen=True, slots=True)
class PolicyRule:
    """A trigger as one policy uses it. `index`: its place there. `queue`: a slug, or empty."""

    trigger: Trigger
    index: int = 0
    priority: int = 50
    enabled: bool = True
    queue: str = ""
    message: str = ""

    def to_json(self) -> dict[str, Any]:
        """As stored in a published version."""
        return {
            "trigger": self.trigger.kind,
            "fields": self.trigger.to_fields(),
            "priority": self.priority,
            "enabled": self.enabled,
            "queue_slug": self.queue,
            "message": self.message,
        }

    def sentence(self) -> str:
        """The rule as a manager reads it, in English."""
        where = f" in the queue “{self.queue}”" if self.queue else ""
        return f"If {self.trigger.sentence()}, a person takes over{where}"


@dataclass(frozen=True, slots=True)
class PolicySettings:
    """What a policy says beside its rules.

    `deadline_s`: how long a handoff may wait before the fallback is considered; `form_deadline_s`:
    how long the offline form stays open. `notices`: language to reason code (or "default") to the
    words for the visitor; `form_texts`: language to the form's texts. Empty means the built-in.
    """

    deadline_s: int = 120
    fallback: str = "offline_form"
    form_deadline_s: int = 1800
    notices: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    form_texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """As stored in a published version."""
        return {
            "deadline_s": self.deadline_s,
            "fallback": self.fallback,
            "form_deadline_s": self.form_deadline_s,
            "notices": {key: dict(texts) for key, texts in self.notices.items()},
            "form_texts": {key: dict(texts) for key, texts in self.form_texts.items()},
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> PolicySettings:
        """The settings; missing ones take their defaults. Raises PolicyError for bad ones."""
        usual = cls()
        settings = cls(
            deadline_s=_seconds(data, "deadline_s", usual.deadline_s),
            fallback=data.get("fallback", usual.fallback),
            form_deadline_s=_seconds(data, "form_deadline_s", usual.form_deadline_s),
            notices=_texts(data, "notices"),
            form_texts=_texts(data, "form_texts"),
        )
        if settings.fallback not in FALLBACKS:
            raise PolicyError(f"unknown fallback {settings.fallback}")
        return settings


@dataclass(frozen=True, slots=True)
class PublishedPolicy:
    """One immutable version of a policy. `version_id`: primary key of its row."""

    policy_id: int
    version_id: int
    number: int
    rules: tuple[PolicyRule, ...]
    settings: PolicySettings

    @property
    def threshold(self) -> float | None:
        """The confidence below which answers are not shown, 0..1; None when no rule asks."""
        thresholds = [
            rule.trigger.threshold
            for rule in self.rules
            if rule.enabled and isinstance(rule.trigger, LowConfidence)
        ]
        return max(thresholds, default=None)


def parse_rules(data: Sequence[Mapping[str, Any]]) -> tuple[PolicyRule, ...]:
    """The rules of a stored version, in order. Raises PolicyError for one that cannot be used."""
    return tuple(_rule(index, item) for index, item in enumerate(data))


def make_trigger(kind: str, fields: Mapping[str, Any]) -> Trigger:
    """A trigger of that kind. Raises PolicyError for an unknown kind or bad fields."""
    trigger = TRIGGERS.get(kind)
    if trigger is None:
        raise PolicyError(f"unknown trigger {kind}")
    return trigger.from_fields(fields)


def _rule(index: int, data: Mapping[str, Any]) -> PolicyRule:
    priority = data.get("priority", 50)
    if not isinstance(priority, int) or not LOWEST_PRIORITY <= priority <= HIGHEST_PRIORITY:
        raise PolicyError(f"rule {index + 1}: priority must be from 0 to 100")
    return PolicyRule(
        trigger=make_trigger(data.get("trigger", ""), data.get("fields", {})),
        index=index,
        priority=priority,
        enabled=bool(data.get("enabled", True)),
        queue=data.get("queue_slug", "") or "",
        message=data.get("message", "") or "",
    )


def _seconds(data: Mapping[str, Any], name: str, default: int) -> int:
    value = data.get(name, default)
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= 7 * 86400:
        raise PolicyError(f"{name} must be a whole number of seconds, at most a week")
    return value


def _texts(data: Mapping[str, Any], name: str) -> Mapping[str, Mapping[str, str]]:
    value = data.get(name, {})
    if not isinstance(value, dict) or not all(isinstance(item, dict) for item in value.values()):
        raise PolicyError(f"{name} must map languages to texts")
    return value
