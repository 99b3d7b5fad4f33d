"""System checks of the whole: the built front end, the channel layer, the origin of secrets."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import checks


def register_all() -> None:
    """Registers the checks with Django."""
    checks.register(front_end_is_built)
    checks.register(layer_is_suitable)


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
