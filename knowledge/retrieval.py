"""Question to passages, best first, with the evidence for how good they are."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from django.db import close_old_connections, connections

from knowledge import confidence
from knowledge.calibration import Knots, logistic
from knowledge.evidence import measure
from knowledge.followup import self_contained
from knowledge.learned import learned
from knowledge.live_base import LiveBase
from knowledge.reliability import calibration_in_use
from knowledge.search import BaseSearch, search_base
from knowledge.searchable import SearchableBase
from knowledge.small_talk import small_talk
from knowledge.types import AnswerRequest, Confidence, Evidence, Passage, Retrieval
from knowledge.weighing import Asked

PASSAGES = 10
# A search holds a core for some 15 ms; more threads than this would only queue elsewhere.
THREADS = 4

_pool: ThreadPoolExecutor | None = None
_pool_lock = threading.Lock()


async def retrieve(request: AnswerRequest) -> Retrieval:
    """The passages nearest to the question, searched for in this module's threads."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_threads(), _retrieve_in_thread, request)


def close_pool() -> None:
    """Ends the threads and their connections; tests call it before the database is dropped."""
    global _pool
    with _pool_lock:
        pool, _pool = _pool, None
    if pool is None:
        return
    barrier = threading.Barrier(THREADS)

    def close() -> None:
        connections.close_all()
        barrier.wait(timeout=10)

    for future in [pool.submit(close) for _ in range(THREADS)]:
        future.result(timeout=20)
    pool.shutdown()


def _threads() -> ThreadPoolExecutor:
    global _pool
    with _pool_lock:
        if _pool is None:
            _pool = ThreadPoolExecutor(THREADS, thread_name_prefix="retrieval")
        return _pool


def _retrieve_in_thread(request: AnswerRequest) -> Retrieval:
    close_old_connections()
    try:
        return retrieve_now(request)
    finally:
        close_old_connections()


def retrieve_now(request: AnswerRequest) -> Retrieval:
    """The passages nearest to the question, searched for in the calling thread."""
    bases = [LiveBase(base_id) for base_id in request.knowledge_bases]
    own = calibration_in_use()
    if own is None:
        return retrieve_from(bases, request)
    found = retrieve_from(bases, request, own.knots)
    return replace(found, knots=own.knots, calibration_id=own.id)


def retrieve_from(
    bases: Sequence[SearchableBase], request: AnswerRequest, knots: Knots | None = None
) -> Retrieval:
    """The passages of these bases nearest to the question; `knots`: the desk's own calibration.

    Small talk is not searched for: it has no passages, full confidence and names its kind.
    """
    started = time.perf_counter()
    talk = small_talk(request.question)
    if talk:
        sure = Confidence(1.0, {"small_talk": 1.0})
        return Retrieval(request.question, (), Evidence(), sure, small_talk=talk)
    asked = _asked(request)
    searches = [search_base(base, asked) for base in bases]
    passages = sorted(
        (passage for search in searches for passage in search.passages),
        key=lambda passage: (-passage.rank, passage.chunk_id),
    )[:PASSAGES]
    evidence = _evidence(asked, passages, searches)
    return Retrieval(
        query=asked.query,
        passages=tuple(passages),
        evidence=evidence,
        confidence=confidence.judge(evidence, knots),
        elapsed_ms=(time.perf_counter() - started) * 1000,
        degraded="; ".join(sorted({one.degraded for one in searches if one.degraded})),
    )


def _asked(request: AnswerRequest) -> Asked:
    said = {turn.author: turn.text for turn in request.history}
    return Asked(
        text=request.question,
        query=self_contained(request.question, request.history),
        topic=request.topic,
        last_question=said.get("visitor", ""),
        last_answer=said.get("assistant", ""),
    )


def _evidence(
    asked: Asked, passages: Sequence[Passage], searches: Sequence[BaseSearch]
) -> Evidence:
    for search in searches:
        if passages and passages[0] in search.passages:
            best = passages[0].chunk_id
            return measure(
                asked.text,
                asked.query,
                passages,
                search.words,
                strength=search.strength(best),
                crowd=search.crowd,
                opinion=_opinion(search),
                centroid=search.signals[best].centroid,
                lexical_only=search.lexical_only,
            )
    return Evidence()


def _opinion(search: BaseSearch) -> float:
    """How much the question's vector says that an opinion is asked for, 0..1."""
    numbers = learned()
    if search.question is None or search.embedder is None:
        return 0.0
    if search.embedder.fingerprint != numbers.embedder:
        return 0.0
    return logistic(float(numbers.opinion[0] + numbers.opinion[1:] @ search.question))
