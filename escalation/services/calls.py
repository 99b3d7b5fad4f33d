"""Words about a call that was asked for, as colleagues read them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from agents import selectors as agents
from agents.selectors.hours import queue_hours
from agents.slots import clock_of, spoken
from escalation.models import Handoff

_SENTENCE_CHARS = 500


def sentence_of(when: str) -> str:
    """When to call. `when`: in words; empty: as soon as possible."""
    if not when:
        return _("Call back as soon as possible.")
    return (_("Call back at %(when)s.") % {"when": when})[:_SENTENCE_CHARS]


def spoken_time(handoff: Handoff, at: datetime | None, now: datetime) -> str:
    """The chosen time on the clock of the handoff's team; empty where none was chosen."""
    if at is None:
        return ""
    queue = handoff.queue or agents.default_queue()
    return spoken(at, clock_of(queue_hours(queue.pk, now)))


def note_of(sentence: str, values: Mapping[str, str]) -> str:
    """For colleagues: when to call whom, and what about."""
    whom = ", ".join(values[name] for name in ("name", "phone", "email") if values.get(name))
    words = f"\n{values['message']}" if values.get("message") else ""
    return f"{sentence} {whom}{words}"
