"""A mail server on this machine; a test decides which addresses it refuses."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class MailHost:
    """What the server took: (recipients, the mail as it came)."""

    port: int = 0
    refused: set[str] = field(default_factory=set)
    taken: list[tuple[list[str], str]] = field(default_factory=list)


class _Talk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        host: MailHost = self.server.host  # type: ignore[attr-defined]
        to: list[str] = []
        self._say("220 here")
        while line := self.rfile.readline().decode().strip():
            verb = line.upper()
            if verb.startswith("RCPT"):
                address = line.partition("<")[2].rstrip(">")
                to += [] if address in host.refused else [address]
                self._say("550 No such user" if address in host.refused else "250 fine")
            elif verb == "DATA":
                self._say("354 go on")
                host.taken.append((to, self._mail()))
                self._say("250 taken")
            elif verb == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 fine")

    def _mail(self) -> str:
        lines = iter(self.rfile.readline, b".\r\n")
        return b"".join(lines).decode()

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@contextmanager
def mail_host() -> Iterator[MailHost]:
    """The server runs until the end of the block."""
    host = MailHost()
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Talk) as server:
        server.host = host  # type: ignore[attr-defined]
        host.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield host
        finally:
            server.shutdown()
            thread.join()
