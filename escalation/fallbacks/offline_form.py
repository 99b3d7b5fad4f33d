"""The visitor is asked for a message and a way to be reached; somebody follows up later."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from chat import services as chat
from chat.types import SYSTEM, Audience, EntryKind, Move
from escalation import texts
from escalation.fallbacks.base import Waiting
from escalation.types import HandoffState

KIND = "offline_form"
_FORM_KIND = "offline"


class OfflineForm:
    """Nothing is lost without the form: the conversation itself is the message then."""

    kind = KIND

    def begin(self, waiting: Waiting) -> None:
        """The conversation is deferred and the form is in the thread."""
        conversation, handoff = waiting.conversation, waiting.handoff
        chat.move(conversation_id=conversation.pk, move=Move.DEFER, actor=SYSTEM, reason=self.kind)
        handoff.state = HandoffState.FALLBACK.value
        handoff.deadline_at = waiting.now + timedelta(seconds=waiting.settings.form_deadline_s)
        handoff.form_id = f"{_FORM_KIND}-{handoff.pk}"
        handoff.save(update_fields=["state", "deadline_at", "form_id"])
        chat.record(
            conversation_id=conversation.pk,
            kind=EntryKind.FORM_REQUESTED,
            payload=_form(waiting),
            audience=Audience.PUBLIC,
        )


def _form(waiting: Waiting) -> dict[str, Any]:
    visitor = waiting.conversation.visitor
    return message_form(
        form_id=waiting.handoff.form_id,
        language=waiting.conversation.language,
        name=visitor.name,
        email=visitor.email,
        own=waiting.settings.form_texts,
        first=waiting.texts,
    )


def message_form(
    *,
    form_id: str,
    language: str,
    name: str,
    email: str,
    own: Mapping[str, Mapping[str, str]],
    first: Mapping[str, str],
) -> dict[str, Any]:
    """The form as it travels, with what is known filled in.

    `own`: the policy's texts by language; `first`: texts that go before them in every language.
    """

    def words(text: str) -> str:
        """The text of whoever asks, else in the visitor's language."""
        return first.get(text) or texts.form_text(text, language, own)

    return {
        "form_id": form_id,
        "kind": _FORM_KIND,
        "title": words("title"),
        "text": words("text"),
        "fields": [
            _field("name", words("name"), "text", value=name, max_chars=120),
            _field("email", words("email"), "email", value=email, max_chars=254, required=True),
            _field("message", words("message"), "long_text", max_chars=4000),
        ],
    }


def _field(
    name: str, label: str, kind: str, *, max_chars: int, value: str = "", required: bool = False
) -> dict[str, Any]:
    return {
        "name": name,
        "label": label,
        "kind": kind,
        "required": required,
        "value": value,
        "max_chars": max_chars,
    }
