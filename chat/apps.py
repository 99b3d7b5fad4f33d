"""The kernel: conversations, messages, timeline, real time."""

from django.apps import AppConfig


class ChatConfig(AppConfig):
    """Registers the kernel with Django."""

    name = "chat"
    verbose_name = "Conversations"
    default_auto_field = "django.db.models.BigAutoField"
