"""Proves that no handoff is lost, overdue, doubled, or owed by nobody."""

from __future__ import annotations

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from escalation.selectors import HandoffCheck, check


class Command(BaseCommand):
    """Prints how all handoffs and promises stand; exit code 1 unless all is in order."""

    help = (
        "Counts handoffs and promises and proves that none is lost, overdue or doubled, and that "
        "whatever was captured is owed by somebody."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """`--json` for scripts."""
        parser.add_argument("--json", action="store_true", help="One JSON object on the output.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Writes the result; leaves with 1 when it is not clean."""
        found = check(timezone.now())
        if options["json"]:
            self.stdout.write(json.dumps(found.to_json()))
        else:
            self._write(found)
        if not found.is_clean:
            sys.exit(1)

    def _write(self, found: HandoffCheck) -> None:
        for state, number in found.counts.items():
            self.stdout.write(f"{state:<10} {number:>8}")
        for name, number in found.promises.items():
            self.stdout.write(f"{f'promise: {name}':<20} {number:>8}")
        rows = {
            "lost": found.lost,
            "waiting without a handoff": found.lost_conversations,
            "overdue": found.overdue,
            "doubled": found.doubled,
            "captured and owed by nobody": found.unpromised,
            "promises overdue without an alarm": found.unalarmed,
        }
        for name, keys in rows.items():
            shown = ", ".join(str(key) for key in keys[:20])
            line = f"{name}: {len(keys)}" + (f" ({shown})" if keys else "")
            self.stdout.write(self.style.ERROR(line) if keys else line)
