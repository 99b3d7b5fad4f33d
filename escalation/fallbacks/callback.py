"""The visitor is offered a call, at a time in the team's hours; somebody makes it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from agents.hours import Hours
from agents.slots import clock_of, slots, spoken
from escalation.callback_words import word
from escalation.fallbacks.asking import ask, field
from escalation.fallbacks.base import Waiting

KIND = "callback"
FORM_KIND = "callback"

_LEAD = timedelta(minutes=30)
_EVERY = timedelta(hours=1)
_DAYS = 5
"""Times are offered from half an hour from now, every full hour, for five days."""


class CallbackOffer:
    """A number to call, a time, and a few words; without a time as soon as possible."""

    kind = KIND

    def begin(self, waiting: Waiting) -> bool:
        """The form is in the thread."""
        ask(waiting, self.kind, _form(waiting))
        return True


def _form(waiting: Waiting) -> dict[str, Any]:
    visitor, language = waiting.conversation.visitor, waiting.conversation.language
    phone = str(visitor.attributes.get("phone", ""))
    fields = [
        field("name", word("name", language), "text", value=visitor.name, max_chars=120),
        field("phone", word("phone", language), "phone", value=phone, max_chars=60, required=True),
    ]
    options = _times(waiting.hours, waiting)
    if options:
        hint = word("slot_hint", language)
        slot = field("slot", word("slot", language), "slot", max_chars=40)
        fields.append({**slot, "options": options, "hint": hint})
    fields.append(field("message", word("message", language), "long_text", max_chars=2000))
    text = " ".join(filter(None, [waiting.why_nobody(), word("text", language)]))
    return {"kind": FORM_KIND, "title": word("title", language), "text": text, "fields": fields}


def _times(hours: Hours | None, waiting: Waiting) -> list[dict[str, str]]:
    """Browsers show each time on the visitor's own clock; the label is for what cannot."""
    clock = clock_of(hours)
    times = slots(hours, waiting.now, lead=_LEAD, every=_EVERY, days=_DAYS)
    return [{"value": at.isoformat(), "label": spoken(at, clock)} for at in times]
