"""The pages, files and pairs of sources, each with what became of it."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display as badge

from knowledge.admin.common import OUTCOME_COLOURS, ReadOnly
from knowledge.models import SourcePage


@admin.register(SourcePage)
class SourcePageAdmin(ReadOnly):
    """One address, file or pair a row; reached from its source."""

    list_display = ("address", "became", "error", "word_count", "read_at", "article")
    list_display_links = None
    list_filter = ("source", "outcome")
    list_select_related = ("document",)
    search_fields = ("address", "error")
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet[SourcePage]:
        """Without sitemaps, which only name pages."""
        rows: QuerySet[SourcePage] = super().get_queryset(request)
        return rows.filter(is_map=False)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Not in the menu: sources lead here."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Pages go with their source."""
        return False

    @badge(description=_("became"), ordering="outcome", label=OUTCOME_COLOURS)  # type: ignore[untyped-decorator]
    def became(self, row: SourcePage) -> str:
        """What became of it at the last reading."""
        return str(row.get_outcome_display())

    @admin.display(description=_("article"))
    def article(self, row: SourcePage) -> SafeString | str:
        """Leads to the article made of it."""
        if row.document is None:
            return "–"
        url = reverse("admin:knowledge_document_change", args=(row.document.pk,))
        return format_html('<a href="{}" class="kb-link">{}</a>', url, row.document.title)
