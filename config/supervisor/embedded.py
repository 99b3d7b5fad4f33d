"""Data services for one command: those of the running product, or its own while it runs."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

from config import env
from config.supervisor import records
from config.supervisor.chroma import Chroma
from config.supervisor.errors import StartError
from config.supervisor.layout import Layout
from config.supervisor.locks import FileLock
from config.supervisor.postgres import Postgres
from config.supervisor.process import Child
from config.supervisor.records import Process, Record
from config.supervisor.service import bring_up
from config.supervisor.valkey import Valkey

Kind = type[Postgres] | type[Valkey] | type[Chroma]
SERVICES: tuple[Kind, ...] = (Postgres, Valkey, Chroma)
WAIT_S = 60.0  # as long as a slow first start may take
POLL_S = 0.05

# Commands that read and write files only, or bring a server of their own.
NEED_NOTHING = frozenset(
    {
        "",
        "collectstatic",
        "compilemessages",
        "diffsettings",
        "export_contracts",
        "findstatic",
        "help",
        "makemessages",
        "replay_conversations",
        "startapp",
        "startproject",
        "test",
        "up",
        "version",
    }
)


def needs_services(arguments: Sequence[str]) -> bool:
    """Whether a manage.py command line talks to the data services."""
    command = arguments[0] if arguments else ""
    if command.startswith("-") or {"-h", "--help"} & set(arguments):
        return False
    if command == "check":
        return any(word.startswith("--database") for word in arguments)
    return command not in NEED_NOTHING


def configured() -> dict[str, str]:
    """The addresses that the environment names, by variable."""
    named = {kind.variable: env.text(kind.variable) for kind in SERVICES}
    return {variable: url for variable, url in named.items() if url}


def missing() -> list[Kind]:
    """The services for which no address is configured."""
    return [service for service in SERVICES if not env.text(service.variable)]


@contextmanager
def services(arguments: Sequence[str]) -> Iterator[None]:
    """The environment names working data services, if the command line needs any.

    Several commands at once share the services of the first, which stops them when the last has
    finished. Raises StartError.
    """
    kinds = missing()
    if not kinds or not needs_services(arguments):
        yield
        return
    layout = Layout(env.data_dir())
    layout.prepare()
    with ExitStack() as stack:
        os.environ.update(_borrow_or_start(layout, kinds, stack))
        yield


def _borrow_or_start(layout: Layout, kinds: Sequence[Kind], stack: ExitStack) -> dict[str, str]:
    owned = FileLock(layout.run / "lock")
    used = FileLock(layout.run / "users")
    stack.callback(owned.close)
    stack.callback(used.close)
    deadline = time.monotonic() + WAIT_S
    while True:
        if used.try_shared():  # else their owner is stopping them
            record = records.read(layout)
            if record and record.is_alive() and record.urls:
                return {kind.variable: record.urls[kind.variable] for kind in kinds}
        if owned.try_exclusive():
            return _start(layout, kinds, stack, used)
        if time.monotonic() > deadline:
            raise StartError(f"The data services in {layout.root} are locked, but do not start.")
        time.sleep(POLL_S)


def _start(
    layout: Layout, kinds: Sequence[Kind], stack: ExitStack, used: FileLock
) -> dict[str, str]:
    records.clear_leftovers(layout)
    urls = configured()
    children: list[Child] = []
    stack.callback(layout.records.unlink, missing_ok=True)
    for kind in kinds:
        service = kind(layout)
        child = bring_up(service)
        stack.callback(child.stop)
        children.append(child)
        urls[service.variable] = service.url
    processes = {child.command.name: Process.of(child.pid) for child in children}
    processes["supervisor"] = Process.of(os.getpid())
    owner = " ".join(["manage.py", *sys.argv[1:2]])
    Record(owner=owner, urls=urls, processes=processes).write(layout)
    stack.callback(_let_others_finish, used)  # runs first
    return urls


def _let_others_finish(used: FileLock) -> None:
    if not used.try_exclusive():
        print("Other commands still use the data services; waiting for them.", file=sys.stderr)
        used.wait_exclusive()
