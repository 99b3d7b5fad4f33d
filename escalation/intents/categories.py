"""The managers' categories as a fitted model, made anew only when an example changed."""

from __future__ import annotations

import hashlib
import json
import logging
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

from escalation.gauges.vectors import vectors_of
from escalation.intents import reading
from escalation.intents.model import VERSION, IntentModel
from escalation.intents.types import Example, Neighbour
from escalation.models import IntentExample
from escalation.triggers.intent_category import PREFIX
from escalation.types import Reading
from knowledge.language import DEFAULT, detect, primary_code
from knowledge.vectors import EmbedderMissingError, Vectors, vector_space

logger = logging.getLogger(__name__)

_KEPT = 4  # models: a few languages, and the state before the newest edit
_FAULTS = (ArithmeticError, LookupError, RecursionError, TypeError, ValueError)

_models: OrderedDict[str, IntentModel] = OrderedDict()
_fitting = threading.Lock()


@dataclass(frozen=True, slots=True)
class Categories:
    """The active categories with their model. `version`: changes whenever a reading might."""

    model: IntentModel
    version: int

    def readings(self, text: str) -> tuple[Reading, ...]:
        """How many categories were measured, and those the message may be about, best first."""
        return reading.read(self.model, text, self.version)

    def nearest(self, found: Reading) -> tuple[Neighbour, ...]:
        """The examples that a reading of a category rests on, best first."""
        text = found.evidence[0].text if found.evidence else ""
        return self.model.nearest(text, found.name.removeprefix(PREFIX))


Rows = tuple[tuple[str, str, str], ...]
"""Slug, name and sentence of every example of an active category, in a fixed order."""


def readings(text: str, language: str = "en", rows: Rows | None = None) -> tuple[Reading, ...]:
    """`intent:<slug>` for each category worth noting, and `intents`: that they were looked for.

    `rows`: the examples; None: as they are by now. A failure is logged and gives no reading; nobody
    takes that for zero.
    """
    try:
        return categories(language, rows).readings(text)
    except _FAULTS:
        logger.exception("gauge failed", extra={"gauge": reading.GAUGE})
        return ()


def categories(language: str = "en", rows: Rows | None = None) -> Categories:
    """Fitted for messages in a language. `rows`: the examples; None: as managers left them by now.

    Costs one query without rows; fitting takes a fraction of a second, after an example changed.
    """
    rows = read_rows() if rows is None else rows
    encoder = _Encoder(language)
    key = hashlib.sha256(json.dumps([VERSION, encoder.space, rows]).encode()).hexdigest()
    with _fitting:
        model = _models.get(key)
        if model is None:
            model = _fitted(rows, encoder)
            _models[key] = model
        _models.move_to_end(key)
        while len(_models) > _KEPT:
            _models.popitem(last=False)
    return Categories(model, int(key[:12], 16))


def read_rows() -> Rows:
    """The examples as they are by now."""
    rows = IntentExample.objects.filter(category__is_active=True).order_by("category_id", "pk")
    return tuple(rows.values_list("category__slug", "category__name", "text"))


def _fitted(rows: Sequence[tuple[str, str, str]], encoder: _Encoder) -> IntentModel:
    examples = [Example(text, slug) for slug, _, text in rows if encoder.reads(text)]
    for slug in dict.fromkeys(slug for slug, _, _ in rows):
        if all(one.intent != slug for one in examples):
            examples += [Example(text, slug) for own, _, text in rows if own == slug]
    return IntentModel.fit(examples, encoder.encode, names={slug: name for slug, name, _ in rows})


class _Encoder:
    """Vectors for a language; after a missing model, words alone until the process restarts."""

    def __init__(self, language: str) -> None:
        self._language = language
        self.space = vector_space(language)

    def reads(self, text: str) -> bool:
        """Whether vectors of this text mean something beside English ones.

        The English model reads nothing else: to it, all French sentences are alike.
        """
        if not self.space or primary_code(self._language) != DEFAULT:
            return True
        return vector_space(detect(text, (), (DEFAULT,))) == self.space

    def encode(self, texts: Sequence[str]) -> Vectors | None:
        """One row for each text; None where words alone have to do."""
        if not self.space:
            return None
        try:
            return vectors_of(texts, self._language)
        except EmbedderMissingError:  # knowledge logged it when it tried to load the model
            self.space = ""
            return None
