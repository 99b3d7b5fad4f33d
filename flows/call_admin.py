"""Admin of what leaves the house: secrets are entered, never shown; calls are read and resent."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.admin import ModelAdmin
from unfold.widgets import UnfoldAdminPasswordWidget

from chat.admin import ReadOnlyMixin
from flows import calls
from flows.models import FlowCall, Secret


class SecretForm(ModelForm):  # type: ignore[type-arg]
    """A stored value stays where the field is left empty."""

    class Meta:
        model = Secret
        fields = ("name", "slug", "value")
        widgets = {"value": UnfoldAdminPasswordWidget({"autocomplete": "new-password"})}
        help_texts = {
            "slug": _("What Webhook nodes call it."),
            "value": _("Signs calls, or is sent with them. It is never shown again."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "value" in self.fields:
            self.fields["value"].required = False
            self.fields["value"].help_text = _("Empty keeps the value that is stored.")
        self._stored = self.instance.value

    def clean_value(self) -> str:
        """What was typed, else what is stored."""
        return str(self.cleaned_data.get("value") or self._stored)


@admin.register(Secret)
class SecretAdmin(ModelAdmin):
    """What Webhook nodes sign or identify themselves with."""

    form = SecretForm
    list_display = ("name", "slug", "changed_at")

    def get_fields(self, request: HttpRequest, obj: Secret | None = None) -> list[str]:
        """Who may only look sees no value: the admin shows such people plain text, not fields."""
        may = self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        return ["name", "slug", "value"] if may else ["name", "slug"]

    def get_prepopulated_fields(
        self, request: HttpRequest, obj: Secret | None = None
    ) -> dict[str, tuple[str, ...]]:
        """A new one is called as its name, until somebody says otherwise."""
        return {} if obj else {"slug": ("name",)}


@admin.register(FlowCall)
class FlowCallAdmin(ReadOnlyMixin, ModelAdmin):
    """Calls of Webhook nodes. What was sent is not shown: it may hold anything."""

    list_display = (
        "created_at",
        "conversation",
        "node",
        "place",
        "state",
        "status",
        "attempts",
        "failure",
    )
    list_filter = ("state", "status")
    list_select_related = ("run__conversation",)
    date_hierarchy = "created_at"
    fields = (*list_display, "key", "response", "finished_at")
    readonly_fields = fields
    actions = ("send_again",)

    def has_send_permission(self, request: HttpRequest) -> bool:
        """Whether this person may make calls again."""
        return request.user.has_perm("flows.change_flowcall")

    @admin.display(description=_("conversation"))
    def conversation(self, call: FlowCall) -> str:
        """Whose flow made it."""
        return str(call.run.conversation)

    @admin.display(description=_("where"))
    def place(self, call: FlowCall) -> str:
        """Method and host; the rest of the address may hold what visitors wrote."""
        return f"{call.method} {urlsplit(call.url).hostname or ''}"

    @admin.action(description=_("Send failed calls again"), permissions=["send"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[FlowCall]) -> None:
        """The failed ones among them are made once more; runs that went on stay where they are."""
        sent = sum(calls.resend(pk) for pk in queryset.values_list("pk", flat=True))
        said = ngettext("%(n)d call is sent again.", "%(n)d calls are sent again.", sent)
        self.message_user(request, said % {"n": sent}, messages.INFO)
