"""`manage.py prepare`: the database fits the code, and the defaults that answering needs exist."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from agents.setup import ensure_defaults as ensure_queue
from escalation.setup import ensure_defaults as ensure_policy
from flows.starter import ensure_default_flow
from knowledge.setup import ensure_default_profile


class Command(BaseCommand):
    """Run at each update, before everything else; running it again changes nothing."""

    help = "Migrates, and makes the default queue, policy, assistant profile and flow if missing."

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrates first: the defaults are rows of the new schema."""
        call_command("migrate", interactive=False, verbosity=options["verbosity"])
        ensure_queue()
        ensure_policy()
        ensure_default_profile()
        ensure_default_flow()
