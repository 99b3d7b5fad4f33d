"""Queues as managers edit them: who is asked, how long visitors wait, what catches them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.admin import ModelAdmin

from agents import services
from agents.fields import LadderField, ladder_in_words
from agents.models import Queue


class QueueForm(forms.ModelForm):  # type: ignore[type-arg]
    """A queue with its ladder in lines."""

    fallbacks = LadderField(
        label=_("Steps in order"),
        required=False,
        help_text=_(
            "Tried one after the other when nobody can be had, until one holds. No tick: what the "
            "escalation policy says. After the last step the conversation itself is kept, and "
            "somebody is promised to read it."
        ),
    )

    class Meta:
        model = Queue
        fields = ("fallbacks",)

    def clean_overflow_to(self) -> Queue | None:
        """Another queue than this one."""
        other: Queue | None = self.cleaned_data["overflow_to"]
        if other is not None and other.pk == self.instance.pk:
            raise ValidationError(_now("Choose another queue than this one."))
        return other


@admin.register(Queue)
class QueueAdmin(ModelAdmin):
    """The lines in which conversations wait, and what happens to them there."""

    form = QueueForm
    list_display = ("name", "team", "standing", "waiting", "who_is_asked", "ladder", "is_default")
    list_filter = ("team",)
    list_select_related = ("team", "overflow_to")
    search_fields = ("name",)
    prepopulated_fields = {"slug": ("name",)}
    filter_horizontal = ("skills",)
    readonly_fields = ("standing",)
    actions = ("close_to_newcomers", "open_again")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """One section for each question; how it stands is known once the queue is stored."""
        present = () if obj is None else ("standing",)
        return (
            (None, {"fields": ("name", "slug", "team", "is_default", *present)}),
            (
                _("Who is asked"),
                {
                    "fields": (
                        "offers_by_itself",
                        "routing",
                        "is_sticky",
                        "language_rule",
                        "skills",
                        "offer_timeout_s",
                        "overflow_to",
                        "overflow_after_s",
                    )
                },
            ),
            (
                _("Waiting"),
                {"fields": ("priority", "max_wait_s", "honest_limit_s", "max_waiting")},
            ),
            (_("When nobody is there"), {"fields": ("fallbacks", "follow_up_s")}),
        )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Queue]:
        """Queues with how many wait in them."""
        queues: QuerySet[Queue] = super().get_queryset(request)
        live = Q(entries__left_at__isnull=True, entries__isnull=False)
        return queues.annotate(live=Count("entries", filter=live))

    @admin.display(description=_("at present"))
    def standing(self, queue: Queue) -> str:
        """Open, or closed by hand, by whom and since when."""
        if queue.closed_at is None:
            return _now("open to newcomers")
        since = date_format(timezone.localtime(queue.closed_at), "DATETIME_FORMAT")
        return _now("closed by %(name)s since %(when)s") % {"name": queue.closed_by, "when": since}

    @admin.display(description=_("waiting"), ordering="live")
    def waiting(self, queue: Any) -> int:
        """How many wait, left messages included."""
        return int(queue.live)

    @admin.display(description=_("who is asked"))
    def who_is_asked(self, queue: Queue) -> str:
        """The rule, and whose people help out."""
        if not queue.offers_by_itself:
            return _now("nobody: agents claim by hand")
        rule = str(queue.get_routing_display())
        if queue.overflow_to is None:
            return rule
        return _now("%(rule)s, then %(queue)s") % {"rule": rule, "queue": queue.overflow_to}

    @admin.display(description=_("when nobody is there"))
    def ladder(self, queue: Queue) -> str:
        """The steps in order."""
        return ladder_in_words(queue.fallbacks) or _now("as the policy says")

    @admin.action(description=_("Close to newcomers"), permissions=["change"])
    def close_to_newcomers(self, request: HttpRequest, queues: QuerySet[Queue]) -> None:
        """Whoever waits already is still served."""
        person = cast("User", request.user)
        name = person.get_full_name() or person.get_username()
        count = _each(queues, lambda queue_id: services.close_queue(queue_id=queue_id, by=name))
        text = ngettext("%(count)d queue was closed.", "%(count)d queues were closed.", count)
        messages.success(request, text % {"count": count})

    @admin.action(description=_("Open again"), permissions=["change"])
    def open_again(self, request: HttpRequest, queues: QuerySet[Queue]) -> None:
        """Newcomers wait in them again."""
        count = _each(queues, lambda queue_id: services.open_queue(queue_id=queue_id))
        text = ngettext("%(count)d queue was opened.", "%(count)d queues were opened.", count)
        messages.success(request, text % {"count": count})


def _each(queues: QuerySet[Queue], step: Callable[[int], bool]) -> int:
    return sum(step(queue_id) for queue_id in queues.values_list("pk", flat=True))
