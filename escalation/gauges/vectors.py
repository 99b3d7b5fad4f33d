"""Vectors of sentences, each made once: all that measures the same message shares them."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence

import numpy as np

from knowledge.vectors import Vectors, sentence_vectors, vector_space

_REMEMBERED = 4096
"""Texts; 1.5 KB each. Examples of managers fit in beside the messages of an hour."""

_kept: OrderedDict[tuple[str, str], Vectors] = OrderedDict()
_lock = threading.Lock()


def vectors_of(texts: Sequence[str], language: str) -> Vectors | None:
    """Shape (len(texts), dim), rows of length 1; None where no embedder serves the language.

    Raises EmbedderMissingError when the files of the one that should are not the pinned ones.
    """
    space = vector_space(language)
    if not space:
        return None
    with _lock:
        found = {text: _kept[space, text] for text in texts if (space, text) in _kept}
    new = list(dict.fromkeys(text for text in texts if text not in found))
    if new:
        made = sentence_vectors(new, language)
        if made is None:
            return None
        found |= dict(zip(new, made, strict=True))
    _remember(space, {text: found[text] for text in texts})
    return np.stack([found[text] for text in texts]) if texts else np.zeros((0, 0), np.float32)


def _remember(space: str, rows: dict[str, Vectors]) -> None:
    with _lock:
        for text, row in rows.items():
            _kept[space, text] = row
            _kept.move_to_end((space, text))
        while len(_kept) > _REMEMBERED:
            _kept.popitem(last=False)
