"""Word search."""

from __future__ import annotations

import threading
from typing import Any

import bm25s
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import bm25, lexical
from knowledge.bm25 import Ints, WordIndex, build, changed
from knowledge.lexical import WordIndexes
from knowledge.models import Chunk, KnowledgeBase
from tests.knowledge.conftest import add

DOCUMENTS = st.lists(
    st.lists(st.sampled_from(list("abcdefgh")), min_size=1, max_size=20), min_size=1, max_size=12
)


@given(DOCUMENTS, st.sets(st.sampled_from(list("abcdefghxy")), min_size=1))
def test_weights_are_those_of_a_known_implementation(
    documents: list[list[str]], query: set[str]
) -> None:
    index = build([(n, n, " ".join(terms)) for n, terms in enumerate(documents)], "en")
    reference = bm25s.BM25(method="lucene", k1=bm25.K1, b=bm25.B)
    reference.index(documents, show_progress=False)
    known = sorted(term for term in query if index.frequency(term))
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


CHANGES = st.lists(
    st.tuples(st.sets(st.integers(0, 40)), st.lists(st.text("abcd ", max_size=12), max_size=6)),
    max_size=12,
)


@given(CHANGES, st.integers(1, 3), st.sampled_from([1, 4, 1000]))
def test_a_changed_index_is_the_one_built_anew(
    changes: list[tuple[set[int], list[str]]], most_segments: int, recent_rows: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bm25, "MOST_SEGMENTS", most_segments)
        patch.setattr(bm25, "RECENT_ROWS", recent_rows)
        index, pieces, newest = build([], "en"), dict[int, str](), 0
        for removed, texts in changes:
            kept = np.array([row not in removed for row in range(len(index.chunk_ids))], dtype=bool)
            for id_ in index.chunk_ids[~kept]:
                pieces.pop(int(id_), None)
            ids = range(newest, newest := newest + len(texts))
            pieces |= dict(zip(ids, texts, strict=True))
            index = changed(index, kept, _about(ids), texts)
        anew = build([(id_, id_ // 2, text) for id_, text in pieces.items()], "en")
    terms = ["a", "ab", "c", "dd", "unknown"]
    assert _scores(index, terms) == _scores(anew, terms)
    assert [index.rarity(term) for term in terms] == [anew.rarity(term) for term in terms]
    rows = index.rows_of([-1, *range(newest)])
    assert {int(index.chunk_ids[row]) for row in rows} == pieces.keys()
    assert len(index.segments) <= most_segments + 1


def _about(ids: range) -> Ints:
    return np.array([(id_, id_ // 2, 0) for id_ in ids], dtype=np.int64).reshape(-1, 3).T


def _scores(index: WordIndex, terms: list[str]) -> dict[tuple[int, int], float]:
    """By piece and document; bit for bit, not approximately."""
    rows = zip(index.chunk_ids, index.document_ids, index.scores(terms), strict=True)
    return {
        (int(piece), int(document)): float(score) for piece, document, score in rows if piece >= 0
    }


@pytest.fixture
def always_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lexical, "VERSION_TRUSTED_S", 0.0)


@pytest.mark.django_db
@pytest.mark.usefixtures("always_looked_at")
def test_an_index_follows_its_base(help_centre: KnowledgeBase) -> None:
    indexes = WordIndexes()
    first = indexes.get(help_centre.pk)
    assert indexes.get(help_centre.pk) is first
    add(help_centre, "gifts", "Gift cards", "Gift cards are valid for three years.")
    add(help_centre, "shipping", "Shipping", "We send parcels by mule.")
    Chunk.objects.filter(document__ref="returns", position=0).update(terms="chang in place")
    help_centre.documents.get(ref="gifts").delete()
    KnowledgeBase.objects.update(index_version=77)
    index = indexes.get(help_centre.pk)
    anew = WordIndexes().get(help_centre.pk)
    terms = ["gift", "mule", "chang", "place", "return", "europ"]
    assert _scores(index, terms) == _scores(anew, terms)
    assert [index.frequency(term) for term in terms] == [0, 1, 1, 1, 2, 0]


@pytest.mark.django_db
@pytest.mark.usefixtures("always_looked_at")
def test_only_changed_pieces_are_read_again(
    help_centre: KnowledgeBase, django_assert_num_queries: Any
) -> None:
    indexes = WordIndexes()
    before = indexes.get(help_centre.pk)
    add(help_centre, "gifts", "Gift cards", "Gift cards are valid for three years.")
    with django_assert_num_queries(3) as seen:  # the version, all stamps, the new stems
        after = indexes.get(help_centre.pk)
    assert after.segments[0] is before.segments[0]
    assert after.segments[1].rows == 1
    assert '"terms"' not in seen.captured_queries[0]["sql"]


@pytest.mark.django_db
@pytest.mark.usefixtures("always_looked_at")
def test_another_language_needs_other_stems(help_centre: KnowledgeBase) -> None:
    indexes = WordIndexes()
    indexes.get(help_centre.pk)
    KnowledgeBase.objects.update(language="de")
    assert indexes.get(help_centre.pk).language == "de"


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("always_looked_at")
def test_nobody_waits_for_a_large_index(
    help_centre: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    indexes = WordIndexes()
    before = indexes.get(help_centre.pk)
    add(help_centre, "gifts", "Gift cards", "Gift cards are valid for three years.")
    monkeypatch.setattr(lexical, "INLINE_PIECES", 0)
    go_on = threading.Event()
    refreshed = lexical._refreshed

    def slowly(*args: Any) -> Any:
        go_on.wait(10)
        return refreshed(*args)

    monkeypatch.setattr(lexical, "_refreshed", slowly)
    assert indexes.get(help_centre.pk) is before
    assert indexes.get(help_centre.pk) is before
    go_on.set()
    _wait_for("word-index")
    assert indexes.get(help_centre.pk).frequency("gift")
    _wait_for("word-index")


def _wait_for(name: str) -> None:
    for thread in threading.enumerate():
        if thread.name == name:
            thread.join(10)
