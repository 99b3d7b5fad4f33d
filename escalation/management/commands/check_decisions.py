"""Proves that every stored decision can be replayed."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from escalation.replay import Identity
from escalation.stored_decisions import replay_all


class Command(BaseCommand):
    """Replays each under its own policy version; exit code 1 when one comes out otherwise."""

    help = "Replays every stored decision from its snapshot and proves that it comes out the same."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--json` for scripts."""
        parser.add_argument("--since", metavar="DATE", help="Only those made at or after it (UTC).")
        parser.add_argument("--json", action="store_true", help="One JSON object on the output.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Writes the result; leaves with 1 when a decision differs."""
        found = replay_all(since=_moment(options["since"]) if options["since"] else None)
        if options["json"]:
            self.stdout.write(json.dumps(found.to_json()))
        else:
            self._write(found)
        if not found.is_clean:
            sys.exit(1)

    def _write(self, found: Identity) -> None:
        self.stdout.write(f"decisions: {found.decisions}, replayed identically: {found.identical}")
        for one in found.differences:
            self.stdout.write(f"decision {one.id}\n  stored   {one.stored}")
            self.stdout.write(f"  replayed {one.replayed}")


def _moment(text: str) -> datetime:
    """The beginning of a day, or a moment; UTC unless it says otherwise."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"{text} is no date such as 2026-03-01.", returncode=2) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
