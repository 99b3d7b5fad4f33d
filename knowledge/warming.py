"""Loading at start-up what the first visitor would otherwise wait for."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from django.conf import settings

from knowledge import language, selectors
from knowledge.embedder import EmbedderMissingError, embedder_for, query_vectors
from knowledge.index import IndexMismatchError, IndexUnavailableError, current_index
from knowledge.lexical import word_indexes
from knowledge.models import KnowledgeBase

logger = logging.getLogger(__name__)

READY = "ready"


def warm_up() -> Mapping[str, str]:
    """Everything heavy is loaded; says of each part "ready" or why not."""
    states = {
        "embedder": _embedder(),
        "language": READY if language.is_available() else "The language model is missing.",
        "index": _index(),
        "anthropic": _anthropic(),
    }
    logger.info("knowledge warmed up", extra={"states": states})
    return states


def _embedder() -> str:
    """Those that the default profile's knowledge needs; the first run of a model is slower."""
    try:
        for code in _bases().values():
            embedder = embedder_for(code)
            if embedder is not None:
                query_vectors(embedder).encode("warm up")
    except EmbedderMissingError as error:
        return str(error)
    return READY


def _index() -> str:
    for base_id in _bases():
        word_indexes.get(base_id)
    try:
        for base_id, code in _bases().items():
            embedder = embedder_for(code)
            if embedder is not None:
                current_index().ensure(base_id, embedder)
    except (EmbedderMissingError, IndexUnavailableError, IndexMismatchError) as error:
        return str(error)
    return READY


def _bases() -> Mapping[int, str]:
    """The knowledge bases of the default profile with their languages."""
    profile = selectors.default_profile()
    ids = profile.knowledge_bases if profile else ()
    return dict(KnowledgeBase.objects.filter(pk__in=ids).values_list("pk", "language"))


def _anthropic() -> str:
    if not settings.ANTHROPIC_API_KEY:
        return "no key"
    import anthropic  # noqa: F401 - takes a second, and would block the event loop

    return READY
