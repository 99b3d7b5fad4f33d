"""System checks of the knowledge app: what is missing on this machine, said at start-up."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import checks
from django.db import Error, connection

from knowledge.embedder import EmbedderMissingError, check_files
from knowledge.models import AssistantProfile


@checks.register
def embedder_is_here(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """Warns when questions can only be searched by their words."""
    try:
        check_files()
    except EmbedderMissingError as error:
        return [
            checks.Warning(
                f"The sentence embedder is missing, search uses words only. {error}",
                hint="Install the locked requirements; nothing is ever downloaded at run time.",
                id="knowledge.W001",
            )
        ]
    return []


@checks.register(checks.Tags.database)
def profiles_can_answer(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """Warns when a profile asks a language model and no key is configured.

    Looks into the database, so it runs only with `migrate` and `check --database default`.
    """
    if settings.ANTHROPIC_API_KEY:
        return []
    try:
        if AssistantProfile._meta.db_table not in connection.introspection.table_names():
            return []
        wanting = AssistantProfile.objects.filter(providers__contains=["anthropic_messages"])
        names = list(wanting.values_list("name", flat=True))
    except Error:
        return []
    return [
        checks.Warning(
            f'The assistant profile "{name}" asks a language model, but there is no key.',
            hint="Set ANTHROPIC_API_KEY, or take anthropic_messages out of the profile's list.",
            id="knowledge.W002",
        )
        for name in names
    ]
