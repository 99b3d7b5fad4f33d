"""Business hours as managers edit them, and public holidays taken over after a look at them."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import Media
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import action

from agents import hours as rules
from agents import services
from agents.forms import BusinessHoursForm, HolidayForm, SpecialDayForm
from agents.holidays import Holiday, public_holidays
from agents.hours import DAYS, Hours, HoursError, SpecialDay
from agents.models import BusinessHours, DatedHours
from agents.selectors.hours import hours_of

_NEAR_DAYS = 6  # so far ahead the day of the week says which day is meant


def opening_in_words(hours: Hours, now: datetime) -> str:
    """Whether it is open now and what comes next, as the team's own clock shows it."""
    change = rules.next_change(hours, now)
    if rules.is_open(hours, now):
        if change is None:
            return _now("open at any time")
        return _now("open now, until %(when)s") % {"when": _when(change, now, hours.clock)}
    if change is None:
        return _now("never open")
    return _now("closed, opens %(when)s") % {"when": _when(change, now, hours.clock)}


def _when(moment: datetime, now: datetime, zone: ZoneInfo) -> str:
    local, today = moment.astimezone(zone), now.astimezone(zone).date()
    shown = rules.clock_time(local.hour * 60 + local.minute)
    ahead = (local.date() - today).days
    if ahead == 0:
        return shown
    return f"{date_format(local, 'l' if ahead <= _NEAR_DAYS else 'l j F')} {shown}"


class SpecialDays(TabularInline):
    """Dates on which other times hold."""

    model = DatedHours
    form = SpecialDayForm
    fields = ("on", "name", "intervals")
    ordering = ("on",)
    extra = 0
    hide_title = True


@admin.register(BusinessHours)
class BusinessHoursAdmin(ModelAdmin):
    """When teams can be reached: seven lines, special days, and what they come to now."""

    form = BusinessHoursForm
    list_display = ("name", "zone", "at_present", "used_by")
    search_fields = ("name",)
    inlines = (SpecialDays,)
    readonly_fields = ("at_present", "used_by")
    actions_detail = ("holidays",)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """What it comes to stands above; it is known once the hours are stored."""
        present = () if obj is None else ("at_present", "used_by")
        return (
            (None, {"fields": ("name", "zone", *present)}),
            (_("Open in every week"), {"fields": DAYS}),
        )

    def get_queryset(self, request: HttpRequest) -> QuerySet[BusinessHours]:
        """With what the columns show."""
        rows: QuerySet[BusinessHours] = super().get_queryset(request)
        return rows.prefetch_related("dates", "teams")

    @admin.display(description=_("at present"))
    def at_present(self, row: BusinessHours) -> str:
        """Open or closed, and until when."""
        try:
            return opening_in_words(hours_of(row), timezone.now())
        except HoursError as error:
            return _now("cannot be read: %(why)s") % {"why": error}

    @admin.display(description=_("teams"))
    def used_by(self, row: BusinessHours) -> str:
        """The teams that keep these hours."""
        return ", ".join(team.name for team in row.teams.all()) or "–"

    @action(  # type: ignore[untyped-decorator]
        description=_("Import public holidays"),
        permissions=["change"],
        url_path="to-holidays",
        icon="event",
    )
    def holidays(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Leads to the page that shows them first."""
        return HttpResponseRedirect(_holidays_address(object_id))

    def get_urls(self) -> list[URLPattern]:
        """With the page of public holidays."""
        own = path(
            "<int:hours_id>/holidays/",
            self.admin_site.admin_view(self.holidays_view),
            name="agents_holidays",
        )
        return [own, *super().get_urls()]

    def holidays_view(self, request: HttpRequest, hours_id: int) -> HttpResponse:
        """Shows the holidays of a country and year; those that stay ticked become special days."""
        row = self.get_queryset(request).filter(pk=hours_id).first()
        if row is None:
            raise Http404
        if not self.has_change_permission(request, row):
            raise PermissionDenied
        form = HolidayForm(
            request.POST or (request.GET if "country" in request.GET else None),
            today=timezone.now().astimezone(ZoneInfo(row.zone)).date(),
        )
        found = public_holidays(**form.cleaned_data) if form.is_bound and form.is_valid() else []
        if request.method == "POST" and found:
            _import(request, row, found)
            return HttpResponseRedirect(
                reverse("admin:agents_businesshours_change", args=(row.pk,))
            )
        return self._holidays_page(request, row, form, found)

    def _holidays_page(
        self, request: HttpRequest, row: BusinessHours, form: HolidayForm, found: list[Holiday]
    ) -> HttpResponse:
        known = {day.on for day in row.dates.all()}
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "media": Media(css={"all": ["staff/knowledge.css"]}),
            "title": _now("Public holidays for “%(name)s”") % {"name": row.name},
            "row": row,
            "form": form,
            "found": [(one, one.on in known) for one in found],
            "new": sum(one.on not in known for one in found),
            "looked": form.is_bound and form.is_valid(),
        }
        return TemplateResponse(request, "admin/agents/holidays.html", context)


def _holidays_address(hours_id: int) -> str:
    return reverse("admin:agents_holidays", args=(hours_id,))


def _import(request: HttpRequest, row: BusinessHours, found: list[Holiday]) -> None:
    """The ticked holidays are days on which nothing is open."""
    ticked = set(request.POST.getlist("on"))
    days = [SpecialDay(one.on, one.name) for one in found if one.on.isoformat() in ticked]
    count = services.add_special_days(hours_id=row.pk, days=days)
    text = ngettext(
        "%(count)d special day was added: closed.",
        "%(count)d special days were added: closed.",
        count,
    )
    messages.success(request, text % {"count": count})
