"""Prints what the gauges reach: out of fold beside in sample, patterns alone beside heads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from bench.fitting import fit_logistic, roc_area
from bench.gauge_rows import FOLDS, SUPPORT, Episode, Row, Told
from escalation.gauges.base import Said
from escalation.gauges.head import Bools, Floats, Head, logistic
from escalation.gauges.instruments import instruments_for
from escalation.gauges.messages import alone
from escalation.gauges.unresolved import Step, steps

_SAID, _SURE = 0.5, 0.8
_AT_ONCE = 256
RIDGE = 0.003


@dataclass(frozen=True, slots=True)
class Judged:
    """Rows of one gauge. `odds`: log-odds out of fold; `head`: fitted on all, calibrated."""

    rows: Sequence[Row]
    counts: Bools
    odds: Floats
    head: Head


def figures(
    judged: Mapping[str, Judged], episodes: Sequence[Episode], signs: Floats, told: Sequence[Told]
) -> None:
    """All tables. `signs`: of each whole episode."""
    for name, one in judged.items():
        _of_messages(name, one)
    _of_episodes(episodes, signs)
    _of_unresolved(episodes, told)


def _of_messages(name: str, one: Judged) -> None:
    shipped = _read(name, [row.text for row in one.rows])
    inside = np.array([value for value, _ in shipped])
    fresh = logistic(one.head.slope * one.odds + one.head.offset)
    outside = np.array(
        [
            _capped(name, row.text, float(likely)) if by_head else value
            for row, (value, by_head), likely in zip(one.rows, shipped, fresh, strict=True)
        ]
    )
    patterns = np.array([0.0 if by_head else value for value, by_head in shipped])
    labelled = np.array([row.is_labelled for row in one.rows])
    print(f"\n{name}: {labelled.sum()} labelled messages, {one.counts[labelled].sum()} of them yes")
    for what, values in (
        ("patterns alone", patterns),
        ("as shipped, heads out of fold", outside),
        ("as shipped, in sample", inside),
    ):
        print(f"  {what:32s} {_line(values[labelled], one.counts[labelled])}")
    quiet = np.array([row.source == SUPPORT for row in one.rows])
    for threshold in (_SAID, _SURE):
        share = (outside[quiet] >= threshold).mean()
        print(f"  plain support questions read {threshold:.1f} or more, out of fold: {share:.2%}")
    for tag in ("asks_if_bot", "negated_request"):
        own = np.array([tag in row.tags for row in one.rows])
        if name == "human_request":
            print(f"  {tag}: {(outside[own] >= _SAID).sum()} false alarms of {own.sum()}")


def _line(values: Floats, counts: Bools) -> str:
    parts = [f"area {roc_area(values, counts):.3f}"]
    for threshold in (_SAID, _SURE):
        said = values >= threshold
        hits = (said & counts).sum()
        parts.append(
            f"from {threshold:.1f}: precision {hits / max(1, said.sum()):.3f} "
            f"recall {hits / counts.sum():.3f} F1 {2 * hits / (said.sum() + counts.sum()):.3f}"
        )
    return "; ".join(parts)


def _read(gauge: str, texts: Sequence[str]) -> list[tuple[float, bool]]:
    """The shipped readings, and whether a head gave them."""
    instruments = instruments_for()
    found = []
    for start in range(0, len(texts), _AT_ONCE):
        part = texts[start : start + _AT_ONCE]
        instruments.embed(part)
        found += [instruments.read(gauge, text) for text in part]
    return [(one.reading.value, one.rests_on == "head") for one in found]


def _capped(gauge: str, text: str, likely: float) -> float:
    return alone(text, likely) if gauge == "human_request" else likely


def _of_episodes(episodes: Sequence[Episode], signs: Floats) -> None:
    annoyed = np.array([one.annoyed for one in episodes])
    domains = np.array([one.domain for one in episodes])
    folds = np.arange(len(episodes)) % FOLDS
    print(f"\nannoyed customers: {len(episodes)} chats, {annoyed.sum()} of them annoyed; area")
    print(f"  mean tone alone, nothing fitted on chats   {roc_area(signs[:, 0], annoyed):.3f}")
    for what, parts in (("out of fold", folds), ("domain left out", domains)):
        odds = _left_out(signs, annoyed, parts)
        print(f"  all signs, {what:20s}            {roc_area(odds, annoyed):.3f}")
    head = fit_signs(signs, annoyed)
    values = head.odds(signs)
    print(f"  all signs, in sample                       {roc_area(values, annoyed):.3f}")
    counts = np.array([_unresolved(one) for one in episodes], dtype=float)
    print(f"  unresolved exchanges alone                 {roc_area(counts, annoyed):.3f}")
    likely = logistic(values)
    for threshold in (0.5, 0.7):
        said = likely >= threshold
        print(f"  from {threshold}: {said.sum()} chats, {(said & annoyed).sum()} of them annoyed")


def fit_signs(signs: Floats, annoyed: Bools) -> Head:
    """The head over an episode's signs; none may speak against annoyance."""
    bias, weights = fit_logistic(signs, annoyed, np.ones(len(annoyed)), [1] * signs.shape[1], RIDGE)
    return Head(float(bias), weights)


def _left_out(signs: Floats, annoyed: Bools, parts: Any) -> Floats:
    odds = np.zeros(len(annoyed))
    for part in dict.fromkeys(parts):
        out = parts == part
        odds[out] = fit_signs(signs[~out], annoyed[~out]).odds(signs[out])
    return odds


def _steps(said: Sequence[Said]) -> tuple[Step, ...]:
    """As visitors' words come: up to the last of them."""
    last = max(n for n, one in enumerate(said) if one.by_visitor)
    return instruments_for().steps(said[last].text, said[:last])


def _unresolved(episode: Episode) -> int:
    return sum(bool(step.objected or step.repeated) for step in _steps(episode.said))


def _of_unresolved(episodes: Sequence[Episode], told: Sequence[Told]) -> None:
    """How often the visitor's next words are taken for a rejection, after good replies and bad."""
    print("\nreplies whose next message is read as rejecting, repeating or rephrasing")
    chats = [Told(one.said, one.unserved) for one in episodes]
    for what, own in (("STAR, reply out of scope", chats), ("DBDC3, most saw a breakdown", told)):
        for way, words_only in (("words alone", True), ("words and meaning", False)):
            tally = {True: [0, 0], False: [0, 0]}
            for one in own:
                for is_bad, is_found in _after_replies(one, words_only=words_only):
                    tally[is_bad][0] += is_found
                    tally[is_bad][1] += 1
            rates = [f"{tally[side][0] / max(1, tally[side][1]):.1%}" for side in (True, False)]
            print(f"  {what:28s} {way:18s} {rates[0]} of {tally[True][1]}; else {rates[1]}")


def _after_replies(told: Told, *, words_only: bool) -> list[tuple[bool, bool]]:
    """For each step after a reply: whether the reply was bad, and whether the step says so."""
    found = []
    last = max((n for n, one in enumerate(told.said) if one.by_visitor), default=0)
    said = told.said
    read = (
        steps(said[:last], said[last].text)
        if words_only
        else instruments_for().steps(said[last].text, said[:last])
    )
    sides: list[bool] = []
    was_bad = in_run = False
    for one, is_bad in zip(said[: last + 1], told.bad[: last + 1], strict=True):
        if one.by_visitor and not in_run:
            sides.append(was_bad)
            was_bad = False
        was_bad = not one.by_visitor and (was_bad or is_bad)
        in_run = one.by_visitor
    for step, is_bad in zip(read, sides[-len(read) :], strict=True):
        if step.reply:
            found.append((is_bad, bool(step.objected or step.repeated)))
    return found
