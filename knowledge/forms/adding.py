"""Forms with which knowledge is added."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminRadioSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from knowledge.forms.fields import FileBox, FilesField, LinesField, RhythmField
from knowledge.forms.rows import paths
from knowledge.ingest.readers.pairs import key_of, reference_of
from knowledge.models import Document, KnowledgeBase, SourceKind
from knowledge.services.sources import SourceError, checked_address

_PUBLIC = RegexValidator(
    r"^(https?://|/(?!/))",
    _("Begin with https:// or, for a page of this site, with a single slash."),
)


def _line(**attributes: Any) -> UnfoldAdminTextInputWidget:
    return UnfoldAdminTextInputWidget(attrs=attributes)


class FilesForm(forms.Form):
    """Files, and the name under which they are kept together."""

    # Not `files`: forms keep what was uploaded under that name.
    chosen = FilesField(label=_("Files"))
    name = forms.CharField(
        label=_("Keep them together as"),
        max_length=180,
        widget=_line(),
        help_text=_("A file that is already in there under the same name is replaced."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["chosen"].help_text = _(
            "Markdown, plain text, HTML, PDF or Word (.docx). Up to %(files)d files of at most "
            "%(size)d MB. Only their text is kept."
        ) % {
            "files": settings.KNOWLEDGE_FILES_AT_ONCE,
            "size": settings.KNOWLEDGE_FILE_MAX_MB,
        }


class PairForm(forms.Form):
    """One question with its answer."""

    question = forms.CharField(
        label=_("Question"),
        max_length=300,
        widget=_line(autocomplete="off"),
        help_text=_("As a visitor would ask it. Shown as the title of the source."),
    )
    answer = forms.CharField(
        label=_("Answer"),
        max_length=20_000,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 6}),
        help_text=_("What the assistant quotes. Lists and links in Markdown are fine."),
    )
    phrasings = LinesField(
        label=_("Other ways to ask it"),
        required=False,
        help_text=_("One a line, in visitors’ own words. Three to five improve finding most."),
    )
    category = forms.CharField(label=_("Category"), max_length=120, required=False, widget=_line())
    url = forms.CharField(
        label=_("Public address"),
        max_length=500,
        required=False,
        validators=[_PUBLIC],
        widget=_line(inputmode="url"),
        help_text=_("Where visitors can read more. Empty if there is no page."),
    )

    def __init__(self, *args: Any, knowledge_base: KnowledgeBase, **options: Any) -> None:
        super().__init__(*args, **options)
        self._base = knowledge_base
        self.twin: Document | None = None

    def clean_question(self) -> str:
        """One line with words; remembers the article that answers it already, if any."""
        question = " ".join(str(self.cleaned_data["question"]).split())
        if not key_of(question):
            raise ValidationError(_("Write the question in words."))
        of_base = Document.objects.filter(knowledge_base=self._base)
        self.twin = (
            of_base.filter(ref=reference_of(question)).first()
            or of_base.filter(title__iexact=question).first()
        )
        if self.twin is not None:
            raise ValidationError(
                _("There is an answer to this question already: change that one.")
            )
        return question


class TableForm(forms.Form):
    """A CSV file of questions and answers."""

    file = forms.FileField(
        label=_("CSV file"),
        allow_empty_file=True,  # refused in words of our own
        widget=FileBox({"accept": ".csv,.tsv,.txt"}),
        help_text=_(
            "Columns “question” and “answer”; if you like also “category”, “url”, “title” and "
            "“other phrasings” (divided by | in the cell). Commas, semicolons and tabs work: you "
            "see what was understood before anything is imported."
        ),
    )
    name = forms.CharField(
        label=_("Name of the list"),
        max_length=180,
        required=False,
        widget=_line(),
        help_text=_(
            "Empty: the file’s name. Importing into the same list again updates it instead of "
            "adding everything twice."
        ),
    )


class PageForm(forms.Form):
    """One web page."""

    address = forms.CharField(
        label=_("Address"),
        max_length=1000,
        widget=_line(inputmode="url", placeholder="https://www.example.com/help/returns"),
        help_text=_("A public page. Menus, banners and footers are left out."),
    )
    every_hours = RhythmField(initial=24 * 7)

    def clean_address(self) -> str:
        """The one spelling of an address that may be read."""
        return _checked(self.cleaned_data["address"])


class SiteForm(PageForm):
    """A whole website."""

    kind = forms.ChoiceField(
        label=_("How to find its pages"),
        choices=(
            (SourceKind.SITEMAP.value, _("By its sitemap: complete and gentle, if it has one")),
            (SourceKind.CRAWL.value, _("By following links from the address")),
        ),
        initial=SourceKind.SITEMAP.value,
        widget=UnfoldAdminRadioSelectWidget(),
    )
    name = forms.CharField(
        label=_("Name"),
        max_length=200,
        required=False,
        widget=_line(),
        help_text=_("Empty: the address."),
    )
    include_prefixes = LinesField(
        label=_("Only pages below"),
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 2}),
        help_text=_("Beginnings of paths, one a line, for example /help/. Empty: all of them."),
    )
    exclude_prefixes = LinesField(
        label=_("Except pages below"),
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 2}),
        help_text=_("Beginnings of paths, one a line, for example /blog/."),
    )
    page_limit = forms.IntegerField(
        label=_("Most pages"),
        min_value=1,
        max_value=20_000,
        initial=500,
        widget=UnfoldAdminIntegerFieldWidget(),
        help_text=_("Further pages are not read."),
    )
    depth_limit = forms.IntegerField(
        label=_("Most links deep"),
        min_value=0,
        max_value=50,
        initial=5,
        widget=UnfoldAdminIntegerFieldWidget(),
        help_text=_("How far a page may be from the address. Only for following links."),
    )
    field_order = ("address", "kind", "every_hours")
    folded = ("include_prefixes", "exclude_prefixes", "page_limit", "depth_limit", "name")
    """Fields that most people leave as they are."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["address"].help_text = _(
            "Of the sitemap, or of the page where following links begins. Only pages of this host "
            "are read; robots.txt is honoured and pages are asked for slowly."
        )
        self.fields["address"].widget.attrs["placeholder"] = "https://www.example.com/help/"

    def clean_include_prefixes(self) -> list[str]:
        """Beginnings of paths."""
        return paths(self.cleaned_data["include_prefixes"])

    def clean_exclude_prefixes(self) -> list[str]:
        """Beginnings of paths."""
        return paths(self.cleaned_data["exclude_prefixes"])


class QuestionForm(forms.Form):
    """A question to try."""

    q = forms.CharField(
        label=_("Question"),
        max_length=1000,
        widget=_line(placeholder=_("How do I send something back?"), autocomplete="off"),
    )


def _checked(address: str) -> str:
    try:
        return checked_address(address.strip())
    except SourceError as error:
        raise ValidationError(str(error)) from error
