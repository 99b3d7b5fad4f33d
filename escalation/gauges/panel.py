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

    With the embedder of the shipped numbers and no phrases of managers, nothing is embedded.
    """
    known = learned()
    space = _space(language)
    if not space:
        return by_words(language, own)
    if space == known.space and not own:
        return Panel(language, space, known.mean, known.heads, _version(space, own))
    return _fitted(language, space, own)


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


def _space(language: str) -> str:
    return vector_space(language)


def _fitted(language: str, space: str, own: Sequence[ExamplePhrase]) -> Panel:
    known = learned()
    phrases = (*built_in(), *own)
    vectors = _vectors(phrases, language)
    if vectors is None:
        return by_words(language, own)
    is_known = space == known.space
    mean = known.mean if is_known else vectors.mean(axis=0)
    cues = np.vstack([scaled_cues([one.text], _language_of(one)) for one in phrases])
    numbers = np.hstack([vectors - mean, cues])
    importance = np.array([1.0] * len(built_in()) + [MANAGER_WEIGHT] * len(own))
    heads = {}
    for gauge in GAUGES:
        mine = np.array([one.gauge == gauge for one in phrases])
        targets = np.array([float(one.counts) for one in phrases])
        prior = known.heads[gauge] if is_known else _without_vector(gauge, vectors.shape[1])
        if is_known:  # built-in phrases took part already: here they hold what was learned
            held = importance == 1.0
            targets[held] = logistic(prior.odds(numbers[held]))
        rows = Examples(numbers[mine], targets[mine], importance[mine])
        stiffness = np.array(
            [VECTOR_STIFFNESS] * vectors.shape[1] + [CUE_STIFFNESS] * cues.shape[1]
        )
        heads[gauge] = fit(prior, rows, stiffness, hold_bias=is_known)
    return Panel(language, space, mean, heads, _version(space, own), phrases, vectors)


def _without_vector(gauge: str, width: int) -> Head:
    """What cues alone say, as a beginning for vectors that nothing was learned about."""
    head = learned().by_words[gauge]
    return replace(head, weights=np.concatenate([np.zeros(width), head.weights]))


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
