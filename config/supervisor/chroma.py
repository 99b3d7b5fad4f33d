"""The Chroma server as a child: the vector index, on a loopback port.

It has no authentication, so every local user can read it; it holds nothing that could not be
rebuilt from PostgreSQL.
"""

from __future__ import annotations

import sys

from config.supervisor.layout import Layout
from config.supervisor.probes import http_answers
from config.supervisor.process import Command
from config.supervisor.service import free_port, private_directory

# What the `chroma` script does, but without importing its client first:
# ready in 0.1 s with 38 MB instead of 1.7 s with 113 MB (Chroma 1.5.9).
PROGRAM = "import sys, chromadb_rust_bindings as chroma; chroma.cli(['chroma', *sys.argv[1:]])"


class Chroma:
    """One index in the data directory."""

    name = "chroma"
    variable = "CHROMA_URL"

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._port = free_port()
        self.url = f"http://127.0.0.1:{self._port}"

    def prepare(self) -> None:
        """Its directory exists."""
        private_directory(self._layout.chroma)

    def command(self) -> Command:
        """The server in the foreground, saying little: it would log several lines a request."""
        place = str(self._layout.chroma)
        options = ("--host", "127.0.0.1", "--port", str(self._port), "--path", place)
        return Command(
            name=self.name,
            argv=(sys.executable, "-c", PROGRAM, "run", *options),
            cwd=self._layout.chroma,
            log=self._layout.log(self.name),
            env={"RUST_LOG": "warn", "ANONYMIZED_TELEMETRY": "False"},
            alone_in_cwd=True,
        )

    def check(self) -> bool:
        """Whether it answers its heartbeat."""
        return http_answers("127.0.0.1", self._port, "/api/v2/heartbeat") == 200
