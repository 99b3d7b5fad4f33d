"""What a web process does once before it is needed."""

from __future__ import annotations

import logging
import sys
import threading

logger = logging.getLogger(__name__)

_SWITCH_INTERVAL_S = 0.0005


def give_way_to_the_loop() -> None:
    """A busy thread leaves the interpreter to the event loop after 0.5 ms instead of Python's 5 ms.

    The loop loses it with every frame that it sends, and waited that long for a database thread to
    give it back: on one core at 200 messages a second words took several times as long (measured).
    """
    sys.setswitchinterval(_SWITCH_INTERVAL_S)


def warm_up_in_background() -> None:
    """Heavy imports and the embedder are loaded while nobody waits for them.

    Left to the first visitor they cost 1.7 to 4.3 s and block the event loop meanwhile (measured).
    """
    threading.Thread(target=_warm_up, name="warm-up", daemon=True).start()


def _warm_up() -> None:
    from django.db import connections

    from escalation.services import make_ready
    from knowledge.services import warm_up

    try:
        warm_up()
        make_ready("en")
    except Exception:
        logger.exception("warm-up failed")
    finally:
        connections.close_all()
