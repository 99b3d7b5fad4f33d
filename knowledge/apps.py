"""The knowledge app: what the assistant knows and how it answers."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KnowledgeConfig(AppConfig):
    """Registers the system checks of this app."""

    name = "knowledge"
    verbose_name = _("Knowledge")

    def ready(self) -> None:
        """The checks of the local model files and keys are registered."""
        from knowledge import checks  # noqa: F401
