"""Loading at start-up what the first visitor would otherwise wait for."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from django.conf import settings

from knowledge import selectors
from knowledge.embedder import EmbedderMissingError, local_embedder, query_vectors
from knowledge.index import IndexMismatchError, IndexUnavailableError, current_index
from knowledge.lexical import word_indexes

logger = logging.getLogger(__name__)

READY = "ready"


def warm_up() -> Mapping[str, str]:
    """Everything heavy is loaded; says of each part "ready" or why not."""
    states = {"embedder": _embedder(), "index": _index(), "anthropic": _anthropic()}
    logger.info("knowledge warmed up", extra={"states": states})
    return states


def _embedder() -> str:
    try:
        query_vectors(local_embedder()).encode("warm up")  # the first run is slower
    except EmbedderMissingError as error:
        return str(error)
    return READY


def _index() -> str:
    profile = selectors.default_profile()
    bases = profile.knowledge_bases if profile else ()
    for base_id in bases:
        word_indexes.get(base_id)
    try:
        embedder = local_embedder()
        for base_id in bases:
            current_index().ensure(base_id, embedder)
    except (EmbedderMissingError, IndexUnavailableError, IndexMismatchError) as error:
        return str(error)
    return READY


def _anthropic() -> str:
    if not settings.ANTHROPIC_API_KEY:
        return "no key"
    import anthropic  # noqa: F401 - takes a second, and would block the event loop

    return READY
