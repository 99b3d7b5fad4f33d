"""Fills a product's knowledge base with made-up articles, and measures how fast real ones go in.

Run as a module inside the product's environment: `python -m bench.library --chunks N`.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from typing import Any

import django

from bench import screen, texts

BATCH = 250  # articles
BULK = 1000  # vectors a request
SAMPLE = 100  # articles that are brought in as a manager's are
QUICK_SAMPLE = 20
UNKNOWN_LANGUAGE = "x-none"  # no embedder knows it: words only


def main() -> None:
    """Prints the primary key of the knowledge base and what filling it cost."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--chunks", type=int, required=True)
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    django.setup()
    found = _ingested(QUICK_SAMPLE if options.quick else SAMPLE)
    json.dump({"ingestion": found, **_filled(options.chunks)}, sys.stdout)
    print()


def _ingested(articles: int) -> dict[str, Any]:
    """Pieces a second through the product's own indexing, and of the bare embedder beside it."""
    from knowledge.embedder import local_embedder
    from knowledge.models import Chunk

    screen.step(f"{articles} articles are brought in as a manager's are")
    embedder = local_embedder()
    embedder.encode(["warm up"])
    with_vectors = _indexed("bench-real", "en", articles)
    words_only = _indexed("bench-words", UNKNOWN_LANGUAGE, articles)
    rows = Chunk.objects.filter(document__knowledge_base__slug="bench-real")
    sentences = [one for chunk in rows for one in (chunk.heading, *chunk.sentences)]
    pieces = len(rows)
    began = time.perf_counter()
    for start in range(0, len(sentences), 20):  # as many at a time as an article has
        embedder.encode(sentences[start : start + 20])
    bare_s = time.perf_counter() - began
    return {
        "pieces": pieces,
        "vectors_per_piece": round(len(sentences) / pieces, 2),
        "pieces_per_s": {
            "with_embedding": round(pieces / with_vectors, 1),
            "without_embedding": round(pieces / words_only, 1),
            "bare_embedder": round(pieces / bare_s, 1),
        },
    }


def _indexed(slug: str, language: str, articles: int) -> float:
    """Seconds until so many new articles were indexed one after the other, in this process."""
    from knowledge import services
    from knowledge.models import KnowledgeBase

    base = KnowledgeBase.objects.create(name=slug, slug=slug, language=language)
    ids = []
    for number in range(articles):
        one = texts.article(number)
        document = services.add_document(
            knowledge_base=base, ref=f"r-{number}", title=one.title, body=one.body, schedule=False
        )
        ids.append(document.pk)
    began = time.perf_counter()
    for id_ in ids:
        services.index_document(id_)
    return time.perf_counter() - began


def _filled(chunks: int) -> dict[str, Any]:
    """A base with so many pieces, whose vectors are made up: embedding them would take hours.

    What a search costs does not depend on what vectors mean.
    """
    from knowledge import index
    from knowledge.models import KnowledgeBase

    index.BATCH = BULK  # nobody asks meanwhile
    base = KnowledgeBase.objects.create(name="bench", slug="bench", language="en")
    articles = chunks // texts.PIECES_PER_ARTICLE
    began = time.perf_counter()
    vectors = 0
    for first in range(0, articles, BATCH):
        vectors += _add(base.pk, range(first, min(articles, first + BATCH)), vectors)
        if first // BATCH % 10 == 0:
            screen.step(f"{first * texts.PIECES_PER_ARTICLE} of {chunks} pieces are stored")
    KnowledgeBase.objects.filter(pk=base.pk).update(index_version=1)
    return {
        "base": base.pk,
        "articles": articles,
        "pieces": articles * texts.PIECES_PER_ARTICLE,
        "vectors": vectors,
        "fill_s": round(time.perf_counter() - began, 1),
    }


def _add(base_id: int, numbers: range, first_vector: int) -> int:
    """The articles are stored with pieces and made-up vectors; returns how many vectors."""
    from knowledge.embedder import local_embedder
    from knowledge.index import Entry, current_index, heading_id, sentence_id, whole_id
    from knowledge.models import Chunk, Document, DocumentStatus
    from knowledge.words import joined_stems

    articles = [texts.article(number) for number in numbers]
    documents = Document.objects.bulk_create(
        Document(
            knowledge_base_id=base_id,
            ref=f"a-{number}",
            title=one.title,
            body=one.body,
            status=DocumentStatus.READY,
            chunk_count=len(one.pieces),
        )
        for number, one in zip(numbers, articles, strict=True)
    )
    chunks = Chunk.objects.bulk_create(
        Chunk(
            document=document,
            position=position,
            heading=piece.heading,
            text=piece.text,
            sentences=list(piece.sentences),
            terms=joined_stems([one.title, piece.heading, piece.text], "en"),
        )
        for document, one in zip(documents, articles, strict=True)
        for position, piece in enumerate(one.pieces)
    )
    ids = [(whole_id(document.pk, 0), document.pk, 0) for document in documents]
    for chunk in chunks:
        ids.append((heading_id(chunk.pk), chunk.document_id, chunk.pk))
        numbered = range(len(chunk.sentences))
        ids += [(sentence_id(chunk.pk, n), chunk.document_id, chunk.pk) for n in numbered]
    embedder = local_embedder()
    entries = [Entry(*one, revision="bench") for one in ids]
    made = texts.vectors(first_vector, len(entries), embedder.dim)
    current_index().upsert(base_id, embedder, entries, made)
    return len(entries)


if __name__ == "__main__":
    main()
