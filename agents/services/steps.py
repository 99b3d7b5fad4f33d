"""One of many steps of a sweep, which must not stop the others."""

from __future__ import annotations

import logging
from collections.abc import Callable

from agents.types import AgentsError
from chat.types import ChatError

logger = logging.getLogger(__name__)


def tried(name: str, conversation_id: int, step: Callable[[], object]) -> bool:
    """Whether the step was made; one that is not possible (any more) is logged and left."""
    try:
        return bool(step())
    except (AgentsError, ChatError) as error:
        logger.warning(
            "step not possible",
            extra={"step": name, "conversation": conversation_id, "error": type(error).__name__},
        )
        return False
