"""System checks of the whole: the built front end, the channel layer, mail."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import checks


def register_all() -> None:
    """Registers the checks with Django."""
    checks.register(front_end_is_built)
    checks.register(layer_is_suitable)
    checks.register(mail_is_sent)


def front_end_is_built(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """Warns kindly when the pages' scripts are missing."""
    if (settings.ROOT / "static" / "dist" / "widget" / "loader.js").exists():
        return []
    return [
        checks.Warning(
            "The front end is not built: widget and inbox will not show.",
            hint="Run: make build",
            id="baton.W001",
        )
    ]


def layer_is_suitable(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """Warns about channel layers that lose frames or reach one process only."""
    backend = str(settings.CHANNEL_LAYERS["default"]["BACKEND"])
    if backend.endswith(("PubSubLayer", "PubSubChannelLayer", "InMemoryChannelLayer")):
        return []
    return [
        checks.Warning(
            f"{backend} drops a socket's frames beyond 100 without a word.",
            hint="Use chat.layer.BatchingPubSubLayer.",
            id="baton.W002",
        )
    ]


def mail_is_sent(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """Warns when mails stay in the house or lead nowhere. The demo writes to nobody."""
    if settings.EMAIL_HOST and "@" not in settings.DEFAULT_FROM_EMAIL:
        return [
            _mail_warning("A mail server is named, but no sender: nothing is sent.", "EMAIL_FROM")
        ]
    if settings.EMAIL_HOST and not settings.PUBLIC_URL:
        return [_mail_warning("The links in mails lead to this machine only.", "PUBLIC_URL")]
    if settings.EMAIL_HOST or settings.DEMO:
        return []
    return [
        _mail_warning(
            "No mail server is named: nobody is told of a visitor who waits unseen.",
            "EMAIL_HOST and EMAIL_FROM",
        )
    ]


def _mail_warning(message: str, names: str) -> checks.Warning:
    return checks.Warning(
        message, hint=f"Set {names}; docs/running.md has all of it.", id="baton.W003"
    )
