"""Evidence to confidence: how far an answer may be trusted; pure."""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType

from knowledge.types import Confidence, Evidence

# A logistic of four features, fitted roughly on the development half of seven public knowledge
# bases (2,000 questions, half of them unanswerable) and the demo's help centre. At 0.70 it answers
# most plain questions (76 % rightly on SQuAD 2.0, 4 % from another paragraph), none of 300 whose
# topic was left out, but two thirds of those whose topic is there and whose detail is not: search
# alone cannot see that.
WEIGHTS: Mapping[str, float] = MappingProxyType(
    {"bias": -5.2, "cosine": 5.5, "lexical": 1.5, "coverage": 3.2, "sentence_coverage": 0.8}
)
# The same where no vectors were compared.
LEXICAL_ONLY_WEIGHTS: Mapping[str, float] = MappingProxyType(
    {"bias": -3.0, "lexical": 2.5, "coverage": 3.5, "sentence_coverage": 1.5}
)
# A model has read the passages, search has only weighed words: the model counts for more.
MODEL_SHARE = 0.65
# Neither side may be so sure of itself that the other cannot be heard.
CERTAIN = 0.02


def judge(evidence: Evidence) -> Confidence:
    """The confidence that the passages answer the question, 0..1; 0 without passages.

    Search and, where a model gave one, its verdict are averaged as log-odds. Not calibrated: the
    number orders answers well, but 0.8 does not mean "right in eight of ten cases".
    """
    if not evidence.passages:
        return Confidence(0.0, {"search": 0.0})
    search = _search(evidence)
    parts = {
        "search": search,
        "cosine": evidence.cosine,
        "lexical": evidence.lexical,
        "coverage": evidence.coverage,
        "sentence_coverage": evidence.sentence_coverage,
    }
    model = _model(evidence)
    if model is None:
        return Confidence(search, parts)
    parts["model"] = model
    odds = MODEL_SHARE * _log_odds(model) + (1 - MODEL_SHARE) * _log_odds(search)
    return Confidence(_logistic(odds), parts)


def _search(evidence: Evidence) -> float:
    weights = LEXICAL_ONLY_WEIGHTS if evidence.lexical_only else WEIGHTS
    return _logistic(
        weights["bias"]
        + weights.get("cosine", 0.0) * evidence.cosine
        + weights["lexical"] * evidence.lexical
        + weights["coverage"] * evidence.coverage
        + weights["sentence_coverage"] * evidence.sentence_coverage
    )


def _model(evidence: Evidence) -> float | None:
    """How likely the model thinks it can answer, 0..1; None when no model was asked."""
    if evidence.model_answerable is None and evidence.model_confidence is None:
        return None
    answerable = 1.0 if evidence.model_answerable is None else evidence.model_answerable
    confidence = 1.0 if evidence.model_confidence is None else evidence.model_confidence
    return answerable * confidence


def _log_odds(probability: float) -> float:
    bounded = min(max(probability, CERTAIN), 1 - CERTAIN)
    return math.log(bounded / (1 - bounded))


def _logistic(odds: float) -> float:
    return 1 / (1 + math.exp(-odds))
