"""Articles: their text, their pieces, what they answered, and the questions they should answer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import display as badge

from knowledge import services
from knowledge.admin.common import DOCUMENT_COLOURS, MEDIA, found, index_again, route
from knowledge.forms.rows import DocumentForm
from knowledge.models import AnswerRecord, Chunk, Document

LATELY_DAYS = 90
LATELY_ROWS = 10


class ChunkInline(TabularInline):
    """The pieces of a document, as the assistant finds and quotes them."""

    model = Chunk
    extra = 0
    per_page = 20
    can_delete = False
    hide_title = True
    fields = readonly_fields = ("number", "heading", "words")
    verbose_name_plural = _("pieces the assistant can find and quote")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Pieces come from indexing alone."""
        return False

    @admin.display(description=_("number"))
    def number(self, chunk: Chunk) -> int:
        """Counted from 1, as people do."""
        return chunk.position + 1

    @admin.display(description=_("text"))
    def words(self, chunk: Chunk) -> SafeString:
        """The piece with its lines."""
        return format_html('<span class="kb-text">{}</span>', chunk.text)


@admin.register(Document)
class DocumentAdmin(ModelAdmin):
    """Articles; saving one indexes it again in the background."""

    form = DocumentForm
    list_display = (
        "title",
        "category",
        "knowledge_base",
        "state",
        "chunk_count",
        "source",
        "indexed_at",
    )
    list_filter = ("knowledge_base", "status", "kind", "category", "source")
    list_select_related = ("knowledge_base", "source")
    search_fields = ("title", "ref", "body", "questions")
    readonly_fields = ("state", "error", "chunk_count", "indexed_at", "updated_at")
    inlines = (ChunkInline,)
    actions = ("index_again",)
    change_form_outer_before_template = "admin/knowledge/document_head.html"
    fieldsets = (
        (_("What visitors ask"), {"fields": ("questions",)}),
        (_("Article"), {"fields": ("title", "body", "kind")}),
        (_("Where it belongs"), {"fields": ("knowledge_base", "category", "url", "ref")}),
        (
            _("Index"),
            {"fields": ("state", "error", "chunk_count", "indexed_at", "updated_at")},
        ),
    )
    add_fieldsets = (
        (_("Article"), {"fields": ("knowledge_base", "title", "body", "kind", "questions")}),
        (_("Where it belongs"), {"fields": ("category", "url", "ref")}),
    )

    @property
    def media(self) -> Any:
        """With our own styles."""
        return super().media + MEDIA

    def get_urls(self) -> list[URLPattern]:
        """With another try at indexing."""
        own = route(self, "<str:object_id>/retry/", require_POST(self.retry_view), "document_retry")
        return [own, *super().get_urls()]

    def retry_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The article waits to be indexed once more."""
        document = found(Document.objects.all(), object_id)
        if not self.has_change_permission(request, document):
            raise PermissionDenied
        services.retry_document(document_id=document.pk)
        messages.success(request, _now("The article will be indexed again."))
        return HttpResponseRedirect(reverse("admin:knowledge_document_change", args=(document.pk,)))

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """The article with what it answered lately and where it comes from."""
        document = self.get_object(request, object_id)
        context = {
            "document": document,
            "lately": _lately(document) if document else [],
            "may_retry": self.has_change_permission(request, document),
        }
        return super().change_view(
            request, object_id, form_url, {**(extra_context or {}), **context}
        )

    @badge(description=_("state"), ordering="status", label=DOCUMENT_COLOURS)  # type: ignore[untyped-decorator]
    def state(self, document: Document) -> str:
        """Whether the assistant already knows the newest text."""
        return str(document.get_status_display())

    @admin.action(description=_("Index again"), permissions=["change"])
    def index_again(self, request: HttpRequest, queryset: QuerySet[Document]) -> None:
        """The chosen documents wait for a worker, also those that did not change."""
        index_again(self, request, queryset)

    def save_model(self, request: HttpRequest, obj: Document, form: Any, change: bool) -> None:
        """The document is saved and will be indexed."""
        super().save_model(request, obj, form, change)
        services.reindex_document(document_id=obj.pk)

    def delete_model(self, request: HttpRequest, obj: Document) -> None:
        """The document and all that was made of it are gone."""
        services.remove_document(document_id=obj.pk)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Document]) -> None:
        """As `delete_model`, for each."""
        with transaction.atomic():
            for document_id in list(queryset.values_list("pk", flat=True)):
                services.remove_document(document_id=document_id)


def _lately(document: Document) -> list[AnswerRecord]:
    """The newest answers that cite the article; only recent ones, which an index finds."""
    since = timezone.now() - timedelta(days=LATELY_DAYS)
    cites = AnswerRecord.objects.filter(
        created_at__gte=since, citations__contains=[{"document_id": document.pk}]
    )
    rows = cites.only("question", "confidence", "created_at", "provider").order_by("-created_at")
    return list(rows[:LATELY_ROWS])
