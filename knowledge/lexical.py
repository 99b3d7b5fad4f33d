"""Word search: the word indexes of this process, kept in step with the database."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from django.db import Error, connections
from django.db.models import (
    Aggregate,
    BigIntegerField,
    BinaryField,
    F,
    Func,
    IntegerField,
    QuerySet,
)
from django.db.models.functions import Cast

from knowledge.bm25 import Ints, Segment, WordIndex, changed, indexed
from knowledge.models import Chunk, KnowledgeBase
from knowledge.postings import count_words

__all__ = ["WordIndex", "WordIndexes", "word_indexes"]

logger = logging.getLogger(__name__)

# How long a process trusts that the knowledge base has not changed.
VERSION_TRUSTED_S = 1.0
# Up to so many pieces a change is taken over in a few milliseconds by whoever notices it; a larger
# base is looked through in a thread of its own while everybody goes on with the index they have.
INLINE_PIECES = 5_000
# While articles change all the time, a large base is looked through for a tenth of the time.
REST_FACTOR = 10
FETCH = 5_000

_STAMP = Func(F("terms"), function="hashtext", output_field=IntegerField())


@dataclass(frozen=True, slots=True)
class _Known:
    """An index, the version of the base it belongs to, and until when nobody looks again."""

    version: int
    index: WordIndex
    trusted_until: float


class WordIndexes:
    """One word index for each knowledge base, brought up to date when its base changed."""

    def __init__(self) -> None:
        self._known: dict[int, _Known] = {}
        self._busy: dict[int, threading.Lock] = {}
        self._lock = threading.Lock()

    def get(self, base_id: int) -> WordIndex:
        """The index of a base, about VERSION_TRUSTED_S behind the database, large ones more.

        Only the first call for a base waits for its index; later ones never do while it is large.
        """
        known = self._known.get(base_id)
        if known and time.monotonic() < known.trusted_until:
            return known.index
        with self._lock:
            busy = self._busy.setdefault(base_id, threading.Lock())
        if not busy.acquire(blocking=known is None):
            return known.index if known else self.get(base_id)
        return self._brought_up_to_date(base_id, busy)

    def forget(self) -> None:
        """The next search reads everything anew."""
        self._known.clear()

    def _brought_up_to_date(self, base_id: int, busy: threading.Lock) -> WordIndex:
        """Now, or soon by a thread that then releases the lock."""
        handed_over = False
        try:
            known = self._known.get(base_id)
            version, language = _version(base_id)
            if known and known.version == version and known.index.language == language:
                known = _trusted(known, 0.0)
            elif known is None or known.index.language != language:
                known = _read(base_id, version, language)
            elif known.index.pieces <= INLINE_PIECES:
                known = _refreshed(base_id, known, version)
            else:
                later = threading.Thread(
                    target=self._refresh_in_thread,
                    args=(base_id, known, version, busy.release),
                    name="word-index",
                    daemon=True,
                )
                later.start()
                handed_over = True
                return known.index  # what the thread finds must not be overwritten here
            self._known[base_id] = known
            return known.index
        finally:
            if not handed_over:
                busy.release()

    def _refresh_in_thread(
        self, base_id: int, known: _Known, version: int, release: Callable[[], None]
    ) -> None:
        try:
            refreshed = _refreshed(base_id, known, version)
            if base_id in self._known:  # else forgotten meanwhile
                self._known[base_id] = refreshed
        except Error as error:
            self._known[base_id] = _trusted(known, VERSION_TRUSTED_S)
            logger.warning(
                "word index not refreshed", extra={"base": base_id, "error": type(error).__name__}
            )
        finally:
            connections.close_all()
            release()


word_indexes = WordIndexes()


def _version(base_id: int) -> tuple[int, str]:
    # Read before the pieces: a change in between leads to one more look.
    base = KnowledgeBase.objects.only("index_version", "language").filter(pk=base_id).first()
    return (base.index_version, base.language) if base else (-1, "en")


def _trusted(known: _Known, cost_s: float) -> _Known:
    """The same, not to be looked at again for a while that is long beside what looking cost."""
    small = known.index.pieces <= INLINE_PIECES
    rest_s = VERSION_TRUSTED_S if small else max(VERSION_TRUSTED_S, REST_FACTOR * cost_s)
    return _Known(known.version, known.index, time.monotonic() + rest_s)


def _pieces(base_id: int) -> QuerySet[Chunk]:
    return Chunk.objects.filter(document__knowledge_base_id=base_id).order_by("pk")


def _read(base_id: int, version: int, language: str) -> _Known:
    """The index of all pieces; words are counted while they arrive."""
    started = time.perf_counter()
    about: list[tuple[int, int, int]] = []

    def texts() -> Iterator[str]:
        rows = _pieces(base_id).annotate(stamp=_STAMP)
        for *ids, terms in rows.values_list("pk", "document_id", "stamp", "terms").iterator(FETCH):
            about.append((ids[0], ids[1], ids[2]))
            yield terms

    segment = Segment(count_words(texts()), 0)
    index = indexed(np.array(about, dtype=np.int64).reshape(-1, 3).T, (segment,), language)
    _log("built", base_id, index, time.perf_counter() - started)
    return _trusted(_Known(version, index, 0.0), 0.0)


def _refreshed(base_id: int, known: _Known, version: int) -> _Known:
    """The index with what changed since; only changed pieces are read."""
    started = time.perf_counter()
    marks = _marks(base_id)
    kept = _unchanged(known.index, marks)
    new = ~np.isin(marks[0], known.index.chunk_ids[kept])
    texts = _texts(base_id, marks[0, new])
    there = np.array([chunk_id in texts for chunk_id in marks[0, new].tolist()], dtype=np.bool_)
    added = marks[:, new][:, there]  # others were replaced a moment ago
    index = changed(known.index, kept, added, [texts[id_] for id_ in added[0].tolist()])
    cost_s = time.perf_counter() - started
    _log("refreshed", base_id, index, cost_s)
    return _trusted(_Known(version, index, 0.0), cost_s)


def _marks(base_id: int) -> Ints:
    """Shape (3, pieces): as `WordIndex.about`, ascending by chunk id.

    Packed by the database into one value: a hundred thousand rows of Python objects would stop
    all other threads of the process for a tenth of a second.
    """
    parts = (
        Func(F("pk"), function="int8send"),
        Func(F("document_id"), function="int8send"),
        Func(Cast(_STAMP, BigIntegerField()), function="int8send"),
    )
    mark = Func(*parts, template="(%(expressions)s)", arg_joiner=" || ", output_field=BinaryField())
    packed = Aggregate(
        mark, template="string_agg(%(expressions)s, ''::bytea)", output_field=BinaryField()
    )
    found = _pieces(base_id).order_by().aggregate(marks=packed)["marks"]
    marks = np.frombuffer(found or b"", dtype=">i8").astype(np.int64).reshape(-1, 3).T
    return marks[:, np.argsort(marks[0])]


def _unchanged(index: WordIndex, marks: Ints) -> npt.NDArray[np.bool_]:
    """Shape (rows,): whether the piece of the row is still there, word for word."""
    if not marks.size:
        return np.zeros(len(index.chunk_ids), dtype=np.bool_)
    places = np.searchsorted(marks[0], index.chunk_ids).clip(max=marks.shape[1] - 1)
    return np.asarray((marks[:, places] == index.about).all(axis=0))


def _texts(base_id: int, chunk_ids: Ints) -> dict[int, str]:
    """The stems of these pieces, by chunk id, as far as they are still there."""
    texts: dict[int, str] = {}
    for start in range(0, len(chunk_ids), FETCH):
        wanted = _pieces(base_id).filter(pk__in=chunk_ids[start : start + FETCH].tolist())
        texts.update(wanted.values_list("pk", "terms"))
    return texts


def _log(what: str, base_id: int, index: WordIndex, cost_s: float) -> None:
    logger.info(
        "word index read",
        extra={
            "base": base_id,
            "how": what,
            "pieces": index.pieces,
            "segments": len(index.segments),
            "ms": round(cost_s * 1000),
        },
    )
