"""`manage.py up`: runs the whole product."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from config.supervisor import up


class Command(BaseCommand):
    """Hands over to the supervisor; `manage.py up` itself gets there without loading Django."""

    help = (
        "Runs everything: data services, website, workers. Ctrl+C stops it. "
        "Settings come from the environment, see docs/running.md."
    )
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Returns when everything has been stopped."""
        sys.exit(up.main())
