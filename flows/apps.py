"""Registers the flows app."""

from django.apps import AppConfig


class FlowsConfig(AppConfig):
    """Registers the app with Django."""

    name = "flows"
    verbose_name = "Flows"
    default_auto_field = "django.db.models.BigAutoField"
