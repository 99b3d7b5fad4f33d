"""What the knowledge pages of the admin share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.forms import Media
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import ngettext
from unfold.admin import ModelAdmin

from knowledge import services
from knowledge.models import Document, DocumentStatus, PageOutcome, RunState

MEDIA = Media(css={"all": ["staff/knowledge.css"]}, js=["staff/knowledge.js"])
# Colours of Unfold's labels by what a state means.
DOCUMENT_COLOURS = {
    DocumentStatus.READY.label: "success",
    DocumentStatus.FAILED.label: "danger",
    DocumentStatus.PENDING.label: "warning",
    DocumentStatus.INDEXING.label: "info",
}
RUN_COLOURS = {
    RunState.WAITING.label: "warning",
    RunState.READING.label: "info",
    RunState.INDEXING.label: "info",
    RunState.FINISHED.label: "success",
    RunState.FAILED.label: "danger",
    RunState.CANCELLED.label: "warning",
}
OUTCOME_COLOURS = {
    PageOutcome.NEW.label: "success",
    PageOutcome.UPDATED.label: "success",
    PageOutcome.FAILED.label: "danger",
    PageOutcome.REJECTED.label: "warning",
    PageOutcome.GONE.label: "warning",
    PageOutcome.WAITING.label: "info",
    PageOutcome.FETCHED.label: "info",
}

View = Callable[..., HttpResponse]
Row = TypeVar("Row", bound=Model)


class ReadOnly(ModelAdmin):
    """Rows that are looked at and never changed by hand."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody adds rows here."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody changes rows here."""
        return False


def may(request: HttpRequest, *rights: str) -> bool:
    """Whether the member of staff has all of these rights, such as `add_source`."""
    return request.user.has_perms([f"knowledge.{right}" for right in rights])


def route(model_admin: admin.ModelAdmin[Any], where: str, view: View, name: str) -> URLPattern:
    """An address of a page of the admin, open to staff only; the view checks rights itself."""
    return path(where, model_admin.admin_site.admin_view(view), name=f"knowledge_{name}")


def found(rows: QuerySet[Row], object_id: str) -> Row:
    """The row with this key. Raises Http404, also for what is no key."""
    row = rows.filter(pk=object_id).first() if object_id.isdecimal() else None
    if row is None:
        raise Http404
    return row


def page(
    model_admin: admin.ModelAdmin[Any],
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any],
) -> TemplateResponse:
    """A page of ours in the admin's frame."""
    whole = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "media": MEDIA,
        **context,
    }
    return TemplateResponse(request, f"admin/knowledge/{template}", whole)


def documents_address(**filters: object) -> str:
    """The list of articles, filtered."""
    return f"{reverse('admin:knowledge_document_changelist')}?{urlencode(filters)}"


def index_again(
    model_admin: ModelAdmin, request: HttpRequest, documents: QuerySet[Document]
) -> None:
    """The documents wait for a worker, also those that did not change; staff read how many."""
    ids = list(documents.values_list("pk", flat=True))
    for document_id in ids:
        services.reindex_document(document_id=document_id, force=True)
    text = ngettext(
        "%(count)d document will be indexed again.",
        "%(count)d documents will be indexed again.",
        len(ids),
    )
    model_admin.message_user(request, text % {"count": len(ids)}, messages.SUCCESS)
