"""The visitor is asked for a message and a way to be reached; somebody follows up later."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from escalation import texts
from escalation.fallbacks.asking import ask, field
from escalation.fallbacks.base import Waiting

KIND = "offline_form"
FORM_KIND = "offline"


class OfflineForm:
    """Nothing is lost without the form: the conversation itself is the message then."""

    kind = KIND

    def begin(self, waiting: Waiting) -> bool:
        """The form is in the thread, and the conversation lies aside."""
        visitor = waiting.conversation.visitor
        form = message_form(
            language=waiting.conversation.language,
            name=visitor.name,
            email=visitor.email,
            own=waiting.settings.form_texts,
            first=waiting.texts,
            why_nobody=waiting.why_nobody(),
        )
        ask(waiting, self.kind, form)
        return True


def message_form(
    *,
    language: str,
    name: str,
    email: str,
    own: Mapping[str, Mapping[str, str]],
    first: Mapping[str, str],
    why_nobody: str = "",
) -> dict[str, Any]:
    """The form as it travels, without its id, with what is known filled in.

    `own`: the policy's texts by language; `first`: texts that go before them in every language.
    `why_nobody`: said before the text of the form, unless `first` has one.
    """

    def words(text: str) -> str:
        """The text of whoever asks, else in the visitor's language."""
        return first.get(text) or texts.form_text(text, language, own)

    return {
        "kind": FORM_KIND,
        "title": words("title"),
        "text": first.get("text") or _text(language, own, why_nobody),
        "fields": [
            field("name", words("name"), "text", value=name, max_chars=120),
            field("email", words("email"), "email", value=email, max_chars=254, required=True),
            field("message", words("message"), "long_text", max_chars=4000),
        ],
    }


def _text(language: str, own: Mapping[str, Mapping[str, str]], why_nobody: str) -> str:
    """The policy's text, else ours; where the reason is said before it, it is not said twice."""
    usual = texts.form_text("text", language, own)
    if not why_nobody:
        return usual
    is_ours = usual == texts.form_text("text", language, {})
    rest = texts.outcome("message_text", language, {}) if is_ours else usual
    return f"{why_nobody} {rest}"
