"""Knowledge bases: what is in them, how it gets in, and what a question would find."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from knowledge.admin import adding
from knowledge.admin.common import (
    MEDIA,
    documents_address,
    found,
    index_again,
    may,
    page,
    route,
)
from knowledge.admin.progress import Standing, standings
from knowledge.forms.adding import QuestionForm
from knowledge.models import Document, DocumentStatus, KnowledgeBase
from knowledge.retrieval import retrieve_now
from knowledge.selectors import search_warnings
from knowledge.types import AnswerRequest

ADDING = {
    "add-files": adding.add_files,
    "add-pair": adding.add_pair,
    "add-table": adding.add_table,
    "add-page": adding.add_page,
    "add-site": adding.add_site,
}
SOURCES_SHOWN = 12


@admin.register(KnowledgeBase)
class KnowledgeBaseAdmin(ModelAdmin):
    """Knowledge bases with the state of their documents."""

    list_display = ("name", "language", "documents_count", "not_ready_count", "failed_count")
    search_fields = ("name", "slug", "description")
    prepopulated_fields = {"slug": ("name",)}
    actions = ("index_all_again",)
    change_form_outer_before_template = "admin/knowledge/base_head.html"
    fieldsets = ((_("Settings"), {"fields": ("name", "slug", "language", "description")}),)

    @property
    def media(self) -> Any:
        """With our own styles."""
        return super().media + MEDIA

    def get_urls(self) -> list[URLPattern]:
        """With the pages that add knowledge, and the one that tries a question."""
        own = [
            route(self, f"<str:object_id>/{where}/", partial(view, self), where.replace("-", "_"))
            for where, view in ADDING.items()
        ]
        own.append(route(self, "<str:object_id>/try/", self.try_view, "try"))
        return own + list(super().get_urls())

    def get_queryset(self, request: HttpRequest) -> QuerySet[KnowledgeBase]:
        """With the counts that the list shows."""
        waits = Q(documents__status__in=(DocumentStatus.PENDING, DocumentStatus.INDEXING))
        rows: QuerySet[KnowledgeBase] = super().get_queryset(request)
        return rows.annotate(
            total=Count("documents"),
            waiting=Count("documents", waits),
            failed=Count("documents", Q(documents__status=DocumentStatus.FAILED)),
        )

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """With what keeps questions from being compared by meaning, on top."""
        if request.method == "GET":
            for warning in search_warnings():
                messages.warning(request, warning)
        return super().changelist_view(request, extra_context)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """What is in the knowledge base, above its settings."""
        base = self.get_object(request, object_id)
        context = _head(request, base) if base is not None else {}
        return super().change_view(
            request, object_id, form_url, {**(extra_context or {}), **context}
        )

    def try_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """What a question finds, best first, with the numbers behind it."""
        base = found(KnowledgeBase.objects.all(), object_id)
        if not self.has_view_permission(request, base):
            raise PermissionDenied
        form = QuestionForm(request.GET if "q" in request.GET else None)
        result = None
        if form.is_bound and form.is_valid():
            asked = AnswerRequest(
                form.cleaned_data["q"], language=base.language, knowledge_bases=(base.pk,)
            )
            result = retrieve_now(asked)  # a view of the admin has a thread of its own
        marked = request.GET.get("document", "")
        context = {
            "title": _now("Try a question"),
            "base": base,
            "form": form,
            "result": result,
            "marked": int(marked) if marked.isdecimal() else None,
            "can_open": may(request, "view_document"),
        }
        return page(self, request, "try.html", context)

    @admin.display(description=_("articles"), ordering="total")
    def documents_count(self, base: Any) -> int:
        """How many articles it has."""
        return int(base.total)

    @admin.display(description=_("waiting"), ordering="waiting")
    def not_ready_count(self, base: Any) -> int:
        """How many articles the assistant does not fully know yet."""
        return int(base.waiting)

    @admin.display(description=_("failed"), ordering="failed")
    def failed_count(self, base: Any) -> int:
        """How many articles could not be indexed."""
        return int(base.failed)

    @admin.action(description=_("Index all documents again"), permissions=["change"])
    def index_all_again(self, request: HttpRequest, queryset: QuerySet[KnowledgeBase]) -> None:
        """Every document of the chosen bases waits for a worker."""
        documents = Document.objects.filter(knowledge_base__in=queryset)
        index_again(self, request, documents)


def _head(request: HttpRequest, base: KnowledgeBase) -> dict[str, Any]:
    by_status = dict(
        Document.objects.filter(knowledge_base=base)
        .values_list("status")
        .annotate(Count("pk"))
        .order_by()
    )
    rows: list[Standing] = standings(base.sources.order_by("-pk")[:SOURCES_SHOWN])
    return {
        "base": base,
        "counts": [
            {
                "label": status.label,
                "status": status.value,
                "count": by_status.get(status.value, 0),
                "url": documents_address(
                    knowledge_base__id__exact=base.pk, status__exact=status.value
                ),
            }
            for status in DocumentStatus
            if by_status.get(status.value) or status == DocumentStatus.READY
        ],
        "total": sum(by_status.values()),
        "sources": rows,
        "sources_total": base.sources.count(),
        "may_add": may(request, "add_source", "add_document"),
        "try_form": QuestionForm(),
    }
