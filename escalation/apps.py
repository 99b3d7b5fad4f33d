"""Registers the escalation app."""

from django.apps import AppConfig


class EscalationConfig(AppConfig):
    """Registers the app with Django."""

    name = "escalation"
    verbose_name = "Escalation"
    default_auto_field = "django.db.models.BigAutoField"
