"""The knowledge base, the assistant's profiles and its answers, for support managers."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import display as badge

from knowledge import services
from knowledge.forms import AssistantProfileForm, DocumentForm
from knowledge.models import (
    AnswerRecord,
    AssistantProfile,
    Chunk,
    Document,
    DocumentStatus,
    KnowledgeBase,
)


class ReadOnly(ModelAdmin):
    """Rows that are looked at and never changed by hand."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody adds rows here."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody changes rows here."""
        return False


class ChunkInline(TabularInline):
    """The pieces of a document, as the assistant finds and quotes them."""

    model = Chunk
    extra = 0
    can_delete = False
    fields = readonly_fields = ("position", "heading", "text")
    verbose_name_plural = _("pieces the assistant can find and quote")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Pieces come from indexing alone."""
        return False


@admin.register(KnowledgeBase)
class KnowledgeBaseAdmin(ModelAdmin):
    """Knowledge bases with the state of their documents."""

    list_display = ("name", "language", "documents_count", "not_ready_count")
    search_fields = ("name", "slug", "description")
    prepopulated_fields = {"slug": ("name",)}
    actions = ("index_all_again",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[KnowledgeBase]:
        """With the counts that the list shows."""
        not_ready = ~Q(documents__status=DocumentStatus.READY) & Q(documents__isnull=False)
        rows: QuerySet[KnowledgeBase] = super().get_queryset(request)
        return rows.annotate(total=Count("documents"), waiting=Count("documents", not_ready))

    @admin.display(description=_("documents"))
    def documents_count(self, base: Any) -> int:
        """How many articles it has."""
        return int(base.total)

    @admin.display(description=_("not ready"))
    def not_ready_count(self, base: Any) -> int:
        """How many articles the assistant does not fully know yet."""
        return int(base.waiting)

    @admin.action(description=_("Index all documents again"))
    def index_all_again(self, request: HttpRequest, queryset: QuerySet[KnowledgeBase]) -> None:
        """Every document of the chosen bases waits for a worker."""
        documents = Document.objects.filter(knowledge_base__in=queryset)
        _index_again(self, request, documents)


@admin.register(Document)
class DocumentAdmin(ModelAdmin):
    """Articles; saving one indexes it again in the background."""

    form = DocumentForm
    list_display = ("title", "category", "knowledge_base", "state", "chunk_count", "indexed_at")
    list_filter = ("knowledge_base", "status", "kind", "category")
    list_select_related = ("knowledge_base",)
    search_fields = ("title", "ref", "body", "questions")
    readonly_fields = ("state", "error", "chunk_count", "indexed_at", "updated_at")
    inlines = (ChunkInline,)
    actions = ("index_again",)
    fieldsets = (
        (None, {"fields": ("knowledge_base", "title", "ref", "url", "category")}),
        (_("Content"), {"fields": ("kind", "body", "questions")}),
        (
            _("Index"),
            {"fields": ("state", "error", "chunk_count", "indexed_at", "updated_at")},
        ),
    )

    @badge(  # type: ignore[untyped-decorator]
        description=_("state"),
        ordering="status",
        label={
            DocumentStatus.READY.label: "success",
            DocumentStatus.FAILED.label: "danger",
            DocumentStatus.PENDING.label: "warning",
            DocumentStatus.INDEXING.label: "info",
        },
    )
    def state(self, document: Document) -> str:
        """Whether the assistant already knows the newest text."""
        return str(document.get_status_display())

    @admin.action(description=_("Index again"))
    def index_again(self, request: HttpRequest, queryset: QuerySet[Document]) -> None:
        """The chosen documents wait for a worker, also those that did not change."""
        _index_again(self, request, queryset)

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


@admin.register(AssistantProfile)
class AssistantProfileAdmin(ModelAdmin):
    """How assistants answer."""

    form = AssistantProfileForm
    list_display = ("name", "is_default", "display_name", "answerers", "model")
    filter_horizontal = ("knowledge_bases",)
    prepopulated_fields = {"slug": ("name",)}
    fieldsets = (
        (None, {"fields": ("name", "slug", "is_default", "display_name", "knowledge_bases")}),
        (_("Answering"), {"fields": ("providers", "instructions", "greeting", "settle_ms")}),
        (
            _("Language model"),
            {
                "description": _("Only for profiles whose list names anthropic_messages."),
                "fields": (
                    "model",
                    "effort",
                    "max_tokens",
                    "first_token_timeout_s",
                    "timeout_s",
                    "base_url",
                ),
            },
        ),
    )

    @admin.display(description=_("answerers"))
    def answerers(self, profile: AssistantProfile) -> str:
        """In the order in which they are tried."""
        return " → ".join(profile.providers)


@admin.register(AnswerRecord)
class AnswerRecordAdmin(ReadOnly):
    """What the assistant was asked and why it answered as it did."""

    list_display = ("created_at", "question", "provider", "sureness", "degraded", "error")
    list_filter = ("provider", "profile", "error", "created_at")
    search_fields = ("question", "text", "conversation_public_id")
    date_hierarchy = "created_at"

    @admin.display(description=_("confidence"), ordering="confidence")
    def sureness(self, record: AnswerRecord) -> str:
        """The confidence as a percentage."""
        return f"{record.confidence:.0%}"


def _index_again(
    model_admin: ModelAdmin, request: HttpRequest, documents: QuerySet[Document]
) -> None:
    ids = list(documents.values_list("pk", flat=True))
    for document_id in ids:
        services.reindex_document(document_id=document_id, force=True)
    text = ngettext(
        "%(count)d document will be indexed again.",
        "%(count)d documents will be indexed again.",
        len(ids),
    )
    model_admin.message_user(request, text % {"count": len(ids)}, messages.SUCCESS)
