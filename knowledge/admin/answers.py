"""What the assistant was asked and said, for review."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from knowledge.admin.common import ReadOnly
from knowledge.models import AnswerRecord


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
