"""Policies: their settings, their draft, and what was published."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import display as badge

from escalation.admin.base import ReadOnlyMixin, link
from escalation.defaults import DEFAULT_RULES
from escalation.forms import PolicyForm
from escalation.models import Policy, PolicyVersion
from escalation.rules import PolicyRule, parse_rules
from escalation.services.publishing import differs, save_draft
from escalation.types import PolicyError


class PolicyVersionInline(ReadOnlyMixin, TabularInline):
    """What was published, when and by whom; the newest is live."""

    model = PolicyVersion
    extra = 0
    fields = readonly_fields = ("version", "published_at", "author", "note")
    ordering = ("-number",)
    hide_title = True
    verbose_name_plural = _("published versions, the newest is live")

    @admin.display(description=_("version"))
    def version(self, version: PolicyVersion) -> SafeString:
        """Its number; leads to its rules."""
        url = reverse("admin:escalation_policyversion_change", args=(version.pk,))
        return link(url, str(version.number))


@admin.register(Policy)
class PolicyAdmin(ModelAdmin):
    """When a person is needed: its settings here, its rules in the rule editor."""

    form = PolicyForm
    list_display = ("to_rules", "is_default", "live", "draft_differs", "to_settings")
    list_display_links = None
    prepopulated_fields = {"slug": ("name",)}
    inlines = (PolicyVersionInline,)
    change_form_outer_before_template = "admin/escalation/policy_head.html"
    fieldsets = (
        (None, {"fields": ("name", "slug", "is_default")}),
        (
            _("When nobody is there"),
            {"fields": ("deadline_s", "fallback", "form_deadline_s")},
        ),
        (
            _("Words for the visitor"),
            {"classes": ("collapse",), "fields": ("notices", "form_texts")},
        ),
    )

    class Media:
        css = {"all": ("staff/knowledge.css",)}

    def get_urls(self) -> list[URLPattern]:
        """With the rule editor."""
        own = path(
            "<int:policy_id>/rules/",
            self.admin_site.admin_view(self.rules_view),
            name="escalation_policy_rules",
        )
        return [own, *super().get_urls()]

    def rules_view(self, request: HttpRequest, policy_id: int) -> HttpResponse:
        """The rule editor's page; it fetches what it shows. 403 without the right to look."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        policy = get_object_or_404(Policy, pk=policy_id)
        context = {
            **self.admin_site.each_context(request),
            "title": _now("Rules of %(policy)s") % {"policy": policy.name},
            "bootstrap": {
                "api_url": reverse("policy-detail", args=(policy.pk,)),
                "settings_url": reverse("admin:escalation_policy_change", args=(policy.pk,)),
                "csrf_token": get_token(request),
            },
        }
        return TemplateResponse(request, "admin/escalation/rules.html", context)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The settings, below what leads to the rules."""
        policy = Policy.objects.filter(pk=object_id).first() if object_id.isdigit() else None
        newest = _newest(policy) if policy is not None else None
        extra = {
            "policy": policy,
            "live": newest,
            "rule_count": len(policy.draft) if policy is not None else 0,
            "differs": policy is not None and differs(policy, newest),
            "may_change": self.has_change_permission(request),
            **(extra_context or {}),
        }
        page: HttpResponse = super().change_view(request, object_id, form_url, extra)
        return page

    @admin.display(description=_("policy"), ordering="name")
    def to_rules(self, policy: Policy) -> SafeString:
        """Its name; leads to its rules."""
        return link(reverse("admin:escalation_policy_rules", args=(policy.pk,)), policy.name)

    @admin.display(description=_("settings"))
    def to_settings(self, policy: Policy) -> SafeString:
        """Leads to what is not a rule."""
        url = reverse("admin:escalation_policy_change", args=(policy.pk,))
        return link(url, _now("Settings"))

    @admin.display(description=_("live version"))
    def live(self, policy: Policy) -> str:
        """The number that turns are judged by now."""
        newest = _newest(policy)
        return str(newest.number) if newest is not None else "–"

    @badge(  # type: ignore[untyped-decorator]
        description=_("draft"),
        label={"published": "success", "not published yet": "warning"},
    )
    def draft_differs(self, policy: Policy) -> str:
        """Whether the draft holds changes that are not live."""
        newest = _newest(policy)
        return "not published yet" if differs(policy, newest) else "published"

    def save_model(self, request: HttpRequest, obj: Policy, form: Any, change: bool) -> None:
        """A new policy begins with the standard rules as its draft."""
        super().save_model(request, obj, form, change)
        if not change:
            save_draft(policy_id=obj.pk, rules=DEFAULT_RULES, author_id=request.user.pk)


def _newest(policy: Policy) -> PolicyVersion | None:
    return policy.versions.order_by("-number").first()


@admin.register(PolicyVersion)
class PolicyVersionAdmin(ReadOnlyMixin, ModelAdmin):
    """A published policy, as it decides."""

    list_display = ("policy", "number", "published_at", "author", "note")
    list_filter = ("policy",)
    list_select_related = ("policy", "author")
    fields = ("policy", "number", "published_at", "author", "note", "in_words", "settings")
    readonly_fields = ("in_words",)

    @admin.display(description=_("rules"))
    def in_words(self, version: PolicyVersion) -> SafeString | str:
        """Every rule as a sentence, the most important first."""
        try:
            rules = parse_rules(version.rules)
        except PolicyError as error:
            return _now("Cannot be read: %(why)s") % {"why": error}
        lines = ((rule.index + 1, rule.priority, rule.sentence(), _off(rule)) for rule in rules)
        items = format_html_join("", '<li id="rule-{}">({}) {}.{}</li>', lines)
        return format_html("<ol>{}</ol>", items)


def _off(rule: PolicyRule) -> str:
    return "" if rule.enabled else f" ({_now('switched off')})"
