"""Evidence to confidence: how likely the answer is right; pure.

A logistic model of what was measured, then a calibration, so that of all answers given with 0.7
about seven in ten are right. Both are fitted on public question sets (`knowledge/learned.json`);
a desk's own calibration takes the place of the shipped one once it has labels enough.
"""

from __future__ import annotations

from collections.abc import Mapping

from knowledge.calibration import Knots, calibrated, log_odds, logistic
from knowledge.learned import Model, learned
from knowledge.types import Confidence, Evidence

# A model has read the passages, search has only weighed words: the model counts for more.
MODEL_SHARE = 0.65
# Neither side may be so sure of itself that the other cannot be heard.
CERTAIN = 0.02


def judge(evidence: Evidence, knots: Knots | None = None) -> Confidence:
    """The confidence that the best passage answers the question, 0..1; 0 without passages.

    Search and, where a model gave one, its verdict are averaged as log-odds. `knots`: the desk's
    own calibration; None means the shipped one. The parts add up: `bias` and those that begin with
    "+" are log-odds whose sum, calibrated, is `search`.
    """
    if not evidence.passages:
        return Confidence(0.0, {"search": 0.0}, calibrated=True)
    model = model_for(evidence)
    pushes = {name: weight * getattr(evidence, name) for name, weight in model.weights.items()}
    odds = model.bias + sum(pushes.values())
    search = calibrated(odds, knots or model.knots)
    parts = {
        "search": search,
        "cosine": evidence.cosine,
        "lexical": evidence.lexical,
        "coverage": evidence.coverage,
        "sentence_coverage": evidence.sentence_coverage,
        "bias": model.bias,
        **{f"+{name}": round(push, 4) for name, push in pushes.items() if push},
    }
    verdict = _verdict(evidence)
    if verdict is None:
        return Confidence(search, parts, calibrated=True, odds=odds)
    parts["model"] = verdict
    both = MODEL_SHARE * _bounded_odds(verdict) + (1 - MODEL_SHARE) * _bounded_odds(search)
    # The model's own verdict is not calibrated, and so neither is the mean of both.
    return Confidence(logistic(both), parts, odds=odds)


def model_for(evidence: Evidence) -> Model:
    """The fitted model for what could be measured."""
    return learned().confidence_by_words if evidence.lexical_only else learned().confidence


def features(evidence: Evidence) -> Mapping[str, float]:
    """Everything measured that a model may weigh, by name."""
    return {name: float(getattr(evidence, name)) for name in FEATURES}


FEATURES = (
    "strength",
    "centroid",
    "crowd",
    "pairs",
    "coverage",
    "sentence_coverage",
    "opinion",
    "denies",
    "denial_differs",
    "numbers_missing",
    "asks_why",
)


def _verdict(evidence: Evidence) -> float | None:
    """How likely the model thinks it can answer, 0..1; None when no model was asked."""
    if evidence.model_answerable is None and evidence.model_confidence is None:
        return None
    answerable = 1.0 if evidence.model_answerable is None else evidence.model_answerable
    confidence = 1.0 if evidence.model_confidence is None else evidence.model_confidence
    return answerable * confidence


def _bounded_odds(probability: float) -> float:
    return log_odds(min(max(probability, CERTAIN), 1 - CERTAIN))
