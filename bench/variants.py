"""`python -m bench.variants --documents F ... --questions F ...`: what finds best.

Retrieval variants over the same stores in one run (hit@1, hit@5 of the answerable questions), then
the confidence with all evidence and without each part. Rows with a `kb` get a store for each.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench import machine, screen

if TYPE_CHECKING:
    from bench.parts_of_confidence import Measured, Worth
    from knowledge.evaluation.memory_base import MemoryBase
    from knowledge.evaluation.questions import Documents, Question

MEAN = "mean"


def main() -> None:
    """Figures on standard output, progress on standard error."""
    options = _options()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from bench.parts_of_confidence import worth_of_parts
    from knowledge.evaluation.rows import RowError

    try:
        hits, measured = _measured(options)
    except RowError as error:
        sys.exit(f"bench: {error}")
    parts = worth_of_parts(measured)
    if options.json:
        found = {
            "machine": machine.describe(),
            "configuration": {key: str(value) for key, value in vars(options).items()},
            "retrieval": hits,
            "confidence": {name or "all": asdict(one) for name, one in parts.items()},
        }
        print(json.dumps(found, indent=2))
    else:
        print(_retrieval_table(hits), _parts_table(parts), sep="\n\n")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.variants", description=__doc__)
    parser.add_argument("--documents", nargs="+", type=Path, required=True, metavar="FILE")
    parser.add_argument("--questions", nargs="+", type=Path, required=True, metavar="FILE")
    parser.add_argument(
        "--topic-for",
        nargs="*",
        metavar="BASE",
        help="only these bases' questions are asked with their topic; without it, all are",
    )
    parser.add_argument("--json", action="store_true", help="one JSON object instead of tables")
    return parser.parse_args()


def _measured(
    options: argparse.Namespace,
) -> tuple[dict[str, dict[str, dict[str, float]]], list[Measured]]:
    """Hits by base, variant and depth, and the evidence of every clear question."""
    from knowledge.embedder import local_embedder
    from knowledge.evaluation.questions import read_documents, read_questions

    questions = read_questions(options.questions)
    apart = "kb" if all(one.group for one in questions) else ""
    documents = read_documents(options.documents, apart)
    hits: dict[str, dict[str, dict[str, float]]] = {}
    measured: list[Measured] = []
    for part in sorted(set(documents.parts)):
        name = part or "all"
        own = [one for one in questions if not apart or one.group == part]
        screen.step(f"{name}: {len(own)} questions")
        base = _filled(documents, part, local_embedder())
        with_topic = options.topic_for is None or name in options.topic_for
        found, evidence = _asked(name, base, own, with_topic=with_topic)
        measured += evidence
        if found:
            hits[name] = found
    hits[MEAN] = {
        variant: {
            depth: sum(hits[base][variant][depth] for base in hits) / len(hits)
            for depth in ("hit_1", "hit_5")
        }
        for variant in next(iter(hits.values()), {})
    }
    return hits, measured


def _filled(documents: Documents, part: str, model: Any) -> MemoryBase:
    from knowledge.evaluation.memory_base import MemoryBase

    base = MemoryBase(model)
    pairs = zip(documents.rows, documents.parts, strict=True)
    base.fill(row for row, own in pairs if own == part)
    return base


def _asked(
    name: str, base: MemoryBase, questions: Sequence[Question], *, with_topic: bool
) -> tuple[dict[str, dict[str, float]], list[Measured]]:
    from bench.parts_of_confidence import Measured
    from bench.rankings import VARIANTS, Rankings
    from knowledge.evaluation.questions import ANSWERABLE, UNCLEAR
    from knowledge.types import AnswerRequest, HistoryTurn

    rankings = Rankings(base)
    counts = {variant: {"hit_1": 0, "hit_5": 0} for variant in VARIANTS}
    answerable = 0
    measured = []
    for one in questions:
        told = (HistoryTurn("visitor", one.context),) if one.context else ()
        topic = one.topic if with_topic else ""
        ranked = rankings.rank(AnswerRequest(one.text, one.history + told, topic=topic))
        is_answerable = one.kind == ANSWERABLE
        answerable += is_answerable
        for variant, order in ranked.documents.items():
            counts[variant]["hit_1"] += is_answerable and not one.gold.isdisjoint(order[:1])
            counts[variant]["hit_5"] += is_answerable and not one.gold.isdisjoint(order[:5])
        if one.kind and one.kind not in UNCLEAR and ranked.found.passages:
            right = is_answerable and not one.gold.isdisjoint(ranked.documents["full"][:1])
            measured.append(Measured(name, ranked.found.evidence, is_answerable, right))
    if not answerable:
        return {}, measured
    shares = {
        variant: {depth: count / answerable for depth, count in depths.items()}
        for variant, depths in counts.items()
    }
    return shares, measured


def _retrieval_table(hits: Mapping[str, Mapping[str, Mapping[str, float]]]) -> str:
    from bench.rankings import TITLES, VARIANTS

    rows = [
        (
            TITLES[variant],
            *(
                f"{one[variant]['hit_1']:.3f} / {one[variant]['hit_5']:.3f}"
                for one in hits.values()
            ),
        )
        for variant in VARIANTS
    ]
    return screen.table(("hit@1 / hit@5", *hits), rows)


def _parts_table(parts: Mapping[str, Worth]) -> str:
    from knowledge.evaluation.tables import number

    rows = [
        (f"without {name}" if name else "all", number(one.area), number(one.resolved),
         number(one.error))
        for name, one in parts.items()
    ]  # fmt: skip
    return screen.table(("evidence", "AUROC", "resolved", "calib. error"), rows)


if __name__ == "__main__":
    main()
