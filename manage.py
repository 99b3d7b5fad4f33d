#!/usr/bin/env python3
"""Runs a Django command, with data services of its own when none are configured or running."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def main() -> int:
    """The exit code; Django's own errors leave through SystemExit."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    _read_env_file(Path(__file__).resolve().parent / ".env")
    if sys.argv[1:] == ["up"]:  # without Django: the supervisor stays small and starts at once
        from config.supervisor import up

        return up.main()
    from config.supervisor import embedded, screen
    from config.supervisor.errors import StartError

    try:
        with embedded.services(sys.argv[1:]):
            from django.core.management import execute_from_command_line

            execute_from_command_line(sys.argv)
    except StartError as error:
        screen.note(f"Baton: {error}")
        return 1
    return 0


def _read_env_file(path: Path) -> None:
    """Variables of `.env` that are not set yet are set."""
    if path.exists():
        import environ

        environ.Env.read_env(path)


if __name__ == "__main__":
    sys.exit(main())
