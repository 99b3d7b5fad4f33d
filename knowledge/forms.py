"""Forms of the admin that show lists as lines instead of JSON."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextareaWidget

from knowledge.models import AssistantProfile, Document
from knowledge.providers.base import provider_paths


class LinesField(forms.CharField):
    """A list of texts, one a line."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", UnfoldAdminTextareaWidget(attrs={"rows": 5}))
        super().__init__(**options)

    def prepare_value(self, value: Any) -> Any:
        """The lines to edit."""
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        """The list that was written."""
        return [line.strip() for line in (value or "").splitlines() if line.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compares lists."""
        return bool(list(initial or []) != self.to_python(data))


class DocumentForm(forms.ModelForm):  # type: ignore[type-arg]
    """An article; its questions one a line."""

    questions = LinesField(
        label=_("Questions this article answers"),
        required=False,
        help_text=_("One a line, in visitors' own words. Three to five improve finding most."),
    )

    class Meta:
        model = Document
        fields: ClassVar[list[str]] = [
            "knowledge_base",
            "title",
            "ref",
            "url",
            "category",
            "kind",
            "body",
            "questions",
        ]


class AssistantProfileForm(forms.ModelForm):  # type: ignore[type-arg]
    """A profile; its answerers one a line."""

    providers = LinesField(
        label=_("Answerers, in order"),
        help_text=_(
            'One a line, tried from the top: "extractive" quotes articles word for word and needs '
            'no key; "anthropic_messages" lets a language model write the answer.'
        ),
    )

    class Meta:
        model = AssistantProfile
        fields = "__all__"  # noqa: DJ007 - the admin's fieldsets choose

    def clean_providers(self) -> list[str]:
        """Only answerers that exist, each once."""
        names: list[str] = self.cleaned_data["providers"]
        unknown = [name for name in names if name not in provider_paths()]
        if unknown:
            known = ", ".join(sorted(provider_paths()))
            raise ValidationError(
                _("Unknown: %(unknown)s. Known answerers: %(known)s."),
                params={"unknown": ", ".join(unknown), "known": known},
            )
        return list(dict.fromkeys(names))
