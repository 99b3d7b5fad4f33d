"""A server to play against: one of our own, on data that is thrown away, or one that runs."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from config import env
from config.supervisor import records
from config.supervisor.errors import StartError
from config.supervisor.layout import Layout
from config.supervisor.process import Child, Command

_START_WITHIN_S = 300.0  # a first start with the demo, on a machine that has other work
_LAST = "beat"  # the process that the supervisor starts after all others
_POLL_S = 0.2
_ASKED_WITHIN_S = 600.0
_OURS = {
    "DATABASE_URL": "",
    "REDIS_URL": "",
    "CHROMA_URL": "",
    "HOST": "127.0.0.1",
    "PORT": "0",
    "BATON_DEMO": "1",
    "BATON_DEV": "0",
    "TRUSTED_PROXIES": "1",  # so that each visitor comes from an address of their own, as in life
}
"""Instead of what would lead our own server to somebody's real data or address."""


@dataclass(frozen=True, slots=True)
class Server:
    """A server. `variables`: with which our commands reach its database; empty when they cannot."""

    base: str
    is_ours: bool = False
    variables: Mapping[str, str] = field(default_factory=dict)

    def ask(self, question: str, given: Sequence[str] = ()) -> Any:
        """What `config.dialogues.outcomes` reads from the server's database. Raises StartError."""
        done = subprocess.run(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-m", "config.dialogues.outcomes", question],
            cwd=env.ROOT,
            env={**os.environ, **self.variables},
            input=json.dumps(list(given)),
            capture_output=True,
            text=True,
            check=False,
            timeout=_ASKED_WITHIN_S,
        )
        if done.returncode != 0:
            raise StartError(f"the server's database cannot be read: {done.stderr.strip()[-500:]}")
        return json.loads(done.stdout.splitlines()[-1])


def running(url: str) -> Server:
    """The server at this address. Its database is within reach when it runs on our own data."""
    base = url.rstrip("/")
    record = records.read(Layout(env.data_dir()))
    if record is not None and record.is_alive() and record.address.rstrip("/") == base:
        return Server(base, variables=dict(record.urls))
    return Server(base)


@contextmanager
def our_own() -> Iterator[Server]:
    """The whole product with its demo, stopped and gone with its data afterwards.

    Should this process be killed, the product stops itself. Raises StartError.
    """
    with tempfile.TemporaryDirectory(prefix="baton-replay-") as place:
        layout = Layout(Path(place) / "data")
        layout.root.mkdir(mode=0o700)
        child = Child(
            Command(
                name="product",
                argv=(sys.executable, str(env.ROOT / "manage.py"), "up"),
                cwd=env.ROOT,
                log=Path(place) / "up.log",
                env={**_OURS, "BATON_DATA_DIR": str(layout.root)},
                orphan_signal=signal.SIGTERM,
                grace_s=60.0,
            )
        )
        try:
            yield _ready(child, layout)
        finally:
            child.stop()


def _ready(child: Child, layout: Layout) -> Server:
    deadline = time.monotonic() + _START_WITHIN_S
    while time.monotonic() < deadline:
        if child.exit_code() is not None:
            break
        record = records.read(layout)
        if record is not None and _LAST in record.processes and _answers(record):
            variables = {**record.urls, "BATON_DATA_DIR": str(layout.root)}
            return Server(record.address, is_ours=True, variables=variables)
        time.sleep(_POLL_S)
    raise StartError(f"the server to play against did not start.{child.said()}")


def _answers(record: records.Record) -> bool:
    place = urlsplit(record.address)
    if place.hostname is None:
        return False
    connection = http.client.HTTPConnection(place.hostname, place.port or 80, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
