"""Rows of when teams can be reached; `agents.hours` says what they mean."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from agents.hours import DAYS


def closed_week() -> dict[str, Any]:
    """A week in which nothing is open."""
    return {day: [] for day in DAYS}


class BusinessHours(models.Model):
    """Weekly opening times in one time zone, which several teams may share."""

    name = models.CharField(
        _("name"), max_length=80, unique=True, help_text=_("For example Office hours Berlin.")
    )
    zone = models.CharField(
        _("time zone"),
        max_length=64,
        default="UTC",
        help_text=_("All times are what a clock in this place shows, in summer and in winter."),
    )
    week = models.JSONField(_("week"), default=closed_week)

    class Meta:
        verbose_name = _("business hours")
        verbose_name_plural = _("business hours")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class DatedHours(models.Model):
    """A date on which other times hold than in every week, such as a holiday."""

    hours = models.ForeignKey(BusinessHours, on_delete=models.CASCADE, related_name="dates")
    on = models.DateField(_("date"))
    name = models.CharField(
        _("name"), max_length=120, blank=True, help_text=_("For example New Year's Day.")
    )
    intervals = models.JSONField(_("open"), default=list, blank=True)

    class Meta:
        verbose_name = _("special day")
        verbose_name_plural = _("special days")
        ordering = ("on",)
        constraints = (
            models.UniqueConstraint(
                fields=["hours", "on"],
                name="dated_hours_once",
                violation_error_message=_("This date is named twice."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d} {self.name}".rstrip()
