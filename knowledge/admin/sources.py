"""Sources: how far they are read, what failed and why, and what can be done about it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from unfold.admin import ModelAdmin
from unfold.decorators import display as badge

from knowledge import selectors, services
from knowledge.admin.common import MEDIA, RUN_COLOURS, found, may, page, route
from knowledge.admin.progress import as_json, context_of
from knowledge.forms.rows import SourceForm
from knowledge.models import KnowledgeBase, RunState, Source, SourceKind, SourceRun
from knowledge.services import SourceError

_WEB_FIELDS = ("include_prefixes", "exclude_prefixes", "page_limit")


@admin.register(Source)
class SourceAdmin(ModelAdmin):
    """Where articles come from. New ones are added from their knowledge base."""

    form = SourceForm
    list_display = ("name", "kind", "knowledge_base", "standing", "articles", "last_read", "next")
    list_filter = ("knowledge_base", "kind", "is_active")
    list_select_related = ("knowledge_base",)
    search_fields = ("name", "address")
    actions = None
    list_before_template = "admin/knowledge/sources_head.html"
    change_form_outer_before_template = "admin/knowledge/source_head.html"

    @property
    def media(self) -> Any:
        """With our own styles, and the script that keeps the progress fresh."""
        return super().media + MEDIA

    def get_urls(self) -> list[URLPattern]:
        """With what can be done to a source."""
        own = [
            route(self, "<str:object_id>/progress/", self.progress_view, "source_progress"),
            route(self, "<str:object_id>/read/", require_POST(self.read_view), "source_read"),
            route(self, "<str:object_id>/retry/", require_POST(self.retry_view), "source_retry"),
            route(self, "<str:object_id>/cancel/", require_POST(self.cancel_view), "source_cancel"),
            route(self, "<str:object_id>/remove/", self.remove_view, "source_remove"),
        ]
        return own + list(super().get_urls())

    def get_queryset(self, request: HttpRequest) -> QuerySet[Source]:
        """With the last reading and the number of articles."""
        latest = SourceRun.objects.filter(source=OuterRef("pk")).order_by("-created_at", "-id")
        rows: QuerySet[Source] = super().get_queryset(request)
        return rows.annotate(
            last_state=Subquery(latest.values("state")[:1]),
            last_at=Subquery(latest.values("created_at")[:1]),
            made=Count("documents"),
        )

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Sources are added from the page of their knowledge base."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """They are removed by `remove_view`, which asks what becomes of the articles."""
        return False

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """What can be set depends on how the source is read."""
        kind = SourceKind(obj.kind) if obj is not None else SourceKind.UPLOAD
        names: list[str] = ["name"]
        if kind in {SourceKind.SITEMAP, SourceKind.CRAWL}:
            names += [*_WEB_FIELDS, *(["depth_limit"] if kind == SourceKind.CRAWL else [])]
        if kind.is_web:
            names += ["every_hours", "is_active"]
        return ((_("Settings"), {"fields": tuple(names)}),)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """Above the list: where new sources are added."""
        bases = KnowledgeBase.objects.only("name") if may(request, "add_source") else []
        return super().changelist_view(request, {**(extra_context or {}), "bases": bases})

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """How far it is read, above its settings."""
        source = self.get_object(request, object_id)
        context = context_of(source) if source is not None else {}
        context["may_act"] = self.has_change_permission(request, source)
        context["may_remove"] = may(request, "delete_source")
        return super().change_view(
            request, object_id, form_url, {**(extra_context or {}), **context}
        )

    def save_model(self, request: HttpRequest, obj: Source, form: Any, change: bool) -> None:
        """The settings are saved; another rhythm counts from now."""
        if "every_hours" in form.changed_data:
            hours = timedelta(hours=obj.every_hours)
            obj.next_read_at = timezone.now() + hours if obj.every_hours else None
        super().save_model(request, obj, form, change)

    def progress_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The progress as JSON."""
        source = found(Source.objects.all(), object_id)
        if not self.has_view_permission(request, source):
            raise PermissionDenied
        answer = JsonResponse(as_json(selectors.source_progress(source.pk)))
        answer["Cache-Control"] = "no-store"
        return answer

    def read_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The source is being read again."""
        source = self._to_change(request, object_id)
        services.read_source(source.pk)
        messages.success(request, _now("The source is being read again."))
        return _back(source)

    def retry_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """What failed in the last reading is tried again."""
        source = self._to_change(request, object_id)
        run = source.runs.first()
        try:
            if run is not None:
                services.retry_run(run.pk)
                messages.success(request, _now("What failed is being tried again."))
        except SourceError as error:
            messages.error(request, str(error))
        return _back(source)

    def cancel_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The reading stops; what was finished stays."""
        source = self._to_change(request, object_id)
        run = source.runs.first()
        if run is not None and services.cancel_run(run.pk):
            messages.success(request, _now("Cancelled. What was finished before is kept."))
        else:
            messages.info(request, _now("There was nothing to cancel any more."))
        return _back(source)

    def remove_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Asks what becomes of the articles, and removes the source."""
        source = found(Source.objects.select_related("knowledge_base"), object_id)
        if not may(request, "delete_source"):
            raise PermissionDenied
        if request.method == "POST" and request.POST.get("articles") in {"keep", "remove"}:
            keep = request.POST["articles"] == "keep"
            if not keep and not may(request, "delete_document"):
                raise PermissionDenied
            services.remove_source(source.pk, keep_documents=keep)
            messages.success(request, _now("“%(name)s” was removed.") % {"name": source.name})
            return HttpResponseRedirect(_base_address(source))
        context = {
            "title": _now("Remove source"),
            "source": source,
            "documents": source.documents.count(),
            "may_remove_articles": may(request, "delete_document"),
        }
        return page(self, request, "remove_source.html", context)

    @badge(description=_("last reading"), label=RUN_COLOURS)  # type: ignore[untyped-decorator]
    def standing(self, source: Any) -> str:
        """State of the last reading."""
        return str(RunState(source.last_state).label) if source.last_state else "–"

    @admin.display(description=_("articles"), ordering="made")
    def articles(self, source: Any) -> int:
        """How many articles came from it."""
        return int(source.made)

    @admin.display(description=_("read at"), ordering="last_at")
    def last_read(self, source: Any) -> Any:
        """When its last reading was asked for."""
        return source.last_at

    @admin.display(description=_("next reading"), ordering="next_read_at")
    def next(self, source: Source) -> Any:
        """When it is due again."""
        return source.next_read_at if source.every_hours and source.is_active else None

    def _to_change(self, request: HttpRequest, object_id: str) -> Source:
        source = found(Source.objects.all(), object_id)
        if not self.has_change_permission(request, source):
            raise PermissionDenied
        return source


def _back(source: Source) -> HttpResponse:
    return HttpResponseRedirect(reverse("admin:knowledge_source_change", args=(source.pk,)))


def _base_address(source: Source) -> str:
    return reverse("admin:knowledge_knowledgebase_change", args=(source.knowledge_base_id,))
