"""Intent categories with their example sentences, and phrases that the gauges learn from."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.admin import ModelAdmin
from unfold.decorators import display as badge
from unfold.widgets import UnfoldAdminTextareaWidget

from escalation.intents.categories import categories
from escalation.models import GaugePhrase, IntentCategory, IntentExample
from escalation.services.teaching import set_examples
from escalation.words import words_of

ENOUGH = 5
"""Examples from which on a category is read well; with fewer the page says so."""

_MOST = 300
_ROWS = 12
_SHOWN = 3


class IntentCategoryForm(forms.ModelForm):  # type: ignore[type-arg]
    """A category; its sentences are one text, one sentence a line."""

    sentences = forms.CharField(
        label=_("Example sentences"),
        required=False,
        strip=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": _ROWS}),
        help_text=_(
            "One a line, as visitors write it, in every language that they write. Eight different "
            "ones are plenty; other wordings of the same matter are found by their meaning."
        ),
    )

    class Meta:
        model = IntentCategory
        fields = ("name", "slug", "description", "is_sensitive", "is_active", "threshold")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.pk:
            texts = self.instance.examples.order_by("pk").values_list("text", flat=True)
            self.initial["sentences"] = "\n".join(texts)

    def clean_sentences(self) -> list[str]:
        """The sentences, each once."""
        longest = IntentExample._meta.get_field("text").max_length or 0
        lines = [line.strip() for line in self.cleaned_data["sentences"].splitlines()]
        found = list(dict.fromkeys(line for line in lines if line))
        for line in found:
            if len(line) > longest:
                raise ValidationError(
                    _("This sentence is longer than %(most)d characters: “%(start)s…”"),
                    params={"most": longest, "start": line[:60]},
                )
            if not words_of(line):
                raise ValidationError(_("“%(line)s” has no words."), params={"line": line[:60]})
        if len(found) > _MOST:
            raise ValidationError(_("At most %(most)d sentences."), params={"most": _MOST})
        return found


@admin.register(IntentCategory)
class IntentCategoryAdmin(ModelAdmin):
    """Subjects that rules may name; visitors' messages are compared with their sentences."""

    form = IntentCategoryForm
    list_display = ("name", "description", "sensitive", "active", "threshold", "sentences_count")
    list_filter = ("is_active", "is_sensitive")
    search_fields = ("name", "slug", "description", "examples__text")
    prepopulated_fields = {"slug": ("name",)}
    fieldsets = (
        (None, {"fields": ("name", "slug", "description", "sentences")}),
        (_("Rules"), {"fields": ("is_active", "is_sensitive", "threshold")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[IntentCategory]:
        """With the count that the list shows."""
        rows: QuerySet[IntentCategory] = super().get_queryset(request)
        return rows.annotate(total=Count("examples", distinct=True))

    @badge(  # type: ignore[untyped-decorator]
        description=_("sensitive"), ordering="is_sensitive", label={_("sensitive"): "warning"}
    )
    def sensitive(self, category: IntentCategory) -> Any:
        """A mark on those that rules report as sensitive."""
        return _("sensitive") if category.is_sensitive else "–"

    @admin.display(description=_("active"), ordering="is_active", boolean=True)
    def active(self, category: IntentCategory) -> bool:
        """Whether messages are compared with it."""
        return category.is_active

    @admin.display(description=_("Example sentences"))
    def sentences(self, category: IntentCategory) -> str:
        """For those who may look but not edit."""
        return "\n".join(one.text for one in category.examples.all())

    @admin.display(description=_("sentences"), ordering="total")
    def sentences_count(self, category: Any) -> int:
        """How many examples it has."""
        return int(category.total)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Stores the sentences, and says what they do not suffice for."""
        super().save_related(request, form, formsets, change)
        category: IntentCategory = form.instance
        count = set_examples(
            category_id=category.pk, sentences=form.cleaned_data.get("sentences", [])
        )
        if count < ENOUGH:
            messages.warning(request, _too_few(count))
        if category.is_active and count:
            _warn_of_confusions(request, category)


@admin.register(GaugePhrase)
class GaugePhraseAdmin(ModelAdmin):
    """Sentences that a gauge should, or should not, take for what it measures."""

    list_display = ("text", "gauge", "side", "is_active")
    list_filter = ("gauge", "counts", "is_active")
    search_fields = ("text",)
    fields = ("gauge", "text", "counts", "is_active")

    @badge(  # type: ignore[untyped-decorator]
        description=_("counts"),
        ordering="counts",
        label={_("counts"): "success", _("does not count"): "info"},
    )
    def side(self, phrase: GaugePhrase) -> Any:
        """Whether messages like it count."""
        return _("counts") if phrase.counts else _("does not count")

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **options: Any
    ) -> Any:
        """With the check that a sentence has words."""
        return super().get_form(request, obj, change, **{**options, "form": GaugePhraseForm})


class GaugePhraseForm(forms.ModelForm):  # type: ignore[type-arg]
    """A phrase that a gauge can learn from."""

    class Meta:
        model = GaugePhrase
        fields = ("gauge", "text", "counts", "is_active")

    def clean_text(self) -> str:
        """Something that can be compared with what visitors write."""
        text = str(self.cleaned_data["text"]).strip()
        if not words_of(text):
            raise ValidationError(_("This has no words."))
        return text


def _too_few(count: int) -> str:
    if not count:
        return _now("Without example sentences no message is ever found to be about this.")
    return ngettext(
        "Only %(count)d sentence: messages in other words may be missed. Add some more.",
        "Only %(count)d sentences: messages in other words may be missed. Add some more.",
        count,
    ) % {"count": count}


def _warn_of_confusions(request: HttpRequest, category: IntentCategory) -> None:
    """Judged by sentences that were left out: which other category they would be taken for."""
    names = dict(IntentCategory.objects.values_list("slug", "name"))
    for found in categories().model.confusions:
        if category.slug in (found.one, found.other):
            other = found.other if found.one == category.slug else found.one
            sentences = ", ".join(f"“{text}”" for text in found.texts[:_SHOWN])
            messages.warning(
                request,
                _now(
                    "“%(one)s” and “%(other)s” are hard to tell apart, for example: %(sentences)s. "
                    "Make these sentences clearer, or put the two categories together."
                )
                % {"one": category.name, "other": names.get(other, other), "sentences": sentences},
            )
