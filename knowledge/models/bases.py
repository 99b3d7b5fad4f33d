"""Knowledge bases: sets of documents that are searched as one."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class KnowledgeBase(models.Model):
    """A set of documents that is searched as one."""

    name = models.CharField(_("name"), max_length=120, unique=True, help_text=_("Shown to staff."))
    slug = models.SlugField(
        _("slug"), max_length=80, unique=True, help_text=_("Short name used by commands and URLs.")
    )
    language = models.CharField(
        _("language"),
        max_length=12,
        default="en",
        help_text=_("Language of the documents, for example en. Chooses stemming and stop words."),
    )
    description = models.TextField(
        _("description"), blank=True, help_text=_("What is in it and who looks after it.")
    )
    index_version = models.BigIntegerField(
        _("index version"),
        default=0,
        editable=False,
        help_text=_("Raised with every change of the pieces; tells processes to reload."),
    )

    class Meta:
        verbose_name = _("knowledge base")
        verbose_name_plural = _("knowledge bases")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
