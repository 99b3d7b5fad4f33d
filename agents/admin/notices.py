"""Admin of mails: what was sent, what waits, what went wrong; given-up ones are sent again."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.admin import ModelAdmin

from agents import notices
from agents.models import Notice
from chat.admin import ReadOnlyMixin


@admin.register(Notice)
class NoticeAdmin(ReadOnlyMixin, ModelAdmin):
    """Mails to the team and to visitors, each with where it is on its way."""

    list_display = (
        "created_at",
        "kind",
        "to",
        "state",
        "attempts",
        "next_try",
        "sent_at",
        "error",
        "conversation",
    )
    list_filter = ("state", "kind", "team")
    list_select_related = ("conversation", "team")
    search_fields = ("to", "=conversation__id")
    date_hierarchy = "created_at"
    fields = (*list_display, "team", "agent", "language", "subject", "words")
    readonly_fields = fields
    actions = ("send_again",)

    def has_send_permission(self, request: HttpRequest) -> bool:
        """Whether this person may have mails sent again."""
        return request.user.has_perm("agents.change_notice")

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The list; above it, plainly, when nothing can be sent."""
        if request.method == "GET" and not notices.has_mail_server():
            text = _(
                "No mail server is named (EMAIL_HOST and EMAIL_FROM), so nothing is sent: "
                "new mails stay here as “to be sent”; one that is older than three days when a "
                "server is named is dropped."
            )
            messages.warning(request, text)
        page: HttpResponse = super().changelist_view(request, extra_context)
        return page

    @admin.display(description=_("next try"), ordering="not_before")
    def next_try(self, notice: Notice) -> Any:
        """When it is sent, for those that are on their way."""
        return notice.not_before if notice.state == Notice.State.PENDING else None

    @admin.display(description=_("text"))
    def words(self, notice: Notice) -> str:
        """The mail as its reader sees it."""
        return format_html("<pre>{}</pre>", notice.body)

    @admin.action(description=_("Send again"), permissions=["send"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[Notice]) -> None:
        """Those that were given up, or rest, are due now; what was sent is not sent twice."""
        sent = sum(notices.send_again(pk) for pk in queryset.values_list("pk", flat=True))
        said = ngettext("%(n)d mail is sent again.", "%(n)d mails are sent again.", sent)
        self.message_user(request, said % {"n": sent}, messages.INFO)
