"""How assistants answer: their profiles."""

from __future__ import annotations

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from knowledge.budget import used_today
from knowledge.forms.rows import AssistantProfileForm
from knowledge.models import AssistantProfile


@admin.register(AssistantProfile)
class AssistantProfileAdmin(ModelAdmin):
    """How assistants answer."""

    form = AssistantProfileForm
    list_display = ("name", "is_default", "display_name", "answerers", "model")
    filter_horizontal = ("knowledge_bases",)
    readonly_fields = ("tokens_today",)
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
                    "hold_whole_answer",
                    "input_price",
                    "output_price",
                    "daily_token_budget",
                    "tokens_today",
                ),
            },
        ),
    )

    @admin.display(description=_("used today"))
    def tokens_today(self, profile: AssistantProfile) -> str:
        """Tokens since midnight; answers under way are not among them."""
        return f"{used_today(profile.pk, timezone.now()):,}" if profile.pk else "–"

    @admin.display(description=_("answerers"))
    def answerers(self, profile: AssistantProfile) -> str:
        """In the order in which they are tried."""
        return " → ".join(profile.providers)
