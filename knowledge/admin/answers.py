"""What the assistant was asked and said, for review."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from knowledge.admin.common import ReadOnly, may, route
from knowledge.admin.reviewing import REVIEW_MEDIA, REVIEW_RIGHT, judge, review
from knowledge.models import AnswerRecord, LabelSource
from knowledge.reliability import judgeable_answers
from knowledge.reviewing import is_reviewed, judging


class ReviewedFilter(admin.SimpleListFilter):
    """Answers that a reviewer has judged, or that nobody has."""

    title = _("review")
    parameter_name = "reviewed"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """What can be chosen."""
        return [("no", _("not yet reviewed")), ("yes", _("reviewed"))]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[AnswerRecord]
    ) -> QuerySet[AnswerRecord]:
        """The answers that were chosen."""
        if self.value() == "no":
            return queryset.filter(~is_reviewed(), pk__in=judgeable_answers().values("pk"))
        return queryset.filter(is_reviewed()) if self.value() == "yes" else queryset


@admin.register(AnswerRecord)
class AnswerRecordAdmin(ReadOnly):
    """What the assistant was asked and why it answered as it did."""

    list_display = ("created_at", "question", "provider", "sureness", "judged", "degraded", "error")
    list_filter = (ReviewedFilter, "provider", "profile", "error", "created_at")
    search_fields = ("question", "text", "conversation_public_id")
    date_hierarchy = "created_at"
    list_before_template = "admin/knowledge/answers_head.html"
    change_form_outer_before_template = "admin/knowledge/answer_head.html"

    @property
    def media(self) -> Any:
        """With our own styles."""
        return super().media + REVIEW_MEDIA

    def get_urls(self) -> list[URLPattern]:
        """With the queue of answers to review, and where verdicts go."""
        own = [
            route(self, "review/", lambda request: review(self, request), "review"),
            route(
                self,
                "<str:object_id>/judge/",
                lambda request, object_id: judge(self, request, object_id),
                "judge",
            ),
        ]
        return own + list(super().get_urls())

    def get_queryset(self, request: HttpRequest) -> QuerySet[AnswerRecord]:
        """With what was said about each."""
        rows: QuerySet[AnswerRecord] = super().get_queryset(request)
        return rows.prefetch_related("labels")

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """The list; its buttons are only for those who may judge."""
        return super().changelist_view(
            request, {**(extra_context or {}), "may_judge": may(request, REVIEW_RIGHT)}
        )

    def get_list_display(self, request: HttpRequest) -> Any:
        """With buttons for those who may judge."""
        shown = tuple(super().get_list_display(request))
        return (*shown, "buttons") if may(request, REVIEW_RIGHT) else shown

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """The answer as somebody judges it, above everything that is stored about it."""
        answer = self.get_object(request, object_id)
        context: dict[str, Any] = {}
        if isinstance(answer, AnswerRecord):
            shown = judging(answer)
            context = {
                "judging": shown,
                "said": shown.verdict_of(request.user.pk),
                "may_judge": may(request, REVIEW_RIGHT) and can_be_judged(answer),
                "can_open": may(request, "view_document"),
            }
        return super().change_view(
            request, object_id, form_url, {**(extra_context or {}), **context}
        )

    @admin.display(description=_("confidence"), ordering="confidence")
    def sureness(self, record: AnswerRecord) -> str:
        """The confidence as a percentage."""
        return f"{record.confidence:.0%}"

    @admin.display(description=_("verdicts"))
    def judged(self, record: AnswerRecord) -> str:
        """Who said what about it, such as "reviewer: right"."""
        said = [
            f"{LabelSource(one.source).label}: {_now('right') if one.right else _now('wrong')}"
            for one in record.labels.all()
        ]
        return ", ".join(said) or "–"

    @admin.display(description=_("is it right?"))
    def buttons(self, record: AnswerRecord) -> SafeString | str:
        """Buttons of the list's own form, which carries the token against forgery."""
        if not can_be_judged(record):
            return "–"
        address = reverse("admin:knowledge_judge", args=[record.pk])
        choices = [("right", _now("Right")), ("wrong", _now("Wrong"))]
        made = format_html_join(
            "",
            '<button type="submit" class="kb-button kb-small" name="verdict" value="{}" '
            'formaction="{}" formmethod="post" aria-label="{}: {}">{}</button>',
            ((value, address, label, record.question[:80], label) for value, label in choices),
        )
        return format_html('<span class="kb kb-judge">{}</span>', made)


def can_be_judged(answer: AnswerRecord) -> bool:
    """Whether something was claimed that can be right or wrong; as `judgeable_answers`."""
    decision = (answer.assessment or {}).get("decision")
    return answer.odds is not None and decision not in ("small_talk", "ask_back")
