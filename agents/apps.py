"""Registers the agents app."""

from django.apps import AppConfig


class AgentsConfig(AppConfig):
    """Registers the app with Django."""

    name = "agents"
    verbose_name = "Agents and queues"
    default_auto_field = "django.db.models.BigAutoField"
