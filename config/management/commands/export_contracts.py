"""`manage.py export_contracts [--check]`: frames as JSON schemas and TypeScript types."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config import contracts


class Command(BaseCommand):
    """Writes the contract files, or says which ones are out of date."""

    help = "Write JSON schemas and TypeScript types of all frames into static/src/protocol."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="write nothing, fail when files are out of date"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["check"]:
            contracts.write()
            self.stdout.write(f"Written to {contracts.FOLDER.name}/.")
            return
        drifted = contracts.drifted()
        if drifted:
            raise CommandError(
                f"Out of date: {', '.join(drifted)}. Run `manage.py export_contracts`."
            )
        self.stdout.write("Contracts are up to date.")
