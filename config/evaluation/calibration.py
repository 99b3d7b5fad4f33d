"""`evaluate calibration`: how often answers given with a confidence are right."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from config.evaluation.base import Screen, files_argument
from knowledge.evaluation.answers import judged, read_answers
from knowledge.evaluation.questions import read_questions
from knowledge.evaluation.reliability import readable, reliability
from knowledge.evaluation.rows import RowError
from knowledge.evaluation.summary import outcomes


class Calibration:
    """Shows what a confidence means, and what each threshold would let through."""

    name = "calibration"
    help = "Holds the confidence of answers against which of them were right."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What was answered, and what would have been right."""
        parser.add_argument(
            "--answers", type=Path, required=True, metavar="FILE", help="output of evaluate answers"
        )
        files_argument(parser, "--questions", "the same questions, with kind or gold_doc_id")
        parser.add_argument("--json", action="store_true", help="one JSON object on the output")

    def run(self, options: Mapping[str, Any], screen: Screen) -> None:
        """Prints the tables, or the object."""
        questions = read_questions(options["questions"])
        rows = judged(questions, read_answers(options["answers"], questions))
        clear = outcomes(rows)
        if not clear:
            problem = "No row says which documents answer it (kind, gold_doc_id or gold_doc_ids)."
            raise RowError(options["questions"][0], 0, problem)
        found = reliability(clear, unclear=len(rows) - len(clear))
        screen.write(json.dumps(found.to_json()) if options["json"] else readable(found))
