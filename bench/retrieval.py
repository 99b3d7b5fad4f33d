"""What finding passages costs: small and large knowledge bases, beside bare libraries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bench import screen
from bench.machine import calibrate
from bench.processes import peak_mb_by_name
from bench.product import Product, running_product

# Filling 100,000 pieces with half a million vectors takes a quarter of an hour on one core.
_WITHIN_S = 7200.0


@dataclass(frozen=True, slots=True)
class Options:
    """`chunks`: sizes of the knowledge bases, in pieces."""

    chunks: Sequence[int]
    questions: int
    quick: bool


def measure(options: Options) -> dict[str, Any]:
    """One row for each size, each with a product of its own."""
    rows = []
    for chunks in options.chunks:
        with running_product() as product:
            rows.append(_row(product, chunks, options))
    return {
        "results": rows,
        "notes": {
            "texts": "made up, English words in Zipf's proportions, always the same",
            "vectors": "of the filled bases made up, of unit length; questions really embedded",
            "core": "product, Chroma, PostgreSQL and the asking process share one core",
        },
    }


def _row(product: Product, chunks: int, options: Options) -> dict[str, Any]:
    screen.step(f"{chunks} pieces")
    quick = ("--quick",) if options.quick else ()
    filled = product.call("bench.library", "--chunks", str(chunks), *quick, timeout_s=_WITHIN_S)
    speed = calibrate()
    found = product.call(
        "bench.searches",
        *("--base", str(filled["base"]), "--articles", str(filled["articles"])),
        *("--questions", str(options.questions)),
        timeout_s=_WITHIN_S,
    )
    return {
        **filled,
        "calibration_ms": speed,
        **found,
        "server_memory_peak_mb": peak_mb_by_name(product.pid),
    }


def readable(rows: Sequence[dict[str, Any]]) -> str:
    """The rows as tables."""
    parts = (
        ("whole retrieval", "retrieval_ms"),
        ("embedding alone", "embedding_ms"),
        ("word search alone", "words_ms"),
        ("vector search alone", "vectors_ms"),
    )
    bare = (("bare Chroma", "chroma_ms"), ("bare bm25s", "bm25s_ms"))
    lines = [(name, *(screen.triple(row[key]) for row in rows)) for name, key in parts] + [
        (name, *(screen.triple(row["bare"][key]) for row in rows)) for name, key in bare
    ]
    head = ("ms, p50 / p95 / p99", *(f"{row['pieces']:,} pieces" for row in rows))
    return "\n\n".join([screen.table(head, lines), *map(_beside, rows)])


def _beside(row: dict[str, Any]) -> str:
    words, memory = row["word_index"], row["server_memory_peak_mb"]
    speed = row["ingestion"]["pieces_per_s"]
    return "\n".join(
        [
            f"{row['pieces']:,} pieces, {row['vectors']:,} vectors",
            f"  processor time of the asking process: {row['retrieval_cpu_ms']} ms a question",
            f"  word index: built in {words['build_ms']} ms, one changed article "
            f"{words['refresh_ms']} ms, {words['arrays_mb']} MB",
            f"  pieces a second: {speed['with_embedding']} with embedding, "
            f"{speed['without_embedding']} without, bare embedder {speed['bare_embedder']}",
            f"  peak memory: asking process {row['memory_peak_mb']} MB, "
            + ", ".join(f"{name} {size} MB" for name, size in sorted(memory.items())),
        ]
    )
