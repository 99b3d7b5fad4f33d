"""Words to readings: every gauge, with what managers taught it."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace

from escalation.gauges.base import Said
from escalation.gauges.instruments import ExamplePhrase, Instruments, Measured, instruments_for
from escalation.intents import categories
from escalation.models import GaugePhrase
from knowledge.language import primary_code

__all__ = ["NOTHING", "Measured", "Taught", "instruments", "make_ready", "measure", "read_taught"]

logger = logging.getLogger(__name__)

_ready: set[str] = set()


@dataclass(frozen=True, slots=True)
class Taught:
    """What managers taught the gauges; nothing where there is no database to ask."""

    phrases: tuple[ExamplePhrase, ...] = ()
    examples: categories.Rows = ()


NOTHING = Taught()


def read_taught() -> Taught:
    """As it is by now; two short queries."""
    phrases = GaugePhrase.objects.filter(is_active=True).values_list("gauge", "text", "counts")
    return Taught(tuple(ExamplePhrase(*row) for row in phrases), categories.read_rows())


def measure(
    text: str, history: Sequence[Said] = (), *, language: str = "en", taught: Taught | None = None
) -> Measured:
    """What can be read from the newest message and from its episode before it, oldest first.

    `language`: of the visitor. `taught`: None: as it is by now. A gauge that failed is logged and
    gives no reading; nobody takes that for zero.
    """
    taught = read_taught() if taught is None else taught
    measured = instruments_for(taught.phrases).measure(text, history, language)
    for failure in measured.failures:
        logger.error("gauge failed", extra={"gauge": failure.gauge}, exc_info=failure.error)
    if not text.strip():
        return measured
    intents = categories.readings(text, primary_code(language), taught.examples)
    return replace(measured, readings=(*measured.readings, *intents))


def instruments() -> Instruments:
    """The gauges as managers have taught them by now; built once for each state of the phrases."""
    return instruments_for(read_taught().phrases)


def make_ready(language: str) -> None:
    """Loads and fits, once in a process, what reading this language needs.

    Takes up to seconds the first time: to be called where no row is locked.
    """
    code = primary_code(language or "en")
    if code not in _ready:
        measure("?", language=code)
        _ready.add(code)
