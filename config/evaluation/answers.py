"""`evaluate answers`: every question asked of a throw-away store, as a visitor would ask it."""

from __future__ import annotations

import argparse
import asyncio
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.evaluation.base import Progress, Screen, files_argument
from config.evaluation.desk import Desk, read_desk
from config.evaluation.turns import Asked, play
from knowledge.embedder import Embedder, EmbedderMissingError, embedder_for
from knowledge.evaluation.answers import Answered
from knowledge.evaluation.memory_base import MemoryBase
from knowledge.evaluation.output import RowsOut, rows_to
from knowledge.evaluation.questions import Documents, Question, read_documents, read_questions
from knowledge.evaluation.summary import readable, summarise
from knowledge.types import HistoryTurn


class Answers:
    """Shows what visitors would get who ask these questions of these documents."""

    name = "answers"
    help = "Asks questions of documents in a throw-away store and measures the answers."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Files in, files out, and who answers."""
        files_argument(parser, "--documents", "JSON Lines: id, title, text, url")
        files_argument(parser, "--questions", "JSON Lines: id, question, history, topic")
        parser.add_argument("--output", type=Path, required=True, metavar="FILE")
        parser.add_argument("--json", type=Path, metavar="FILE", help="the summary as JSON")
        parser.add_argument("--profile", default="", metavar="SLUG", help="assistant profile")
        parser.add_argument("--policy", default="", metavar="SLUG", help="escalation policy")
        parser.add_argument(
            "--language", default="en", metavar="CODE", help="of the documents (en)"
        )
        parser.add_argument(
            "--separate-by",
            default="",
            metavar="FIELD",
            help="a store for each value of this field, such as kb; questions search their own",
        )
        parser.add_argument(
            "--ignore-topic", action="store_true", help="questions are asked without their topic"
        )
        parser.add_argument(
            "--use-context",
            action=argparse.BooleanOptionalAction,
            default=True,
            help="what the visitor told about himself comes before the question",
        )
        parser.add_argument("--limit", type=_count, metavar="N", help="only the first N questions")

    def run(self, options: Mapping[str, Any], screen: Screen) -> None:
        """Reads everything before anything is written."""
        field = options["separate_by"]
        documents = read_documents(options["documents"], field)
        questions = read_questions(options["questions"], field)[: options["limit"]]
        desk = read_desk(options["profile"], options["policy"], options["language"])
        inputs = [*options["documents"], *options["questions"]]
        with ExitStack() as stack:
            output = stack.enter_context(rows_to(options["output"], inputs))
            figures = options["json"] and stack.enter_context(
                rows_to(options["json"], [*inputs, options["output"]])
            )
            progress = Progress(screen, len(questions))
            progress.say(f"reading {len(documents.rows)} documents")
            stores = _stores(documents, _embedder(desk.language, screen), desk.language)
            how = _How(field, not options["ignore_topic"], options["use_context"])
            given = asyncio.run(_ask(questions, stores, desk, how, output, progress))
            summary = summarise(questions, given)
            if figures:
                figures.write(summary.to_json())
        if desk.note:
            screen.write(desk.note)
        unreadable = [ref for store in stores.values() for ref in store.unreadable]
        if unreadable:
            screen.write(f"{len(unreadable)} documents without text, such as {unreadable[0]}\n")
        screen.write(readable(summary))


@dataclass(frozen=True, slots=True)
class _How:
    """What of a row is used."""

    separate_by: str
    with_topic: bool
    with_context: bool


async def _ask(
    questions: Sequence[Question],
    stores: Mapping[str, MemoryBase],
    desk: Desk,
    how: _How,
    output: RowsOut,
    progress: Progress,
) -> list[Answered]:
    """One question after the other: times are those of a desk where nobody else asks."""
    given = []
    for number, question in enumerate(questions):
        progress.at(number)
        part = str((question.values or {}).get(how.separate_by, "")) if how.separate_by else ""
        bases = [stores[part]] if part in stores else []
        given.append(await play(_asked(question, how), bases, desk))
        output.write(given[-1].to_json())
    progress.end()
    return given


def _asked(question: Question, how: _How) -> Asked:
    history = question.history
    if question.context and how.with_context:
        history += (HistoryTurn("visitor", question.context),)
    return Asked(question.id, question.text, history, question.topic if how.with_topic else "")


def _stores(documents: Documents, model: Embedder | None, language: str) -> dict[str, MemoryBase]:
    """One store, under "", or one for each value that the documents are parted by."""
    stores = {}
    for part in dict.fromkeys(documents.parts):
        stores[part] = MemoryBase(model, language)
        stores[part].fill(
            row for row, own in zip(documents.rows, documents.parts, strict=True) if own == part
        )
    return stores


def _embedder(language: str, screen: Screen) -> Embedder | None:
    """As in the product: without the model, words alone are searched, and that is said."""
    try:
        return embedder_for(language)
    except EmbedderMissingError as error:
        screen.write(f"Questions are searched by their words only: {error}\n")
        return None


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number
