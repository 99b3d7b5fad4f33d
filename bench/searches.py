"""Asks a filled knowledge base, whole and part by part, beside bare libraries.

Run as a module inside the product's environment:
`python -m bench.searches --base ID --articles N --questions N`.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

import django
import numpy as np

from bench import screen, texts
from bench.processes import SERVER_CORE, pin
from bench.tally import spread

WARM_UP = 20
BEST = 10

_Result = TypeVar("_Result")


def main() -> None:
    """Prints milliseconds of each part; everything runs on the product's core."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--base", type=int, required=True)
    parser.add_argument("--articles", type=int, required=True)
    parser.add_argument("--questions", type=int, required=True)
    options = parser.parse_args()
    pin(SERVER_CORE)
    django.setup()
    asked = [texts.question(number, options.articles) for number in range(options.questions)]
    found: dict[str, Any] = {"word_index": _word_index(options.base)}
    found |= _product(options.base, asked)
    found["memory_peak_mb"] = round(_peak_mb(), 1)
    found["bare"] = _bare(options.base, asked)
    json.dump(found, sys.stdout)
    print()


def _word_index(base_id: int) -> dict[str, Any]:
    """How long the word index takes when the process starts, and after one article changed."""
    from knowledge import lexical
    from knowledge.models import Chunk, KnowledgeBase

    before = _peak_mb()
    built, index = _timed(lambda: lexical.word_indexes.get(base_id))
    known = lexical.word_indexes._known[base_id]
    for chunk in Chunk.objects.filter(document__knowledge_base_id=base_id).order_by("-pk")[:4]:
        chunk.terms += " changed"
        chunk.save(update_fields=["terms"])
    KnowledgeBase.objects.filter(pk=base_id).update(index_version=2)
    refreshed, _ = _timed(lambda: lexical._refreshed(base_id, known, 2))
    return {
        "build_ms": round(built * 1000),
        "refresh_ms": round(refreshed * 1000),
        "arrays_mb": round(index.nbytes / 2**20, 1),
        "peak_grew_mb": round(_peak_mb() - before, 1),
    }


def _product(base_id: int, asked: Sequence[str]) -> dict[str, Any]:
    """The whole of a retrieval, then what of it is the embedding, the words and the vectors."""
    from knowledge.embedder import local_embedder
    from knowledge.index import current_index
    from knowledge.lexical import word_indexes
    from knowledge.retrieval import retrieve_now
    from knowledge.search import VECTORS_PER_QUERY
    from knowledge.types import AnswerRequest
    from knowledge.words import stems

    screen.step(f"{len(asked)} questions to the product")
    embedder, index = local_embedder(), current_index()

    def retrieve(question: str) -> int:
        found = retrieve_now(AnswerRequest(question, knowledge_bases=(base_id,)))
        if found.degraded:
            raise SystemExit(f"only half of the index answered: {found.degraded}")
        return len(found.passages)

    before = time.process_time()
    whole = _each(retrieve, asked)
    cpu_ms = (time.process_time() - before) * 1000 / len(asked)
    vectors = [embedder.encode([question], kind="query")[0] for question in asked]
    return {
        "retrieval_ms": whole,
        "retrieval_cpu_ms": round(cpu_ms, 2),
        "embedding_ms": _each(lambda question: embedder.encode([question]), asked),
        "words_ms": _each(
            lambda question: word_indexes.get(base_id).scores(sorted(set(stems(question)))), asked
        ),
        "vectors_ms": _each(
            lambda vector: index.query(base_id, embedder, vector, VECTORS_PER_QUERY), vectors
        ),
    }


def _bare(base_id: int, asked: Sequence[str]) -> dict[str, Any]:
    """The same questions to a plain Chroma client and to a plain BM25 library."""
    import chromadb
    from chromadb.config import Settings
    from django.conf import settings

    from knowledge.embedder import local_embedder

    embedder = local_embedder()
    host, port = settings.CHROMA_URL.removeprefix("http://").rstrip("/").split(":")
    client = chromadb.HttpClient(
        host=host, port=int(port), settings=Settings(anonymized_telemetry=False)
    )
    collection = client.get_collection(f"kb-{base_id}-{embedder.id}", embedding_function=None)
    vectors = [embedder.encode([question], kind="query")[0] for question in asked]
    return {
        "chroma_ms": _each(
            lambda vector: collection.query(
                query_embeddings=vector.reshape(1, -1), n_results=BEST, include=["distances"]
            ),
            vectors,
        ),
        **_bare_words(base_id, asked),
    }


def _bare_words(base_id: int, asked: Sequence[str]) -> dict[str, Any]:
    import bm25s

    from knowledge.models import Chunk
    from knowledge.words import stems

    screen.step("the same to bm25s")
    rows = Chunk.objects.filter(document__knowledge_base_id=base_id).order_by("pk")
    corpus = [terms.split() for terms in rows.values_list("terms", flat=True).iterator(5000)]
    retriever = bm25s.BM25(method="lucene", k1=1.5, b=0.75)
    built, _ = _timed(lambda: retriever.index(corpus, show_progress=False))
    known = retriever.vocab_dict

    def query(question: str) -> Any:
        terms = [stem for stem in set(stems(question)) if stem in known]
        scores = retriever.get_scores(terms) if terms else np.zeros(len(corpus))
        return np.argpartition(-scores, BEST)[:BEST]

    return {"bm25s_ms": _each(query, asked), "bm25s_build_ms": round(built * 1000)}


def _each(do: Callable[[Any], Any], given: Sequence[Any]) -> dict[str, float | None]:
    """Milliseconds of each call but the first few, which pay for what is loaded late."""
    return spread(list(_seconds(do, given))[min(WARM_UP, len(given) // 3) :])


def _seconds(do: Callable[[Any], Any], given: Iterable[Any]) -> Iterable[float]:
    for one in given:
        began = time.perf_counter()
        do(one)
        yield time.perf_counter() - began


def _timed(do: Callable[[], _Result]) -> tuple[float, _Result]:
    began = time.perf_counter()
    result = do()
    return time.perf_counter() - began, result


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
