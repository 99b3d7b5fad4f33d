"""Valkey as a child: broker, channel layer and cache, on a loopback port behind a password."""

from __future__ import annotations

import secrets

from config.supervisor.layout import Layout
from config.supervisor.probes import valkey_answers
from config.supervisor.process import Command
from config.supervisor.programs import valkey_program
from config.supervisor.service import free_port, private_directory

SETTINGS = """\
bind 127.0.0.1
port {port}
requirepass {password}
appendonly yes
save ""
maxmemory-policy noeviction
daemonize no
"""


class Valkey:
    """One append-only store in the data directory."""

    name = "valkey"
    variable = "REDIS_URL"

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._port = free_port()
        self._password = secrets.token_urlsafe(32)
        self.url = f"redis://:{self._password}@127.0.0.1:{self._port}/0"

    def prepare(self) -> None:
        """The settings are in a private file: anybody can read passwords on a command line."""
        private_directory(self._layout.valkey)
        file = self._layout.run / "valkey.conf"
        file.touch(mode=0o600)
        text = SETTINGS.format(port=self._port, password=self._password)
        file.write_text(text, encoding="utf-8")

    def command(self) -> Command:
        """The server in the foreground; it writes into its working directory."""
        return Command(
            name=self.name,
            argv=(valkey_program(), str(self._layout.run / "valkey.conf")),
            cwd=self._layout.valkey,
            log=self._layout.log(self.name),
            alone_in_cwd=True,
        )

    def check(self) -> bool:
        """Whether our own server answers PING."""
        return valkey_answers(self._port, self._password)
