"""`manage.py replay_conversations`: recorded chats played through the real visitor socket."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.dialogues import server as servers
from config.dialogues.figures import figures, readable, reason_of
from config.dialogues.play import Place, Played, play_all
from config.dialogues.recorded import Dialogue, read_dialogues
from config.dialogues.server import Server
from config.dialogues.visitor import RefusedVisitorError
from config.evaluation.base import BROKEN_INPUT, Progress, faults, files_argument
from config.supervisor.errors import StartError
from knowledge.evaluation.output import rows_to

_STOPPED = 130  # what a shell reports of a command that Ctrl+C ended


class Command(BaseCommand):
    """Reads and writes JSON Lines; broken input means one clear line, exit 2 and no output."""

    help = (
        "Plays the customer's side of recorded chats through the visitor socket of a server "
        "(its own, on throw-away data, unless --server names one) and proves that nothing is "
        "lost, doubled or out of order."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """What is played, where, and how."""
        files_argument(parser, "--dialogues", "JSON Lines: id, turns[{speaker, text, action}]")
        parser.add_argument("--output", type=Path, required=True, metavar="FILE")
        parser.add_argument("--json", type=Path, metavar="FILE", help="the summary as JSON")
        parser.add_argument("--limit", type=_count, metavar="N", help="only the first N dialogues")
        parser.add_argument("--server", type=_address, metavar="URL", help="one that runs")
        parser.add_argument("--site", default="", metavar="KEY", help="whose visitors they are")
        parser.add_argument(
            "--concurrency", type=_count, default=8, metavar="N", help="dialogues at once (8)"
        )
        parser.add_argument(
            "--patience",
            type=_count,
            default=30,
            metavar="S",
            help="waits for answers (30)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Reads everything first; what it started is stopped however it ends.

        Leaves with 1 when a message was lost, doubled or out of order, or a decision differs.
        """
        with faults(), _stopping():
            dialogues = read_dialogues(options["dialogues"])[: options["limit"]]
            with ExitStack() as stack:
                output = stack.enter_context(rows_to(options["output"], options["dialogues"]))
                summary = options["json"] and stack.enter_context(
                    rows_to(options["json"], [*options["dialogues"], options["output"]])
                )
                progress = Progress(self.stdout, len(dialogues))
                with _server(options["server"], progress) as server:
                    played, took_s = _play(dialogues, _place(server, options), options, progress)
                    seen = _outcomes(server, played)
                for one in played:
                    output.write(one.to_json(reason_of(one, seen)))
                found = figures(played, took_s, seen)
                if summary:
                    summary.write(found.to_json())
        self.stdout.write(readable(found))
        if not found.is_clean:
            sys.exit(1)


@contextmanager
def _server(url: str | None, progress: Progress) -> Iterator[Server]:
    if url:
        yield servers.running(url)
        return
    progress.say("starting a server")
    with servers.our_own() as server:
        progress.say("reading the help centre")
        if not server.ask("furnished"):
            raise StartError("the demo's help centre could not be indexed in time.")
        yield server
        progress.say("stopping the server")
    progress.end()


def _play(
    dialogues: Sequence[Dialogue], place: Place, options: Mapping[str, Any], progress: Progress
) -> tuple[list[Played], float]:
    """The dialogues, played, and how long it took, in seconds."""
    began = time.monotonic()
    done = iter(range(1, len(dialogues) + 1))
    progress.at(0)
    talks = play_all(dialogues, place, options["concurrency"], lambda: progress.at(next(done)))
    try:
        return asyncio.run(talks), time.monotonic() - began
    except RefusedVisitorError as error:
        raise CommandError(f"{place.base}: {error}", returncode=BROKEN_INPUT) from error
    finally:
        progress.end()


def _place(server: Server, options: Mapping[str, Any]) -> Place:
    site = options["site"]
    if not site and not server.variables:
        raise CommandError(
            "This server's database is out of reach: name a site of it with --site KEY.",
            returncode=BROKEN_INPUT,
        )
    return Place(
        base=server.base,
        site=site or server.ask("site"),
        patience_s=options["patience"],
        behind_us=server.is_ours,
    )


def _outcomes(server: Server, played: Sequence[Played]) -> dict[str, Any] | None:
    """What the server's database says about them; None when it is out of reach."""
    if not server.variables:
        return None
    conversations = [one.conversation for one in played if one.conversation]
    found: dict[str, Any] = server.ask("outcomes", conversations)
    return found


@contextmanager
def _stopping() -> Iterator[None]:
    """A stop signal ends the command as Ctrl+C does: in order, and with nothing written."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    except KeyboardInterrupt:
        raise CommandError("Stopped; nothing was written.", returncode=_STOPPED) from None
    except StartError as error:
        raise CommandError(f"Baton: {error}") from error
    finally:
        signal.signal(signal.SIGTERM, before)


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


def _address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/"):
        raise argparse.ArgumentTypeError("must be an address such as http://127.0.0.1:8000")
    return text.rstrip("/")
