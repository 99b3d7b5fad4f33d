"""Wiring: connects the apps to each other at start-up."""

from django.apps import AppConfig


class WiringConfig(AppConfig):
    """Registers commands and system checks, and freezes the reactions."""

    name = "config"
    verbose_name = "Baton"

    def ready(self) -> None:
        """Every reaction is registered and frozen before the first request."""
        from config import celery, checks, wiring

        celery.app.set_default()  # tasks declared with shared_task belong to it from here on
        checks.register_all()
        wiring.connect()
