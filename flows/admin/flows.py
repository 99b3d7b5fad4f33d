"""Flows: what they are called, how they stand, and the way into the builder."""

from __future__ import annotations

from typing import Any

from csp.utils import build_policy
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline

from chat.admin import ReadOnlyMixin
from flows.admin.forms import FlowForm, NewFlowForm
from flows.admin.reading import describe, problems_list
from flows.api.reading import name_of, start_hint
from flows.drafts import differs, publish, save_draft
from flows.graph import parse
from flows.models import Flow, FlowVersion, SiteFlow
from flows.problems import errors_of, flow_problems
from flows.types import Graph, GraphError


class VersionInline(ReadOnlyMixin, TabularInline):
    """What was published, when and by whom; the newest is live."""

    model = FlowVersion
    fields = ("number", "note", "author", "published_at")
    readonly_fields = fields
    extra = 0
    show_change_link = True
    ordering = ("-number",)
    verbose_name_plural = _("published versions, the newest is live")


@admin.register(Flow)
class FlowAdmin(ModelAdmin):
    """Flows: drawn in the builder, read here."""

    list_display = ("to_builder", "slug", "live", "draft_differs", "to_details")
    list_display_links = None
    search_fields = ("name", "slug")
    readonly_fields = ("reads_as", "problems")
    fieldsets = (
        (None, {"fields": ("name", "slug", "description")}),
        (_("The draft"), {"fields": ("reads_as", "problems")}),
    )
    add_fieldsets = ((None, {"fields": ("name", "slug", "description", "template")}),)
    prepopulated_fields = {"slug": ("name",)}
    inlines = (VersionInline,)
    actions = ("publish_draft",)
    change_form_outer_before_template = "admin/flows/flow_head.html"

    class Media:
        css = {"all": ("staff/knowledge.css",)}

    def get_urls(self) -> list[URLPattern]:
        """With the builder."""
        own = path(
            "<int:flow_id>/builder/",
            self.admin_site.admin_view(self.builder_view),
            name="flows_flow_builder",
        )
        return [own, *super().get_urls()]

    def builder_view(self, request: HttpRequest, flow_id: int) -> HttpResponse:
        """The builder's page; it fetches what it shows. 403 without the right to look."""
        if not request.user.has_perm("flows.view_flow"):
            raise PermissionDenied
        flow = get_object_or_404(Flow, pk=flow_id)
        context = {
            "title": flow.name,
            "bootstrap": {
                "api_url": reverse("flow-detail", args=(flow.pk,)),
                "templates_url": reverse("flow-templates"),
                "admin_url": reverse("admin:flows_flow_changelist"),
                "csrf_token": get_token(request),
            },
        }
        page = TemplateResponse(request, "admin/flows/builder.html", context)
        # A page without the admin's frame needs none of the exceptions that are made for it.
        page["Content-Security-Policy"] = build_policy()
        return page

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """How the flow stands, below the way into the builder."""
        flow = Flow.objects.filter(pk=object_id).first() if object_id.isdigit() else None
        extra = {**(_head(flow) if flow else {}), **(extra_context or {})}
        extra["may_change"] = self.has_change_permission(request)
        page: HttpResponse = super().change_view(request, object_id, form_url, extra)
        return page

    # A new flow

    def get_form(
        self, request: HttpRequest, obj: Flow | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """A new flow asks what it begins with."""
        kwargs["form"] = FlowForm if obj else NewFlowForm
        return super().get_form(request, obj, change, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Flow | None = None) -> Any:
        """There is no draft to read before the first."""
        return self.fieldsets if obj else self.add_fieldsets

    def get_inlines(self, request: HttpRequest, obj: Flow | None) -> Any:
        """Nor are there versions."""
        return self.inlines if obj else ()

    def save_model(self, request: HttpRequest, obj: Flow, form: Any, change: bool) -> None:
        """A new flow has the chosen graph as its draft; graphs change in the builder only."""
        if change:
            obj.save(update_fields=["name", "slug", "description"])
            return
        super().save_model(request, obj, form, change)
        save_draft(flow_id=obj.pk, graph=form.graph(), author_id=request.user.pk)

    def response_add(
        self, request: HttpRequest, obj: Flow, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Straight into the builder."""
        if "_popup" in request.POST:
            asked: HttpResponse = super().response_add(request, obj, post_url_continue)
            return asked
        return HttpResponseRedirect(reverse("admin:flows_flow_builder", args=(obj.pk,)))

    # The list

    @admin.display(description=_("flow"), ordering="name")
    def to_builder(self, flow: Flow) -> SafeString:
        """Its name; leads into the builder."""
        return _link(reverse("admin:flows_flow_builder", args=(flow.pk,)), flow.name)

    @admin.display(description=_("details"))
    def to_details(self, flow: Flow) -> SafeString:
        """Leads to its names, problems and versions."""
        return _link(reverse("admin:flows_flow_change", args=(flow.pk,)), _now("Details"))

    @admin.display(description=_("live version"))
    def live(self, flow: Flow) -> str:
        """The number of the live version."""
        version = flow.live_version()
        return f"v{version.number}" if version else str(_("not published"))

    @admin.display(description=_("draft"))
    def draft_differs(self, flow: Flow) -> str:
        """Whether the draft holds changes that are not live."""
        is_other = differs(flow, flow.live_version())
        return _now("not published yet") if is_other else _now("published")

    # The draft

    @admin.display(description=_("reads as"))
    def reads_as(self, flow: Flow) -> SafeString:
        """The draft in words."""
        return describe(flow.draft)

    @admin.display(description=_("problems"))
    def problems(self, flow: Flow) -> SafeString:
        """What is wrong with the draft."""
        return problems_list(flow_problems(flow.draft, flow.slug), _graph(flow))

    def has_publish_permission(self, request: HttpRequest) -> bool:
        """Who may make a draft live."""
        return request.user.has_perm("flows.publish_flow")

    @admin.action(description=_("Publish the draft"), permissions=["publish"])
    def publish_draft(self, request: HttpRequest, queryset: QuerySet[Flow]) -> None:
        """Makes a version of each draft; names what blocks it where it cannot."""
        for flow in queryset:
            try:
                version = publish(
                    flow=flow, author_id=request.user.pk, revision=flow.draft_revision
                )
            except GraphError as error:
                self.message_user(request, f"{flow}: {error}", messages.ERROR)
            else:
                words = _now("%(version)s is live for new conversations.")
                self.message_user(request, words % {"version": version})


def _head(flow: Flow) -> dict[str, Any]:
    """What stands above the form."""
    live = flow.live_version()
    found = flow_problems(flow.draft, flow.slug)
    return {
        "flow": flow,
        "live": live,
        "differs": differs(flow, live),
        "editor": name_of(flow.draft_author),
        "blocking": len(errors_of(found)),
        "explaining": len(found) - len(errors_of(found)),
        "start_hint": start_hint(flow),
    }


def _graph(flow: Flow) -> Graph | None:
    try:
        return parse(flow.draft)
    except GraphError:
        return None


def _link(url: str, text: str) -> SafeString:
    return format_html(
        '<a href="{}" class="text-primary-600 dark:text-primary-500">{}</a>', url, text
    )


@admin.register(FlowVersion)
class FlowVersionAdmin(ReadOnlyMixin, ModelAdmin):
    """A published graph, in words."""

    list_display = ("flow", "number", "note", "author", "published_at")
    list_filter = ("flow",)
    list_select_related = ("flow", "author")
    fields = ("flow", "number", "note", "author", "published_at", "reads_as")
    readonly_fields = fields

    class Media:
        css = {"all": ("staff/knowledge.css",)}

    @admin.display(description=_("reads as"))
    def reads_as(self, version: FlowVersion) -> SafeString:
        """The graph in words."""
        return describe(version.graph)


@admin.register(SiteFlow)
class SiteFlowAdmin(ModelAdmin):
    """Which flow a site's conversations begin on."""

    list_display = ("site", "flow")
    list_select_related = ("site", "flow")
