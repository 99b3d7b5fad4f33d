"""`python -m bench.fit --data FOLDER`: fits the numbers of `knowledge/learned.json`.

What is fitted, in this order, each on what the one before gives out of fold:

1. the ranking: weights of `knowledge.ranking.Signals`, by softmax over the candidates (documents
   that answer against the others), also on questions with an earlier question about something else
   in front of them, so that a change of subject is survived;
2. the opinion head: logistic, on the question's vector, where a set says that only reviews answer;
3. the confidence: logistic, on `knowledge.confidence.FEATURES`, answerable against not, the sign of
   each weight fixed where only one makes sense;
4. the calibration: rising knots on log-odds out of fold; the outcome is "answerable, and the right
   document first". Every base counts the same.

Folds never separate questions of one topic or document.
"""

from __future__ import annotations

import argparse
import json
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from bench.fitting import Choice, fit_logistic, fit_softmax, roc_area

Floats = npt.NDArray[np.float64]
UNCLEAR = ("partial", "underspecified")  # neither a right answer nor a wrong one
OPINION_KIND = "no_faq_for_it"
LET_THROUGH = 0.05
# Which way evidence must point. What is not named may point either way.
SIGNS: Mapping[str, int] = {
    "strength": 1,
    "centroid": 1,
    "pairs": 1,
    "coverage": 1,
    "sentence_coverage": 1,
    "crowd": -1,
    "opinion": -1,
    "denial_differs": -1,
    "numbers_missing": -1,
}
# What a question is like (a "why", a "not") tells trick questions apart too, and was measured to;
# it is left out, because people who ask a help desk for help say "why" and "not" all day.
MODELLED = (
    "strength",
    "centroid",
    "crowd",
    "pairs",
    "opinion",
    "denial_differs",
    "numbers_missing",
)
BY_WORDS = (
    "strength",
    "crowd",
    "pairs",
    "coverage",
    "sentence_coverage",
    "denial_differs",
    "numbers_missing",
)
RANKING_RIDGE = 0.01  # more alike weights for signals that say much the same
RIDGE = 0.001


def main() -> None:
    """Fits, prints what the fit is worth out of fold, and writes the file if asked to."""
    parser = argparse.ArgumentParser(prog="python -m bench.fit", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with one folder a base")
    parser.add_argument("--origin", default="", help="what the file says about the data")
    parser.add_argument("--output", type=Path, help="where to write; nothing is written without")
    options = parser.parse_args()
    _set_up()
    numbers = {"version": "1", "origin": options.origin, **_fitted(options.data)}
    if options.output:
        options.output.write_text(json.dumps(numbers, indent=1) + "\n", encoding="utf-8")


def _set_up() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()


def _fitted(folder: Path) -> dict[str, Any]:
    from bench.fit_rows import read_rows
    from knowledge.embedder import local_embedder

    numbers: dict[str, Any] = {}
    for suffix, modelled in (("", MODELLED), ("_by_words", BY_WORDS)):
        rows = read_rows(folder, words_only=bool(suffix))
        numbers["ranking" + suffix], ranked = _ranking(rows)
        real = [row for row in rows if not row.made_up]
        opinions = np.zeros(len(real))
        if not suffix:
            head, opinions = _opinion(real)
            numbers["opinion"] = {
                "embedder": local_embedder().fingerprint,
                "weights": [round(float(weight), 4) for weight in head],
            }
        judged = [_judged(row, ranked[id(row)], opinions[n]) for n, row in enumerate(real)]
        numbers["confidence" + suffix] = _confidence(real, judged, modelled)
    return numbers


def _ranking(rows: Sequence[Any]) -> tuple[dict[str, float], dict[int, Mapping[str, float]]]:
    """The weights fitted on all rows, and for each row those fitted without its fold."""
    from knowledge.ranking import NAMES

    counts = Counter(row.base for row in rows if row.gold and not row.made_up)
    choices: list[tuple[int, Choice]] = []
    for row in rows:
        table = np.array([list(one.to_dict().values()) for one in row.found.signals.values()])
        by_chunk = {one.chunk_id: one.document_ref for one in row.found.passages}
        right = np.array([by_chunk[chunk] in row.gold for chunk in row.found.signals], dtype=bool)
        if right.any() and not right.all() and row.kind == "answerable":
            choices.append((row.fold, Choice(table, right, counts[row.base] ** -0.5)))

    def fitted(kept: Sequence[Choice]) -> dict[str, float]:
        weights = fit_softmax(kept, RANKING_RIDGE)
        return {
            name: round(float(weight), 3)
            for name, weight in zip(NAMES, weights, strict=True)
            if weight > 0.001
        }

    by_fold = {
        fold: fitted([one for own, one in choices if own != fold])
        for fold in {f for f, _ in choices}
    }
    return fitted([one for _, one in choices]), {id(row): by_fold[row.fold] for row in rows}


def _opinion(rows: Sequence[Any]) -> tuple[Floats, Floats]:
    """The head fitted on all rows, bias first; and each row's probability out of fold."""
    vectors = np.array([row.found.question for row in rows], dtype=np.float64)
    asked = np.array([row.kind == OPINION_KIND for row in rows])
    travel = np.array([row.base == "travel" for row in rows])
    share = asked[travel].mean()
    weights = np.where(asked, (1 - share) / share, np.where(travel, 1.0, 0.06))
    signs = [0] * vectors.shape[1]
    likely = np.zeros(len(rows))
    for fold in {row.fold for row in rows}:
        out = np.array([row.fold == fold for row in rows])
        bias, head = fit_logistic(vectors[~out], asked[~out], weights[~out], signs, 0.0003)
        likely[out] = 1 / (1 + np.exp(-(bias + vectors[out] @ head)))
    bias, head = fit_logistic(vectors, asked, weights, signs, 0.0003)
    return np.array([bias, *head]), likely


def _judged(row: Any, weights: Mapping[str, float], opinion: float) -> tuple[Any, bool]:
    """The evidence for the passage that these weights put first, and whether it is a right one."""
    from knowledge.evidence import measure
    from knowledge.ranking import rank, strength

    found = row.found
    if not found.passages:
        return None, False
    ranked = sorted(
        found.passages, key=lambda one: (-rank(found.signals[one.chunk_id], weights), one.chunk_id)
    )
    best = found.signals[ranked[0].chunk_id]
    evidence = measure(
        row.asked.text,
        row.asked.query,
        ranked,
        found.words,
        strength=strength(best, weights),
        crowd=found.crowd,
        opinion=opinion,
        centroid=best.centroid,
        lexical_only=found.lexical_only,
    )
    return evidence, ranked[0].document_ref in row.gold


def _confidence(
    rows: Sequence[Any], judged: Sequence[tuple[Any, bool]], modelled: Sequence[str]
) -> dict[str, Any]:
    from knowledge.calibration import Outcome, fit_knots

    table = np.array(
        [[getattr(one, name) if one else 0.0 for name in modelled] for one, _ in judged]
    )
    answerable = np.array([row.kind == "answerable" for row in rows])
    right = np.array([good for _, good in judged]) & answerable
    clear = np.array([row.kind not in UNCLEAR for row in rows])
    folds = np.array([row.fold for row in rows])
    bases = np.array([row.base for row in rows])
    weights = _balanced(bases, answerable, clear)
    signs = [SIGNS.get(name, 0) for name in modelled]

    odds = np.zeros(len(rows))
    for fold in np.unique(folds):
        kept = clear & (folds != fold)
        bias, fitted = fit_logistic(table[kept], answerable[kept], weights[kept], signs, RIDGE)
        odds[folds == fold] = bias + table[folds == fold] @ fitted
    sizes = Counter(bases[clear])
    outcomes = [
        Outcome(float(odds[n]), bool(right[n]), 1 / sizes[bases[n]]) for n in np.flatnonzero(clear)
    ]
    knots = fit_knots(outcomes, 12)
    _report(rows, odds, right, clear, knots)
    bias, fitted = fit_logistic(table[clear], answerable[clear], weights[clear], signs, RIDGE)
    return {
        "bias": round(bias, 4),
        "weights": {name: round(float(one), 4) for name, one in zip(modelled, fitted, strict=True)},
        "knots": [[round(place, 3), round(share, 3)] for place, share in knots],
    }


def _balanced(bases: Any, answerable: Any, clear: Any) -> Floats:
    """Each base counts by the root of its size, its answerable and other questions the same."""
    weights = np.zeros(len(bases))
    for base in np.unique(bases):
        for side in (True, False):
            own = (bases == base) & (answerable == side) & clear
            weights[own] = max(1, own.sum()) ** -0.5
    return weights


def _report(rows: Sequence[Any], odds: Floats, right: Any, clear: Any, knots: Any) -> None:
    from knowledge.calibration import Outcome, calibrated, expected_error

    for base in dict.fromkeys(row.base for row in rows):
        own = np.array([row.base == base for row in rows])
        yes = own & np.array([row.kind == "answerable" for row in rows])
        parts = [f"{base:14s} right first {right[yes].mean():.3f}"]
        for kind in dict.fromkeys(row.kind for row in rows if row.base == base):
            no = own & np.array([row.kind == kind for row in rows])
            if kind not in ("answerable", *UNCLEAR):
                both = yes | no
                parts.append(f"{kind} {roc_area(odds[both], yes[both]):.3f}")
        wrong = own & clear & ~yes
        level = np.quantile(odds[wrong], 1 - LET_THROUGH)
        parts.append(f"resolved {(right & (odds > level))[yes].mean():.3f}")
        outcomes = [
            Outcome(calibrated(float(odds[n]), knots), bool(right[n]))
            for n in np.flatnonzero(own & clear)
        ]
        parts.append(f"error {expected_error(outcomes):.3f}")
        print(" · ".join(parts))


if __name__ == "__main__":
    main()
