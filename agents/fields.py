"""Form fields of the admin: a ladder of steps, and languages in one line."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from unfold.widgets import CHECKBOX_CLASSES, SELECT_CLASSES, UnfoldAdminTextInputWidget

from agents.types import FallbackKind

STEPS = {
    FallbackKind.WAIT.value: (
        _("Wait"),
        _("with place and estimate, until the longest wait is over"),
    ),
    FallbackKind.CALLBACK.value: (
        _("Callback"),
        _("times in the visitor's own zone; the team is reminded"),
    ),
    FallbackKind.OFFLINE_FORM.value: (
        _("Message"),
        _("a form within the conversation, and a mail to the team"),
    ),
    FallbackKind.ASSISTANT_NOTE.value: (
        _("AI goes on"),
        _("and a person follows up, by a promise with a deadline"),
    ),
}
"""The steps of the ladder by what rows store: name, and what it means."""

_LINE = (
    '<div class="flex flex-row flex-wrap items-center gap-3 mb-2">'
    '<select name="{}" aria-label="{}" class="{}" style="width: 5rem">{}</select>'
    '<label class="flex flex-row items-center gap-2">'
    '<input type="checkbox" name="{}" value="{}" class="{}"{}>'
    "<span><strong>{}</strong>: {}</span></label></div>"
)


def ladder_in_words(kinds: Sequence[str]) -> str:
    """The steps in order, as lists show them."""
    return " → ".join(str(STEPS[kind][0]) for kind in kinds if kind in STEPS)


class LadderWidget(forms.Widget):
    """Each step in a line with its place and a tick; needs no script."""

    use_fieldset = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, str]:
        """The places of the ticked steps, by step, as they were sent."""
        ticked = data.getlist(name) if hasattr(data, "getlist") else data.get(name, [])
        return {kind: str(data.get(f"{name}-{kind}", "")) for kind in ticked}

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Never: no tick at all means no ladder."""
        return False

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The ladder first, then what is not part of it."""
        places = value if isinstance(value, Mapping) else _places(value or [])
        order = sorted(STEPS, key=lambda kind: (kind not in places, str(places.get(kind, ""))))
        lines = format_html_join(
            "", _LINE, (self._line(name, kind, number, places) for number, kind in enumerate(order))
        )
        return format_html(
            '<div id="{}" role="group" aria-label="{}">{}</div>',
            (attrs or {}).get("id", f"id_{name}"),
            _now("Steps in order"),
            lines,
        )

    def _line(
        self, name: str, kind: str, number: int, places: Mapping[str, str]
    ) -> tuple[Any, ...]:
        words, meaning = STEPS[kind]
        chosen = str(places.get(kind) or number + 1)
        options = format_html_join(
            "",
            '<option value="{0}"{1}>{0}.</option>',
            (
                (place, SafeString(" selected") if str(place) == chosen else "")
                for place in range(1, len(STEPS) + 1)
            ),
        )
        return (
            f"{name}-{kind}",
            _now("Place of: %(step)s") % {"step": words},
            " ".join(SELECT_CLASSES),
            options,
            name,
            kind,
            " ".join(CHECKBOX_CLASSES),
            SafeString(" checked") if kind in places else "",
            words,
            meaning,
        )


def _places(kinds: Sequence[str]) -> dict[str, str]:
    return {kind: str(place) for place, kind in enumerate(kinds, start=1)}


class LadderField(forms.Field):
    """Steps in order; its value is what the rows store: the kinds, first step first."""

    widget = LadderWidget

    def clean(self, value: Mapping[str, str]) -> list[str]:
        """The ticked steps by their places. Raises ValidationError when two have the same one."""
        if not set(value) <= set(STEPS) or not all(place.isdecimal() for place in value.values()):
            raise ValidationError(_now("Choose among the steps that are shown."))
        if len(set(value.values())) < len(value):
            raise ValidationError(_now("Two steps have the same place. Give each its own."))
        return sorted(value, key=lambda kind: int(value[kind]))

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compares the steps, not their numbers."""
        try:
            return bool(list(initial or []) != self.clean(data))
        except ValidationError:
            return True


class LanguagesField(forms.CharField):
    """Codes of languages in one line, with commas; its value is a list."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", UnfoldAdminTextInputWidget(attrs={"placeholder": "en, de"}))
        super().__init__(**options)

    def prepare_value(self, value: Any) -> Any:
        """The line to edit."""
        return ", ".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        """The codes that were written, in lower case, each once."""
        line = (super().to_python(value) or "").lower().replace("_", "-")
        words = re.split(r"[\s,;]+", line)
        return list(dict.fromkeys(filter(None, words)))

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compares lists."""
        return bool(list(initial or []) != self.to_python(data))
