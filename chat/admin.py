"""Admin of the kernel: sites are edited; conversations and visitors are read."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin, TabularInline

from chat.models import Conversation, Message, Site, TimelineEntry, Visitor


class ReadOnlyMixin:
    """Rows that the product writes and people only read."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody adds rows by hand."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody changes rows by hand."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody deletes rows by hand."""
        return False


@admin.register(Site)
class SiteAdmin(ModelAdmin):
    """Where the widget stands, how it looks, and its limits."""

    list_display = ("name", "key", "language", "is_active")
    fieldsets = (
        (None, {"fields": ("name", "is_active", "key", "allowed_origins", "language")}),
        ("Looks", {"fields": ("title", "greeting", "accent_color")}),
        (
            "Limits",
            {"fields": ("message_max_chars", "messages_per_minute", "idle_close_minutes")},
        ),
    )


class MessageInline(ReadOnlyMixin, TabularInline):
    """The transcript under a conversation."""

    model = Message
    fields = ("seq", "created_at", "author_kind", "author_name", "audience", "text")
    readonly_fields = fields
    extra = 0


@admin.register(Conversation)
class ConversationAdmin(ReadOnlyMixin, ModelAdmin):
    """Conversations with their transcript, for review."""

    list_display = ("id", "visitor", "state", "outcome", "created_at", "last_message_at")
    list_filter = ("state", "outcome", "site")
    search_fields = ("visitor__name", "visitor__email", "last_message_text")
    list_select_related = ("visitor", "site")
    date_hierarchy = "created_at"
    inlines = (MessageInline,)


@admin.register(Visitor)
class VisitorAdmin(ReadOnlyMixin, ModelAdmin):
    """Who wrote, and what is known about them."""

    list_display = ("display_name", "email", "site", "created_at", "last_seen_at")
    search_fields = ("name", "email")


@admin.register(TimelineEntry)
class TimelineEntryAdmin(ReadOnlyMixin, ModelAdmin):
    """Everything that happened, in order."""

    list_display = ("conversation", "seq", "kind", "audience", "state", "created_at")
    list_filter = ("kind", "audience")
    search_fields = ("=conversation__id",)
