"""Labelled messages and episodes for the gauges, read from the evaluation data."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from escalation.gauges.base import Said
from escalation.gauges.human_request import measure
from escalation.gauges.phrases import BUILT_IN

FOLDS = 5
PHRASES = "our own phrases"
SUPPORT = "plain support questions"
OTHER_TALK = "talk about other things"
SWEARING = "swearing at things"
_UTTERANCES = ("utterances", "utterances_bitext_cdla", "utterances_hint3_odbl")
_QUIET_FILES = ("train_banking77_10shot", "train_clinc150_10shot")
_OTHER = ("goemotions", "convabuse")
_LABELS = {"human_request": "human_request", "frustration": "frustrated", "abuse": "abusive"}


@dataclass(frozen=True, slots=True)
class Row:
    """A message. `labels`: by gauge, only where its source says. `fold`: from its words alone."""

    text: str
    source: str
    labels: Mapping[str, bool]
    tags: tuple[str, ...] = ()
    language: str = "en"

    @property
    def is_labelled(self) -> bool:
        """Whether its source says what it is, rather than we."""
        return self.source not in (SUPPORT, OTHER_TALK, SWEARING, PHRASES)

    @property
    def fold(self) -> int:
        """0 to FOLDS - 1."""
        return zlib.crc32(" ".join(self.text.split()).casefold().encode()) % FOLDS


@dataclass(frozen=True, slots=True)
class Episode:
    """A recorded chat. `annoyed`: what the person who answered it said of the customer."""

    said: tuple[Said, ...]
    domain: str
    annoyed: bool
    unserved: tuple[bool, ...]  # of each reply: the request was out of reach


@dataclass(frozen=True, slots=True)
class Told:
    """A chat and which of its messages were bad replies."""

    said: tuple[Said, ...]
    bad: tuple[bool, ...]


def read_told(folder: Path) -> list[Told]:
    """Chats whose replies people judged; bad is where most saw the talk break down."""
    return [
        Told(
            tuple(Said(turn["speaker"] == "user", turn["text"]) for turn in _spoken(one)),
            tuple(turn.get("majority") == "X" for turn in _spoken(one)),
        )
        for one in _lines(folder / "escalation" / "breakdown_dbdc3.jsonl.gz")
        if any(turn["speaker"] == "user" for turn in _spoken(one))
    ]


def read_rows(folder: Path) -> list[Row]:
    """Labelled utterances, what nobody labelled but is safely quiet, and the built-in phrases.

    Quiet are, by our own judgement: plain questions to support for all gauges; talk on other
    things for requests, unless it asks outright; swearing in an order for abuse.
    """
    rows = []
    for name in _UTTERANCES:
        for one in _lines(folder / "escalation" / f"{name}.jsonl.gz"):
            tags = tuple(one["tags"] or ())
            rows.append(Row(one["text"], one["source"], _labels(one), tags))
            if one["source"] in _OTHER and not _asks(one["text"]):
                rows.append(Row(one["text"], OTHER_TALK, {"human_request": False}))
            if "profane" in tags:
                rows.append(Row(one["text"], SWEARING, {"abuse": False}))
    for name in _QUIET_FILES:
        for one in _lines(folder / "oos_intents" / f"{name}.jsonl.gz"):
            quiet = {"frustration": False, "abuse": False}
            if not _asks(one["text"]):
                quiet["human_request"] = False
            rows.append(Row(one["text"], SUPPORT, quiet))
    rows += [
        Row(one.text, PHRASES, {one.gauge: one.counts}, (), language)
        for language, own in BUILT_IN.items()
        for one in own
    ]
    return rows


def read_episodes(folder: Path) -> list[Episode]:
    """The chats that say whether the customer was annoyed."""
    return [
        Episode(
            tuple(Said(turn["speaker"] == "user", turn["text"]) for turn in _spoken(one)),
            one["domains"][0] if len(one["domains"]) == 1 else "several",
            bool(one["labels"]["user_annoyed"]),
            tuple(turn.get("action") == "out_of_scope" for turn in _spoken(one)),
        )
        for one in _lines(folder / "dialogues" / "star.jsonl.gz")
    ]


def _asks(text: str) -> bool:
    return measure(text).value > 0


def _labels(row: Mapping[str, Any]) -> dict[str, bool]:
    return {gauge: row[name] for gauge, name in _LABELS.items() if row[name] is not None}


def _spoken(row: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [turn for turn in row["turns"] if turn["speaker"] != "system" and turn["text"]]


def _lines(file: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)
