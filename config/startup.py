"""What a web process does once before it is needed."""

from __future__ import annotations

import logging
import threading

logger = logging.getLogger(__name__)


def warm_up_in_background() -> None:
    """Heavy imports and the embedder are loaded while nobody waits for them.

    Left to the first visitor they cost 1.7 to 4.3 s and block the event loop meanwhile (measured).
    """
    threading.Thread(target=_warm_up, name="warm-up", daemon=True).start()


def _warm_up() -> None:
    from django.db import connections

    from knowledge.services import warm_up

    try:
        warm_up()
    except Exception:
        logger.exception("warm-up failed")
    finally:
        connections.close_all()
