"""The limits of readers as this installation sets them."""

from __future__ import annotations

from knowledge.ingest.readers.types import Limits

_MEGABYTE = 1024 * 1024


def configured() -> Limits:
    """The limits of the settings."""
    # The sandboxed readers are given theirs, and run without settings.
    from django.conf import settings

    return Limits(
        file_bytes=settings.KNOWLEDGE_FILE_MAX_MB * _MEGABYTE,
        seconds=settings.KNOWLEDGE_READ_TIMEOUT_S,
        memory_bytes=settings.KNOWLEDGE_READ_MEMORY_MB * _MEGABYTE,
    )
