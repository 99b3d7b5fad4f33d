"""Snapshots survive JSON, and the database's JSON, exactly."""

from __future__ import annotations

import json
from datetime import UTC

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from escalation.decide import decide
from escalation.defaults import DEFAULT_RULES
from escalation.rules import parse_rules
from escalation.types import (
    AssessmentFacts,
    Reading,
    RetrievalFacts,
    Snapshot,
    Span,
    Stage,
)
from knowledge.types import AnswerDecision
from tests.escalation.builders import snapshot

texts = st.text(max_size=40)
shares = st.floats(min_value=0, max_value=1, allow_nan=False)
parts = st.dictionaries(texts, st.floats(allow_nan=False, allow_infinity=False), max_size=3)
plain = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | shares | texts
attributes = st.dictionaries(texts, plain | st.lists(plain, max_size=3), max_size=4)
readings = st.builds(
    Reading,
    name=texts,
    value=shares,
    gauge=texts,
    version=st.integers(1, 99),
    evidence=st.lists(
        st.builds(Span, st.integers(0, 99), st.integers(0, 99), texts), max_size=2
    ).map(tuple),
)
retrievals = st.builds(
    RetrievalFacts,
    confidence=shares,
    passages=st.integers(0, 20),
    parts=parts,
    small_talk=texts,
    degraded=texts,
)
assessments = st.builds(
    AssessmentFacts,
    decision=st.sampled_from(AnswerDecision),
    confidence=shares,
    parts=parts,
    intent=texts,
    sentiment=texts,
    missing=texts,
)
snapshots = st.builds(
    Snapshot,
    now=st.datetimes(timezones=st.just(UTC)),
    stage=st.sampled_from(Stage),
    text=texts,
    language=texts,
    attributes=attributes,
    start_url=texts,
    exchanges=st.integers(0, 99),
    unresolved=st.integers(0, 99),
    readings=st.lists(readings, max_size=3).map(tuple),
    retrieval=st.none() | retrievals,
    assessment=st.none() | assessments,
    answer=texts,
    answer_withheld=st.booleans(),
    failure=texts,
    human_available=st.none() | st.booleans(),
)
RULES = parse_rules(DEFAULT_RULES)


@given(snapshots)
@settings(max_examples=150, deadline=None)
def test_a_snapshot_is_the_same_after_json(made: Snapshot) -> None:
    again = Snapshot.from_json(json.loads(json.dumps(made.to_json())))
    assert again == made
    assert decide(again, RULES) == decide(made, RULES)


def test_a_snapshot_of_an_older_layout_takes_defaults() -> None:
    data = snapshot("hi").to_json()
    for key in ("failure", "human_available", "readings", "retrieval"):
        del data[key]
    assert Snapshot.from_json(data) == snapshot("hi")


@pytest.mark.parametrize("data", [{}, {"now": "x", "stage": "y"}, {"stage": "failed"}])
def test_what_is_no_snapshot_is_refused(data: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r".+"):
        Snapshot.from_json(data)
