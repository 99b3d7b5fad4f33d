"""The heads of one language: shipped numbers, corrected in place by the managers' phrases."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from escalation.gauges.cues import cues_of
from escalation.gauges.head import Examples, Floats, Head, fit, logistic
from escalation.gauges.learned import built_in, learned
from escalation.gauges.phrases import BUILT_IN, GAUGES, ExamplePhrase
from escalation.gauges.vectors import vectors_of
from knowledge.language import detect
from knowledge.vectors import vector_space

VECTOR_STIFFNESS = 2.0
CUE_STIFFNESS = 100.0
"""What a weight costs; chosen by cross-validation, see docs/escalation-quality.md."""

MANAGER_WEIGHT = 6.0
"""Of a manager's phrase beside a built-in one: enough that a single one is heard."""

_LANGUAGE_OF = {one: language for language, own in BUILT_IN.items() for one in own}
_FARTHEST = 5.0  # scaled cues beyond this say no more
_HEAD_CHARS, _TAIL_CHARS = 400, 200
"""What the embedder reads of a long message: its time grows with the length."""


@dataclass(frozen=True, slots=True)
class Panel:
    """`heads`: by gauge, over `mean`-free vectors and cues; over cues alone where `space` is empty.

    `phrases`, `vectors`: what the heads rest on, for showing the nearest ones; same order.
    """

    language: str
    space: str
    mean: Floats
    heads: Mapping[str, Head]
    version: int
    phrases: tuple[ExamplePhrase, ...] = ()
    vectors: Floats | None = None

    def probability(self, gauge: str, text: str, vector: Floats | None) -> float:
        """Calibrated, 0..1. `vector`: of `readable(text)`, None where there is none."""
        numbers = scaled_cues([text], self.language)
        if self.space and vector is not None:
            numbers = np.hstack([(vector - self.mean)[None, :], numbers])
        head = self.heads[gauge]
        if numbers.shape[1] != len(head.weights):
            head = learned().by_words[gauge]
            numbers = numbers[:, -len(head.weights) :]
        return float(head.probability(numbers)[0])


def panel_for(language: str, own: Sequence[ExamplePhrase]) -> Panel:
    """Fitted in place around what was learned; `own`: the managers' phrases, maybe none.

    Without phrases of managers nothing is embedded. Another embedder than that of the shipped
    numbers is left alone: the few phrases of a language teach its vectors less than cues know, and
    the multilingual model would need seconds for them.
    """
    known = learned()
    if vector_space(language) != known.space:
        return by_words(language, own)
    if not own:
        return Panel(language, known.space, known.mean, known.heads, _version(known.space, own))
    return _fitted(language, own)


def by_words(language: str, own: Sequence[ExamplePhrase]) -> Panel:
    """What cues alone tell, where no embedder serves the language."""
    known = learned()
    return Panel(language, "", known.mean, known.by_words, _version("", own))


def readable(text: str) -> str:
    """What of a message is embedded: all of it, or its beginning and its end."""
    if len(text) <= _HEAD_CHARS + _TAIL_CHARS:
        return text
    return f"{text[:_HEAD_CHARS]} … {text[-_TAIL_CHARS:]}"


def scaled_cues(texts: Sequence[str], language: str) -> Floats:
    """Shape (len(texts), cues), each number on a scale where 1 is a usual difference."""
    known = learned()
    raw = np.array([cues_of(text, language).values for text in texts])
    scaled = (raw - known.cue_mean) / known.cue_scale
    return np.asarray(np.clip(scaled, -_FARTHEST, _FARTHEST))


def with_phrases(panel: Panel, own: Sequence[ExamplePhrase]) -> Panel:
    """The panel with all phrases and their vectors, for showing what is near."""
    if panel.vectors is not None or not panel.space:
        return panel
    phrases = (*built_in(), *own)
    vectors = _vectors(phrases, panel.language)
    return replace(panel, phrases=phrases, vectors=vectors)


def _fitted(language: str, own: Sequence[ExamplePhrase]) -> Panel:
    """Built-in phrases took part already: here they hold what was learned where it is."""
    known = learned()
    phrases = (*built_in(), *own)
    vectors = _vectors(phrases, language)
    if vectors is None:
        return by_words(language, own)
    cues = np.vstack([scaled_cues([one.text], _language_of(one)) for one in phrases])
    numbers = np.hstack([vectors - known.mean, cues])
    is_own = np.arange(len(phrases)) >= len(phrases) - len(own)
    weights = np.where(is_own, MANAGER_WEIGHT, 1.0)
    stiffness = np.array([VECTOR_STIFFNESS] * vectors.shape[1] + [CUE_STIFFNESS] * cues.shape[1])
    heads = {}
    for gauge in GAUGES:
        prior = known.heads[gauge]
        mine = np.array([one.gauge == gauge for one in phrases])
        counts = np.array([float(one.counts) for one in phrases])
        targets = np.where(is_own, counts, logistic(prior.odds(numbers)))
        rows = Examples(numbers[mine], targets[mine], weights[mine])
        heads[gauge] = fit(prior, rows, stiffness, hold_bias=True)
    version = _version(known.space, own)
    return Panel(language, known.space, known.mean, heads, version, phrases, vectors)


def _vectors(phrases: Sequence[ExamplePhrase], language: str) -> Floats | None:
    found = vectors_of([readable(one.text) for one in phrases], language)
    return None if found is None else np.asarray(found, dtype=np.float64)


def _language_of(phrase: ExamplePhrase) -> str:
    return _LANGUAGE_OF.get(phrase) or detect(phrase.text, (), ("en",))


def _version(space: str, own: Sequence[ExamplePhrase]) -> int:
    """48 bits that change with the shipped numbers, the embedder and the managers' phrases."""
    rows = "\n".join(f"{one.gauge}\t{one.counts}\t{one.text}" for one in own)
    seal = f"{learned().name}\n{space}\n{rows}"
    return int(hashlib.sha256(seal.encode()).hexdigest()[:12], 16)
