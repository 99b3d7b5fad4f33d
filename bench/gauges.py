"""`python -m bench.gauges --data FOLDER`: fits and measures what the gauges learned.

With `--output` the numbers of `escalation/gauges/learned.json` are fitted and written: a logistic
head for each gauge over sentence vectors and cues, another over cues alone (for languages without
an embedder), and one over the signs of an episode. In each source both sides weigh the same.

Always printed: figures out of fold (no text is judged by a head that saw it), with each source
left out in turn, and in sample, beside each other.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from bench.fitting import roc_area
from bench.gauge_figures import Judged, figures, fit_signs
from bench.gauge_rows import PHRASES, Episode, Row, read_episodes, read_rows, read_told
from escalation.gauges.base import Said
from escalation.gauges.cues import cues_of
from escalation.gauges.head import Bools, Examples, Floats, Head, calibrated, fit
from escalation.gauges.panel import CUE_STIFFNESS, VECTOR_STIFFNESS, readable
from escalation.gauges.phrases import GAUGES

_LEAST_SCALE = 0.2  # rare cues would count for too much
_FARTHEST = 5.0
_QUIET_SHARE = {"human_request": 0.5, "frustration": 0.1, "abuse": 0.1}
"""Of a gauge's labelled rows: what each source without positives weighs."""
_PHRASE_SHARE = 0.1
_DIGITS = 4


class Table:
    """Numbers of all rows: vectors without their mean, then scaled cues."""

    def __init__(self, rows: Sequence[Row]) -> None:
        from knowledge.vectors import sentence_vectors, vector_space

        found = sentence_vectors([readable(row.text) for row in rows], "en")
        assert found is not None
        vectors = np.asarray(found, dtype=np.float64)
        cues = np.array([cues_of(row.text, row.language).values for row in rows])
        english = np.array([row.language == "en" for row in rows])
        self.space = vector_space("en")
        self.mean = vectors[english].mean(axis=0).round(_DIGITS)
        self.cue_mean = cues[english].mean(axis=0).round(_DIGITS)
        self.cue_scale = np.maximum(cues[english].std(axis=0), _LEAST_SCALE).round(_DIGITS)
        scaled = np.clip((cues - self.cue_mean) / self.cue_scale, -_FARTHEST, _FARTHEST)
        self.cues = scaled
        self.numbers = np.hstack([vectors - self.mean, scaled])
        self.stiffness = np.array(
            [VECTOR_STIFFNESS] * vectors.shape[1] + [CUE_STIFFNESS] * scaled.shape[1]
        )


class Gauge:
    """The rows of one gauge. `place`: of each in the table."""

    def __init__(self, name: str, rows: Sequence[Row], *, by_words: bool) -> None:
        self.name = name
        place = [
            n
            for n, row in enumerate(rows)
            if name in row.labels and (by_words or row.language == "en")
        ]
        self.place = np.array(place)
        self.rows = [rows[n] for n in place]
        self.counts: Bools = np.array([row.labels[name] for row in self.rows])
        self.sources = np.array([row.source for row in self.rows])
        self.folds = np.array([row.fold for row in self.rows])
        self.weights = self._weights()

    def _weights(self) -> Floats:
        """Every source by its size, its sides alike; phrases and quiet rows by fixed shares."""
        weights = np.zeros(len(self.counts))
        sizes = {
            source: int(own.sum())
            for source in dict.fromkeys(self.sources)
            if self.counts[own := self.sources == source].any() and source != PHRASES
        }
        labelled = sum(sizes.values())
        for source in dict.fromkeys(self.sources):
            share = _PHRASE_SHARE if source == PHRASES else _QUIET_SHARE[self.name]
            total = sizes.get(source, labelled * share)
            mine = self.sources == source
            sides = [mine & (self.counts == side) for side in (True, False)]
            present = [side for side in sides if side.any()]
            for side in present:
                weights[side] = total / len(present) / side.sum()
        return weights

    def calibration_weights(self) -> Floats:
        """Requests are as rare as they come: half a chance has to mean more yes than no."""
        return np.ones(len(self.counts)) if self.name == "human_request" else self.weights

    def head(self, numbers: Floats, stiffness: Any, kept: Bools) -> Head:
        """Fitted on the rows that are kept."""
        rows = Examples(numbers[kept], self.counts[kept].astype(float), self.weights[kept])
        return fit(Head(0.0, np.zeros(numbers.shape[1])), rows, stiffness)

    def out_of_fold(self, numbers: Floats, stiffness: Any, parts: Any) -> Floats:
        """Log-odds of each row from a head that saw nothing of its part."""
        odds = np.zeros(len(self.counts))
        for part in dict.fromkeys(parts):
            out = parts == part
            odds[out] = self.head(numbers, stiffness, ~out).odds(numbers[out])
        return odds


def main() -> None:
    """Fits, prints the tables, and writes the file if asked to."""
    parser = argparse.ArgumentParser(prog="python -m bench.gauges", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the evaluation data")
    parser.add_argument("--origin", default="", help="what the file says about the data")
    parser.add_argument("--output", type=Path, help="where to write; nothing is written without")
    options = parser.parse_args()
    rows = read_rows(options.data)
    table = Table(rows)
    numbers, judged = _fitted(rows, table, options.origin)
    episodes = read_episodes(options.data)
    from escalation.gauges.learned import learned

    if options.output:
        numbers["annoyance"] = _line(Head(0.0, np.zeros(len(_signs()))))
        _write(options.output, numbers)
        numbers["annoyance"] = _line(
            fit_signs(episode_signs(episodes), np.array([one.annoyed for one in episodes]))
        )
        _write(options.output, numbers)
        learned.cache_clear()
    figures(judged, episodes, episode_signs(episodes), read_told(options.data))


def _fitted(
    rows: Sequence[Row], table: Table, origin: str
) -> tuple[dict[str, Any], dict[str, Judged]]:
    from escalation.gauges.learned import built_in, fingerprint

    judged: dict[str, Judged] = {}
    heads: dict[str, Any] = {}
    by_words: dict[str, Any] = {}
    for name in GAUGES:
        for kept, numbers, stiffness in (
            (heads, table.numbers, table.stiffness),
            (by_words, table.cues, CUE_STIFFNESS),
        ):
            gauge = Gauge(name, rows, by_words=kept is by_words)
            mine = numbers[gauge.place]
            odds = gauge.out_of_fold(mine, stiffness, gauge.folds)
            everything = np.ones(len(gauge.counts), dtype=bool)
            head = gauge.head(mine, stiffness, everything)
            weights = gauge.calibration_weights()
            head = calibrated(head, odds, gauge.counts, weights)
            kept[name] = _line(head)
            if kept is heads:
                judged[name] = Judged(gauge.rows, gauge.counts, odds, head)
            _report(gauge, mine, stiffness, odds, head)
    numbers = {
        "origin": origin,
        "phrases": fingerprint(built_in()),
        "space": table.space,
        "mean": table.mean.tolist(),
        "cue_mean": table.cue_mean.tolist(),
        "cue_scale": table.cue_scale.tolist(),
        "heads": heads,
        "by_words": by_words,
    }
    return numbers, judged


def _report(gauge: Gauge, numbers: Floats, stiffness: Any, odds: Floats, head: Head) -> None:
    without = gauge.out_of_fold(numbers, stiffness, gauge.sources)
    inside = head.odds(numbers)
    width = "vectors and cues" if numbers.shape[1] > 100 else "cues alone"
    print(f"{gauge.name}, head on {width}: area out of fold / source left out / in sample")
    for source in dict.fromkeys(gauge.sources):
        own = gauge.sources == source
        if len(set(gauge.counts[own])) == 2:
            areas = [roc_area(one[own], gauge.counts[own]) for one in (odds, without, inside)]
            print(
                f"  {source:24s} {own.sum():5d} rows " + " / ".join(f"{one:.3f}" for one in areas)
            )


def _signs() -> tuple[str, ...]:
    from escalation.gauges.annoyance import NAMES

    return NAMES


def episode_signs(episodes: Sequence[Episode]) -> Floats:
    """The signs of each whole episode, shape (episodes, signs)."""
    from escalation.gauges.annoyance import signs
    from escalation.gauges.instruments import instruments_for

    table = []
    for one in episodes:
        *earlier, newest = until_last_words(one)
        table.append(signs(instruments_for().moments(newest.text, earlier)))
    return np.array(table)


def until_last_words(episode: Episode) -> Sequence[Said]:
    """The episode up to and with the last thing the visitor said."""
    last = max(n for n, said in enumerate(episode.said) if said.by_visitor)
    return episode.said[: last + 1]


def _line(head: Head) -> Mapping[str, Any]:
    rounded = replace(head, weights=head.weights.round(_DIGITS))
    return {
        "bias": round(rounded.bias, _DIGITS),
        "weights": rounded.weights.tolist(),
        "slope": round(rounded.slope, _DIGITS),
        "offset": round(rounded.offset, _DIGITS),
    }


def _write(file: Path, numbers: Mapping[str, Any]) -> None:
    """Written for reading by eye too: one line a list."""
    lines = json.dumps(numbers, indent=1)
    file.write_text(_compact(lines) + "\n", encoding="utf-8")


def _compact(text: str) -> str:
    import re

    return re.sub(
        r"\[\s+([^\[\]]*?)\s+\]", lambda found: "[" + " ".join(found[1].split()) + "]", text
    )


if __name__ == "__main__":
    main()
