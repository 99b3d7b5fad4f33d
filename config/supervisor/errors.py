"""What can stop Baton from starting, said in one line that a person can act on."""

from __future__ import annotations

from pathlib import Path

TAIL_LINES = 12


class StartError(Exception):
    """Something outside the code is in the way; the message is the whole explanation."""


class StopRequested(Exception):
    """A signal asked for an orderly stop."""


def log_tail(log: Path, since: int = 0) -> str:
    """The last lines of a log after the byte `since`, indented, for a message about a failure."""
    try:
        with log.open("rb") as file:
            file.seek(since)
            text = file.read().decode(errors="replace")
    except FileNotFoundError:
        text = ""
    lines = [f"    {line}" for line in text.splitlines() if line.strip()][-TAIL_LINES:]
    return "\n".join(["", *lines, f"  More in {log}"]) if lines else f" See {log}"
