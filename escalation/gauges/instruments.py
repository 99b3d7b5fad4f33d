"""All that measures a visitor's words, built once for a set of phrases: text in, readings out.

Patterns win over heads: what a visitor says outright needs no likelihood. A gauge that breaks
yields no reading and keeps none of the others from measuring.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from escalation.gauges import annoyance, messages, unresolved
from escalation.gauges.annoyance import Moment
from escalation.gauges.base import Said
from escalation.gauges.head import Floats
from escalation.gauges.learned import learned
from escalation.gauges.messages import MessageGauges, Read
from escalation.gauges.panel import Panel, by_words, panel_for, readable, with_phrases
from escalation.gauges.phrases import ExamplePhrase
from escalation.gauges.recent import Recent
from escalation.gauges.unresolved import Step
from escalation.gauges.vectors import vectors_of
from escalation.types import Reading, Span
from knowledge.language import detect, primary_code
from knowledge.types import HistoryTurn
from knowledge.vectors import EmbedderMissingError

__all__ = ["ExamplePhrase", "Explained", "Failure", "Instruments", "Measured", "instruments_for"]

FAULTS = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What a broken gauge may raise; everything else is not the gauge's fault."""

_REMEMBERED = 1024
_STEPS_READ = 20
"""Of an episode, the visitor's newest; a tone of an hour ago has passed."""
_LANGUAGE_OF = 4  # earlier messages that help to tell the language
_NEAREST = 5
_SAID = 0.5


@dataclass(frozen=True, slots=True)
class Failure:
    """A gauge that gave no reading, and why; for whoever logs."""

    gauge: str
    error: Exception


@dataclass(frozen=True, slots=True)
class Measured:
    """`exchanges`: answers given in the episode; `unresolved`: those that did not help."""

    readings: tuple[Reading, ...]
    exchanges: int = 0
    unresolved: int = 0
    failures: tuple[Failure, ...] = ()

    def reading(self, name: str) -> Reading | None:
        """The reading of that name, if there is one."""
        return next((one for one in self.readings if one.name == name), None)


@dataclass(frozen=True, slots=True)
class Near:
    """A phrase and how near a text is to it, -1..1. `is_own`: a manager wrote it."""

    phrase: ExamplePhrase
    similarity: float
    is_own: bool


@dataclass(frozen=True, slots=True)
class Explained:
    """One gauge on one sentence. `rests_on`: "phrase", "pattern", "denied" or "head".

    `said`: the words a pattern matched. `nearest`: phrases, the nearest first.
    """

    reading: Reading
    rests_on: str
    said: tuple[Span, ...] = ()
    nearest: tuple[Near, ...] = ()


@dataclass(frozen=True, eq=False)
class Instruments:
    """Gauges with the managers' phrases. Threads may share one."""

    phrases: tuple[ExamplePhrase, ...] = ()
    _panels: dict[str, Panel] = field(default_factory=dict, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def measure(
        self, text: str, history: Sequence[Said] = (), language: str | None = None
    ) -> Measured:
        """What can be read from the newest message and its episode.

        `history`: the episode before it, oldest first. `language`: of the visitor; None: found
        out here.
        """
        code = primary_code(language) if language else _language(text, history)
        failures: list[Failure] = []
        panel = self._panel(code, failures)
        gauges = MessageGauges(panel, self.phrases)
        episode, count = _episode(text, history, panel, failures)
        self._embed([text, *(step.text for step in episode)], panel, failures)
        readings = _of_message(gauges, text, failures)
        found = _of_episode(gauges, episode, readings, failures)
        if found is not None:
            readings.append(found)
        if count is None:
            return Measured(tuple(readings), failures=tuple(failures))
        readings.append(count.reading)
        return Measured(tuple(readings), count.exchanges, count.unresolved, tuple(failures))

    def moments(
        self, text: str, history: Sequence[Said], language: str = "en"
    ) -> tuple[Moment, ...]:
        """What annoyance is read from, one a visitor's step; for fitting it."""
        panel = self._panel(primary_code(language), [])
        gauges = MessageGauges(panel, self.phrases)
        episode, _ = _episode(text, history, panel, [])
        return tuple(_moment(gauges, step) for step in episode)

    def steps(self, text: str, history: Sequence[Said], language: str = "en") -> tuple[Step, ...]:
        """The episode as the visitor's steps, the newest last; for measuring the gauges."""
        return _episode(text, history, self._panel(primary_code(language), []), [])[0]

    def read(self, gauge: str, text: str, language: str = "en") -> Read:
        """One gauge on a single message. Raises EmbedderMissingError as the embedder does."""
        panel = self._panel(primary_code(language), [])
        _vectors.fill(panel, [text])
        return MessageGauges(panel, self.phrases).read(gauge, text, _vectors.get(panel, text))

    def embed(self, texts: Sequence[str], language: str = "en") -> None:
        """Prepares many messages in one go; measuring them is quick then."""
        self._embed(texts, self._panel(primary_code(language), []), [])

    def explain(self, text: str, language: str | None = None) -> dict[str, Explained]:
        """By gauge: its reading of a single sentence, and what that rests on."""
        code = primary_code(language) if language else _language(text, ())
        panel = self._panel(code, [])
        near = _nearest(text, with_phrases(panel, self.phrases), self.phrases)
        gauges = MessageGauges(panel, self.phrases)
        self._embed([text], panel, [])
        explained = {}
        for gauge in messages.GAUGES:
            found = gauges.read(gauge, text, _vectors.get(panel, text))
            nearest = tuple(one for one in near if one.phrase.gauge == gauge)[:_NEAREST]
            explained[gauge] = Explained(found.reading, found.rests_on, found.said, nearest)
        return explained

    def _panel(self, language: str, failures: list[Failure]) -> Panel:
        with self._lock:
            if language not in self._panels:
                try:
                    self._panels[language] = panel_for(language, self.phrases)
                except EmbedderMissingError as error:
                    # Words alone are read until somebody repairs the installation and restarts.
                    failures.append(Failure("embedder", error))
                    self._panels[language] = by_words(language, self.phrases)
            return self._panels[language]

    def _embed(self, texts: Sequence[str], panel: Panel, failures: list[Failure]) -> None:
        try:
            _vectors.fill(panel, texts)
        except (EmbedderMissingError, *FAULTS) as error:
            failures.append(Failure("embedder", error))


class _Vectors:
    """Vectors of the newest messages, so that each is embedded once."""

    def __init__(self, size: int) -> None:
        self._kept: Recent[tuple[str, str], Floats] = Recent(size)

    def get(self, panel: Panel, text: str) -> Floats | None:
        """Shape (dim,); None when the text was not embedded."""
        return self._kept.get((panel.space, readable(text)))

    def fill(self, panel: Panel, texts: Sequence[str]) -> None:
        """All of them are known after this, where there is an embedder."""
        if not panel.space:
            return
        keys = dict.fromkeys(readable(text) for text in texts)
        new = [key for key in keys if self._kept.get((panel.space, key)) is None]
        found = vectors_of(new, panel.language) if new else None
        if found is not None:
            for key, row in zip(new, found, strict=True):
                self._kept.put((panel.space, key), np.asarray(row, dtype=np.float64))


_vectors = _Vectors(_REMEMBERED)


def instruments_for(phrases: Sequence[ExamplePhrase] = ()) -> Instruments:
    """The instruments for these phrases of managers, in any order; the same ones each time."""
    return _built(tuple(sorted(set(phrases), key=lambda one: (one.gauge, one.text, one.counts))))


@lru_cache(maxsize=8)
def _built(phrases: tuple[ExamplePhrase, ...]) -> Instruments:
    return Instruments(phrases)


def _language(text: str, history: Sequence[Said]) -> str:
    earlier = [said for said in history if said.by_visitor][-_LANGUAGE_OF:]
    return primary_code(detect(text, [HistoryTurn("visitor", one.text) for one in earlier]))


def _episode(
    text: str, history: Sequence[Said], panel: Panel, failures: list[Failure]
) -> tuple[tuple[Step, ...], unresolved.Count | None]:
    """The visitor's steps, and the count; of a broken gauge only the newest step, and no count."""
    try:
        _vectors.fill(panel, [run for run, _ in unresolved.visitor_runs(history, text)])
    except (EmbedderMissingError, *FAULTS) as error:
        failures.append(Failure("embedder", error))
    try:
        episode = unresolved.steps(history, text, _alike(panel))
        return episode[-_STEPS_READ:], unresolved.count(episode)
    except FAULTS as error:
        failures.append(Failure("unresolved", error))
        return (), None


def _alike(panel: Panel) -> Callable[[str, str], float]:
    def cosine(one: str, other: str) -> float:
        first, second = _vectors.get(panel, one), _vectors.get(panel, other)
        return 0.0 if first is None or second is None else float(first @ second)

    return cosine


def _of_message(gauges: MessageGauges, text: str, failures: list[Failure]) -> list[Reading]:
    readings = []
    for gauge in messages.GAUGES:
        try:
            found = gauges.read(gauge, text, _vectors.get(gauges.panel, text))
            readings.append(found.reading)
        except FAULTS as error:
            failures.append(Failure(gauge, error))
    return readings


def _of_episode(
    gauges: MessageGauges,
    episode: Sequence[Step],
    readings: Sequence[Reading],
    failures: list[Failure],
) -> Reading | None:
    if not episode:
        return None
    try:
        moments = [_moment(gauges, step) for step in episode]
        value = annoyance.annoyance(moments, learned().annoyance)
        newest = {one.name: one.evidence for one in readings}
        evidence = newest.get("frustration") or episode[-1].objected
        return Reading("annoyance", value, annoyance.GAUGE, gauges.panel.version, evidence)
    except FAULTS as error:
        failures.append(Failure("annoyance", error))
        return None


def _moment(gauges: MessageGauges, step: Step) -> Moment:
    vector = _vectors.get(gauges.panel, step.text)
    return Moment(
        odds=gauges.frustration_odds(step.text, vector),
        abuse=gauges.read("abuse", step.text, vector).reading.value,
        asked_for_person=gauges.read("human_request", step.text, vector).reading.value >= _SAID,
        objected=bool(step.objected),
        repeated=step.repeated,
        turned_down=bool(step.reply) and annoyance.is_turned_down(step.reply),
        said_again=step.said_again,
    )


def _nearest(text: str, panel: Panel, own: Sequence[ExamplePhrase]) -> list[Near]:
    if panel.vectors is None:
        return []
    found = vectors_of([readable(text)], panel.language)
    if found is None:
        return []
    cosines = panel.vectors @ found[0]
    mine = set(own)
    order = np.argsort(-cosines, kind="stable")
    return [
        Near(panel.phrases[at], round(float(cosines[at]), 4), panel.phrases[at] in mine)
        for at in order
    ]
