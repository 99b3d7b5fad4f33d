"""Judging evidence."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.confidence import judge
from knowledge.types import Evidence

SHARE = st.floats(0, 1)
GOOD = Evidence(
    top_score=1.1,
    cosine=0.8,
    lexical=0.5,
    coverage=0.9,
    sentence_coverage=0.8,
    strength=22.0,
    centroid=0.7,
    crowd=0.15,
    pairs=0.6,
    passages=5,
)
OFF_TOPIC = Evidence(
    top_score=0.4,
    cosine=0.35,
    lexical=0.05,
    coverage=0.1,
    strength=6.0,
    centroid=0.2,
    crowd=0.05,
    pairs=0.0,
    passages=5,
)
EVIDENCE = st.builds(
    Evidence,
    coverage=SHARE,
    sentence_coverage=SHARE,
    strength=st.floats(0, 30),
    centroid=SHARE,
    crowd=SHARE,
    pairs=SHARE,
    opinion=SHARE,
    denies=st.sampled_from([0.0, 1.0]),
    numbers_missing=SHARE,
    passages=st.integers(0, 9),
    model_answerable=st.none() | SHARE,
    model_confidence=st.none() | SHARE,
    lexical_only=st.booleans(),
)


@given(EVIDENCE)
def test_confidence_is_between_0_and_1_and_explained(evidence: Evidence) -> None:
    confidence = judge(evidence)
    assert 0 <= confidence.value <= 1
    assert "search" in confidence.parts


@given(
    EVIDENCE, st.sampled_from(["strength", "centroid", "coverage", "sentence_coverage", "pairs"])
)
def test_better_evidence_never_lowers_confidence(evidence: Evidence, part: str) -> None:
    change: dict[str, Any] = {part: getattr(evidence, part) + 1.0}
    better = replace(evidence, **change)
    assert judge(better).value >= judge(evidence).value


@given(EVIDENCE, st.sampled_from(["opinion", "denies", "denial_differs", "numbers_missing"]))
def test_what_speaks_against_never_raises_it(evidence: Evidence, part: str) -> None:
    change: dict[str, Any] = {part: 1.0}
    assert judge(replace(evidence, **change)).value <= judge(evidence).value


@given(EVIDENCE)
def test_the_parts_add_up_to_what_is_calibrated(evidence: Evidence) -> None:
    confidence = judge(evidence)
    if confidence.odds is None:
        return
    pushes = [value for name, value in confidence.parts.items() if name.startswith("+")]
    assert confidence.parts["bias"] + sum(pushes) == pytest.approx(confidence.odds, abs=0.01)


def test_a_desks_own_calibration_takes_the_place_of_the_shipped_one() -> None:
    own = ((-40.0, 0.2), (40.0, 0.2))
    assert judge(GOOD, own).value == pytest.approx(0.2)
    assert judge(GOOD, own).odds == judge(GOOD).odds


def test_a_plain_hit_is_above_the_default_threshold_and_an_off_topic_question_far_below() -> None:
    assert judge(GOOD).value > 0.85
    assert judge(OFF_TOPIC).value < 0.2


def test_no_passages_mean_no_confidence() -> None:
    assert judge(Evidence()).value == 0


def test_the_models_verdict_counts_in_both_directions() -> None:
    refused = judge(replace(GOOD, model_answerable=0.0, model_confidence=0.9))
    sure = judge(replace(GOOD, model_answerable=1.0, model_confidence=0.95))
    assert refused.value < 0.3 < 0.85 < sure.value
    doubted = judge(replace(OFF_TOPIC, model_answerable=1.0, model_confidence=0.99))
    assert doubted.value < sure.value - 0.05
