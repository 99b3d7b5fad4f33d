"""A policy's rules and settings as values, read from their stored JSON; plain Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeVar

from escalation.conditions import AllOf, AnyOf, Condition, Leaf, make_trigger, parse
from escalation.schedule import ALWAYS, Schedule
from escalation.triggers.base import Trigger
from escalation.triggers.low_confidence import LowConfidence
from escalation.types import PolicyError, ReasonCode, Snapshot, Urgency

__all__ = [
    "FALLBACKS",
    "PolicyRule",
    "PolicySettings",
    "PublishedPolicy",
    "make_trigger",
    "parse_rules",
]

FALLBACKS = ("offline_form", "wait", "callback", "assistant_note")
"""What happens when nobody can be had; the files in `fallbacks/` register under these names."""

LOWEST_PRIORITY, HIGHEST_PRIORITY = 0, 100
MOST_RULES = 100
_LONGEST_COOLDOWN_S = 30 * 86400
_MOST_EXCHANGES = 50
_MESSAGE_CHARS = 500
_KEY_CHARS = 40

_Choice = TypeVar("_Choice", Urgency, ReasonCode)

ANY_LANGUAGE = "*"
"""Key of the message for visitors in whose language there is none."""


@dataclass(frozen=True, slots=True)
class PolicyRule:
    """A condition and what follows when it holds.

    `index`: its place in the policy. `key`: its name for life, the same in every version.
    `queue`: a slug, or empty. `urgency`: None lets the priority decide the place in the queue.
    `reason`: None takes the reason of the most important trigger that spoke. `messages`: language
    to the notice for the visitor. `cooldown_s`: so long after it brought in a person the rule is
    silent in that conversation. `min_exchanges`: so many answers come first.
    """

    condition: Condition
    index: int = 0
    priority: int = 50
    enabled: bool = True
    queue: str = ""
    key: str = ""
    urgency: Urgency | None = None
    reason: ReasonCode | None = None
    messages: Mapping[str, str] = field(default_factory=dict)
    cooldown_s: int = 0
    min_exchanges: int = 0
    schedule: Schedule = ALWAYS

    @classmethod
    def of(cls, trigger: Trigger, index: int = 0, **fields: Any) -> PolicyRule:
        """A rule of one trigger alone."""
        return cls(Leaf(trigger), index, **fields)

    @property
    def triggers(self) -> tuple[Trigger, ...]:
        """Every trigger in the condition, in reading order."""
        return tuple(leaf.trigger for leaf in self.condition.leaves())

    def is_awake(self, snapshot: Snapshot) -> bool:
        """Whether the rule may speak now: switched on, on schedule, late enough, not cooling."""
        if not self.enabled or snapshot.exchanges < self.min_exchanges:
            return False
        return self.schedule.is_on(snapshot) and not self._is_cooling(snapshot)

    def _is_cooling(self, snapshot: Snapshot) -> bool:
        if not self.cooldown_s or not self.key:
            return False
        since = snapshot.now - timedelta(seconds=self.cooldown_s)
        return any(one.rule == self.key and one.at > since for one in snapshot.earlier)

    def message(self, language: str) -> str:
        """The notice for a visitor of this language, else the one for all, else empty."""
        for code in (language, language.partition("-")[0], ANY_LANGUAGE):
            if self.messages.get(code):
                return self.messages[code]
        return ""

    def to_json(self) -> dict[str, Any]:
        """As stored in drafts and published versions."""
        return {
            "key": self.key,
            "when": self.condition.to_json(),
            "priority": self.priority,
            "urgency": self.urgency.value if self.urgency is not None else "",
            "reason": self.reason.value if self.reason is not None else "",
            "enabled": self.enabled,
            "queue_slug": self.queue,
            "messages": dict(self.messages),
            "cooldown_s": self.cooldown_s,
            "min_exchanges": self.min_exchanges,
            "schedule": self.schedule.to_json(),
        }

    def sentence(self) -> str:
        """The rule as a manager reads it, in English, without a full stop."""
        awake = self.schedule.sentence()
        when = f", {awake}" if awake else ""
        least = self.min_exchanges
        after = f", after at least {least} {'answer' if least == 1 else 'answers'}" if least else ""
        where = f" in the queue “{self.queue}”" if self.queue else ""
        soon = f", as {self.urgency.value}" if self.urgency is not None else ""
        cool = f", at most once in {_span(self.cooldown_s)}" if self.cooldown_s else ""
        return (
            f"If {self.condition.sentence()}{when}{after}, a person takes over{where}{soon}{cool}"
        )


def _span(seconds: int) -> str:
    """3600 as "1 hour"."""
    for size, name in ((86400, "day"), (3600, "hour"), (60, "minute"), (1, "second")):
        if seconds % size == 0:
            number = seconds // size
            return f"{number} {name}" if number == 1 else f"{number} {name}s"
    return f"{seconds} seconds"


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
        """The confidence below which answers are not shown, 0..1; None when no rule asks.

        Only rules that low confidence alone can set off count.
        """
        thresholds = [
            one.threshold
            for rule in self.rules
            if rule.enabled
            for one in _alone(rule.condition)
            if isinstance(one, LowConfidence)
        ]
        return max(thresholds, default=None)


def _alone(condition: Condition) -> list[Trigger]:
    """The triggers of which one alone makes the condition hold."""
    if isinstance(condition, Leaf):
        return [condition.trigger]
    if isinstance(condition, AnyOf):
        return [one for part in condition.parts for one in _alone(part)]
    if isinstance(condition, AllOf) and len(condition.parts) == 1:
        return _alone(condition.parts[0])
    return []


def parse_rules(data: Sequence[Mapping[str, Any]]) -> tuple[PolicyRule, ...]:
    """The rules of a stored version, in order. Raises PolicyError for one that cannot be used.

    Versions from before conditions name one trigger and one message; they are read as they were.
    """
    if not isinstance(data, list | tuple):
        raise PolicyError("rules must be a list")
    if len(data) > MOST_RULES:
        raise PolicyError(f"a policy holds {MOST_RULES} rules at most")
    return tuple(_numbered(index, item) for index, item in enumerate(data))


def _numbered(index: int, data: Mapping[str, Any]) -> PolicyRule:
    try:
        return _rule(index, data)
    except PolicyError as error:
        raise PolicyError(f"rule {index + 1}: {error}") from error


def _rule(index: int, data: Mapping[str, Any]) -> PolicyRule:
    if not isinstance(data, Mapping):
        raise PolicyError("a rule must be an object")
    return PolicyRule(
        condition=parse(data["when"] if "when" in data else _one_trigger(data)),
        index=index,
        priority=_whole(data, "priority", 50, HIGHEST_PRIORITY),
        enabled=bool(data.get("enabled", True)),
        queue=_text(data, "queue_slug"),
        key=_text(data, "key")[:_KEY_CHARS],
        urgency=_choice(Urgency, data, "urgency"),
        reason=_choice(ReasonCode, data, "reason"),
        messages=_messages(data),
        cooldown_s=_whole(data, "cooldown_s", 0, _LONGEST_COOLDOWN_S),
        min_exchanges=_whole(data, "min_exchanges", 0, _MOST_EXCHANGES),
        schedule=Schedule.from_json(data.get("schedule", {})),
    )


def _one_trigger(data: Mapping[str, Any]) -> dict[str, Any]:
    return {"trigger": data.get("trigger", ""), "fields": data.get("fields", {})}


def _whole(data: Mapping[str, Any], name: str, default: int, highest: int) -> int:
    value = data.get(name, default)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= highest:
        raise PolicyError(f"{name} must be from 0 to {highest}")
    return value


def _text(data: Mapping[str, Any], name: str) -> str:
    value = data.get(name, "") or ""
    if not isinstance(value, str):
        raise PolicyError(f"{name} must be text")
    return value


def _choice(kinds: type[_Choice], data: Mapping[str, Any], name: str) -> _Choice | None:
    value = _text(data, name)
    if not value:
        return None
    try:
        return kinds(value)
    except ValueError:
        raise PolicyError(f"unknown {name} {value}") from None


def _messages(data: Mapping[str, Any]) -> dict[str, str]:
    value = data.get("messages", {})
    if not isinstance(value, Mapping) or not all(isinstance(text, str) for text in value.values()):
        raise PolicyError("messages must map languages to texts")
    given = {ANY_LANGUAGE: _text(data, "message"), **value}
    if any(len(text) > _MESSAGE_CHARS for text in given.values()):
        raise PolicyError(f"a notice holds {_MESSAGE_CHARS} characters at most")
    return {code: text.strip() for code, text in given.items() if text.strip()}


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
