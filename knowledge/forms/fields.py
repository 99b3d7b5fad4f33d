"""Fields that show lists as lines, take several files, or offer a rhythm."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget

from knowledge.ingest.readers.files import SUFFIXES

RHYTHMS = (
    (0, _("Only when somebody asks for it")),
    (24, _("Every day")),
    (24 * 7, _("Every week")),
    (24 * 30, _("Every month")),
)


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


class FileBox(forms.FileInput):
    """The browser's own chooser."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"class": "kb-file", **(attrs or {})})

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """In a box of its own, with a field that is never sent.

        The theme's script writes the file's name into the nearest text field, which would else be
        the next field of the form.
        """
        return format_html(
            '<div><div><div>{}</div></div><input type="text" hidden disabled></div>',
            super().render(name, value, attrs, renderer),
        )


class ManyFilesBox(FileBox):
    """The same for several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """At least one file; its value is a list."""

    widget = ManyFilesBox

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", ManyFilesBox({"multiple": True, "accept": ",".join(SUFFIXES)}))
        super().__init__(**options)

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The chosen files, empty ones too: each gets its own line of result."""
        files = cast("list[UploadedFile[bytes]]", data if isinstance(data, list) else [data])
        files = [file for file in files if file]
        if not files and self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        return files


class RhythmField(forms.TypedChoiceField):
    """How often a web source is read again, in hours; 0 is never by itself."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("choices", RHYTHMS)
        options.setdefault("coerce", int)
        options.setdefault("widget", UnfoldAdminSelectWidget())
        options.setdefault("label", _("Read again"))
        super().__init__(**options)

    def keep(self, hours: int) -> None:
        """A rhythm that was set elsewhere can be chosen too."""
        if hours not in {value for value, _name in RHYTHMS}:
            other = (hours, _("Every %(hours)d hours") % {"hours": hours})
            self.choices = [*RHYTHMS, other]
