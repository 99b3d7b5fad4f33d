"""`manage.py evaluate ...`: measures the product on files, apart from everything that is live."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from config.evaluation.answers import Answers
from config.evaluation.base import SubCommand, faults
from config.evaluation.calibration import Calibration
from config.evaluation.intents import Intents
from config.evaluation.utterances import Utterances

SUB_COMMANDS: tuple[SubCommand, ...] = (Answers(), Calibration(), Intents(), Utterances())


class Command(BaseCommand):
    """Reads and writes JSON Lines; broken input means one clear line, exit 2 and no output."""

    help = "Measures the assistant on your own files; live knowledge and conversations stay alone."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Each thing that can be measured has options of its own."""
        parsers = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
        for one in SUB_COMMANDS:
            one.add_arguments(parsers.add_parser(one.name, help=one.help, description=one.help))

    def handle(self, *args: Any, **options: Any) -> None:
        """Runs what was asked for."""
        chosen = next(one for one in SUB_COMMANDS if one.name == options["what"])
        with faults():
            chosen.run(options, self.stdout)
