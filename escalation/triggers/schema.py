"""All triggers as data for the rule editor: groups, plain words, and the fields of each form."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from escalation.triggers import TRIGGERS
from escalation.triggers.base import Hints, Trigger
from escalation.types import gettext_noop

Translate = Callable[[str], str]

GROUPS: Mapping[str, str] = MappingProxyType(
    {
        "words": gettext_noop("What the visitor writes"),
        "answers": gettext_noop("What the assistant cannot do"),
        "course": gettext_noop("How the conversation goes"),
        "visitor": gettext_noop("Who the visitor is"),
        "moment": gettext_noop("When it happens"),
    }
)
"""In the order of the picker."""

_ABOUT: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "keyword": ("words", gettext_noop("Certain words or phrases, such as “data loss”.")),
        "human_request": ("words", gettext_noop("“Can I talk to somebody?”, in any wording.")),
        "intent_category": (
            "words",
            gettext_noop("The subject, such as billing or legal, whatever words are used."),
        ),
        "frustration": (
            "words",
            gettext_noop("Anger in one message, or slowly building up."),
        ),
        "abuse": ("words", gettext_noop("Insults and threats.")),
        "language": ("visitor", gettext_noop("Which language the visitor writes.")),
        "low_confidence": ("answers", gettext_noop("It has an answer but is not sure enough.")),
        "missing_knowledge": ("answers", gettext_noop("No article answers the question.")),
        "ungrounded_answer": ("answers", gettext_noop("The draft says what no article says.")),
        "empty_promise": ("answers", gettext_noop("“I am transferring you”, with nobody there.")),
        "assistant_failed": ("answers", gettext_noop("An error, a time-out, a spent budget.")),
        "unresolved": (
            "course",
            gettext_noop("The visitor says no, asks again or rephrases after several answers."),
        ),
        "negative_feedback": ("course", gettext_noop("The visitor gives answers a thumb down.")),
        "exchanges": ("course", gettext_noop("How many answers there have been.")),
        "visitor_attribute": (
            "visitor",
            gettext_noop("What your site tells about them: plan, country, VIP."),
        ),
        "page": ("visitor", gettext_noop("The page they are on, or came from.")),
        "after_hours_urgent": (
            "moment",
            gettext_noop("Urgent words or subjects while the team is closed."),
        ),
        "business_hours": ("moment", gettext_noop("Whether the team is open.")),
        "person_available": ("moment", gettext_noop("Whether an agent is online right now.")),
    }
)


def describe(translate: Translate) -> list[dict[str, Any]]:
    """Every trigger in the order of the picker, as JSON. `translate`: English to the reader's."""
    order = {group: place for place, group in enumerate(GROUPS)}
    described = [_trigger(one, translate) for one in TRIGGERS.values()]
    return sorted(described, key=lambda one: order[one["group"]])


def groups(translate: Translate) -> list[dict[str, str]]:
    """The groups of the picker."""
    return [{"name": name, "label": translate(label)} for name, label in GROUPS.items()]


def label_of(trigger: type[Trigger] | Trigger, name: str) -> str:
    """The label of one field, in English."""
    return _hints(trigger, name).label


def blanks(trigger: Trigger, translate: Translate = str) -> str:
    """What is to be filled in before publishing, in words; empty when nothing is."""
    names = trigger.missing()
    if not names:
        return ""
    fields = ", ".join(f"“{translate(label_of(trigger, name))}”" for name in names)
    return translate(gettext_noop("“%(trigger)s” still needs %(fields)s.")) % {
        "trigger": translate(trigger.label),
        "fields": fields,
    }


def shown(trigger: Trigger, name: str) -> str:
    """The value of one field in words: a share as a percentage, a list in quotes."""
    value = getattr(trigger, name)
    hints = _hints(trigger, name)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(f"“{one}”" for one in value) or "nothing"
    if isinstance(value, float) and hints.maximum == 1.0:
        return f"{value * 100:.0f} %"
    if hints.choices:
        return dict(hints.choices).get(str(value), str(value))
    return str(value) or "nothing"


def _trigger(trigger: type[Trigger], translate: Translate) -> dict[str, Any]:
    group, about = _ABOUT.get(trigger.kind, ("moment", ""))
    return {
        "kind": trigger.kind,
        "label": translate(trigger.label),
        "about": translate(about) if about else "",
        "group": group,
        "is_fact": trigger.is_fact,
        "reason": trigger.reason.value,
        "default_priority": trigger.default_priority,
        "fields": [_field(item, translate) for item in dataclasses.fields(trigger)],
    }


def _field(item: dataclasses.Field[Any], translate: Translate) -> dict[str, Any]:
    hints: Hints = item.metadata["hints"]
    default = item.default
    return {
        "name": item.name,
        "label": translate(hints.label),
        "help": translate(hints.help) if hints.help else "",
        "type": _type(default, hints),
        "default": list(default) if isinstance(default, tuple) else default,
        "minimum": hints.minimum,
        "maximum": hints.maximum,
        "choices": [{"value": value, "label": translate(label)} for value, label in hints.choices],
        "needed": hints.needed,
    }


def _type(default: Any, hints: Hints) -> str:
    """yes_no, words, percent, number, choice, text; or the name of a source to pick from."""
    if hints.source:
        return hints.source
    if hints.choices:
        return "choice"
    if isinstance(default, bool):
        return "yes_no"
    if isinstance(default, tuple):
        return "words"
    if isinstance(default, float):
        return "percent"
    return "number" if isinstance(default, int) else "text"


def _hints(trigger: type[Trigger] | Trigger, name: str) -> Hints:
    found = next(item for item in dataclasses.fields(trigger) if item.name == name)
    hints: Hints = found.metadata["hints"]
    return hints
