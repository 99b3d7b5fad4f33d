"""Skills as managers edit them: what some agents can do, and queues and flows ask for."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from agents.models import Skill


@admin.register(Skill)
class SkillAdmin(ModelAdmin):
    """What can be asked of whoever takes a conversation."""

    list_display = ("name", "slug", "people", "queues_asking")
    search_fields = ("name", "slug")
    prepopulated_fields = {"slug": ("name",)}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Skill]:
        """Skills with how many have them and ask for them."""
        skills: QuerySet[Skill] = super().get_queryset(request)
        return skills.annotate(
            agent_count=Count("agents", distinct=True), queue_count=Count("queues", distinct=True)
        )

    @admin.display(description=_("agents"), ordering="agent_count")
    def people(self, skill: Any) -> int:
        """How many agents have it."""
        return int(skill.agent_count)

    @admin.display(description=_("queues that ask for it"), ordering="queue_count")
    def queues_asking(self, skill: Any) -> int:
        """How many queues ask for it; flows may ask, too."""
        return int(skill.queue_count)
