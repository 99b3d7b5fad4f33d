"""Word search."""

from __future__ import annotations

import bm25s
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import lexical
from knowledge.lexical import WordIndexes, build
from knowledge.models import KnowledgeBase
from tests.knowledge.conftest import add

DOCUMENTS = st.lists(
    st.lists(st.sampled_from(list("abcdefgh")), min_size=1, max_size=20), min_size=1, max_size=12
)


@given(DOCUMENTS, st.sets(st.sampled_from(list("abcdefghxy")), min_size=1))
def test_weights_are_those_of_a_known_implementation(
    documents: list[list[str]], query: set[str]
) -> None:
    index = build([(n, n, " ".join(terms)) for n, terms in enumerate(documents)], "en")
    reference = bm25s.BM25(method="lucene", k1=lexical.K1, b=lexical.B)
    reference.index(documents, show_progress=False)
    known = sorted(term for term in query if term in index.vocabulary)
    expected = reference.get_scores(known) if known else np.zeros(len(documents))
    total = sum(index.idf(term) for term in query)
    np.testing.assert_allclose(index.scores(sorted(query)) * total, expected, atol=1e-4)


@given(DOCUMENTS, st.sets(st.sampled_from(list("abcdefghxy"))))
def test_scores_are_shares(documents: list[list[str]], query: set[str]) -> None:
    index = build([(n, n, " ".join(terms)) for n, terms in enumerate(documents)], "en")
    scores = index.scores(sorted(query))
    assert scores.shape == (len(documents),)
    assert ((scores >= 0) & (scores <= 1.0001)).all()


def test_an_empty_base_has_no_scores() -> None:
    assert build([], "en").scores(["refund"]).shape == (0,)


def test_rows_are_found_by_piece() -> None:
    index = build([(3, 1, "a"), (7, 1, "b"), (9, 2, "c")], "en")
    assert index.rows_of([9, 4, 3, 100]) == [2, 0]


@pytest.mark.django_db
def test_an_index_is_rebuilt_only_when_its_base_changed(
    help_centre: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lexical, "VERSION_TRUSTED_S", 0.0)
    indexes = WordIndexes()
    first = indexes.get(help_centre.pk)
    assert indexes.get(help_centre.pk) is first
    add(help_centre, "gifts", "Gift cards", "Gift cards are valid for three years.")
    assert "gift" in indexes.get(help_centre.pk).vocabulary
