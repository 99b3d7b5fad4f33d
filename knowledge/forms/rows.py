"""Forms of rows that the admin edits."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextInputWidget

from knowledge.forms.fields import LinesField, RhythmField
from knowledge.models import AssistantProfile, Document, KnowledgeBase, Source
from knowledge.providers.base import provider_paths


class DocumentForm(forms.ModelForm):  # type: ignore[type-arg]
    """An article; its questions one a line. Its reference is made from its title if left empty."""

    ref = forms.CharField(
        label=_("Reference"),
        max_length=200,
        required=False,
        widget=UnfoldAdminTextInputWidget(),
        help_text=_("Stable name; importing it again updates the article. Empty: from the title."),
    )
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

    def clean(self) -> dict[str, Any]:
        """With a reference that no other article of the knowledge base has."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        base, title = values.get("knowledge_base"), values.get("title")
        if "ref" in self.fields and not values.get("ref") and base and title:
            values["ref"] = self.instance.ref or _free_reference(base, title)
        return values


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


class SourceForm(forms.ModelForm):  # type: ignore[type-arg]
    """What may be changed of a source: its name, what it covers, how often it is read."""

    include_prefixes = LinesField(
        label=_("Only pages below"),
        required=False,
        help_text=_("Beginnings of paths, one a line, for example /help/. Empty: all."),
    )
    exclude_prefixes = LinesField(
        label=_("Except pages below"),
        required=False,
        help_text=_("Beginnings of paths, one a line, for example /help/archive/."),
    )
    every_hours = RhythmField(
        help_text=_("Unchanged pages are recognised and cost nothing to read again.")
    )

    class Meta:
        model = Source
        fields: ClassVar[list[str]] = [
            "name",
            "include_prefixes",
            "exclude_prefixes",
            "page_limit",
            "depth_limit",
            "every_hours",
            "is_active",
        ]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        rhythm = self.fields.get("every_hours")
        if isinstance(rhythm, RhythmField) and self.instance.pk:
            rhythm.keep(self.instance.every_hours)

    def clean_include_prefixes(self) -> list[str]:
        """Beginnings of paths."""
        return paths(self.cleaned_data["include_prefixes"])

    def clean_exclude_prefixes(self) -> list[str]:
        """Beginnings of paths."""
        return paths(self.cleaned_data["exclude_prefixes"])


def _free_reference(base: KnowledgeBase, title: str) -> str:
    wanted = slugify(title)[:180] or "article"
    taken = set(
        Document.objects.filter(knowledge_base=base, ref__startswith=wanted).values_list(
            "ref", flat=True
        )
    )
    return next(ref for ref in _numbered(wanted) if ref not in taken)


def _numbered(name: str) -> Iterator[str]:
    yield name
    yield from (f"{name}-{number}" for number in count(2))


def paths(lines: list[str]) -> list[str]:
    """The lines, each the beginning of a path. Raises ValidationError."""
    wrong = [line for line in lines if not line.startswith("/") or line.startswith("//")]
    if wrong:
        raise ValidationError(
            _("Begin each line with a slash, for example /help/. Not so: %(wrong)s."),
            params={"wrong": ", ".join(wrong)},
        )
    return list(dict.fromkeys(lines))
