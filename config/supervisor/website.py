"""The website's listening socket and whether somebody answers on it."""

from __future__ import annotations

import errno
import http.client
import ipaddress
import os
import socket
import threading
from dataclasses import dataclass

from config import env
from config.supervisor.errors import StartError
from config.supervisor.probes import http_answers

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 8000
BACKLOG = 512
FIRST_PAGE = "/healthz"


@dataclass(frozen=True, slots=True)
class Website:
    """A socket that listens before anything else starts."""

    listener: socket.socket
    host: str
    port: int

    @property
    def address(self) -> str:
        """What to type into a browser on this machine."""
        shown = {"0.0.0.0": "localhost", "::": "localhost"}.get(self.host, self.host)  # noqa: S104
        return f"http://{f'[{shown}]' if ':' in shown else shown}:{self.port}"

    @property
    def is_private(self) -> bool:
        """Whether only this machine can reach it."""
        return ipaddress.ip_address(self.listener.getsockname()[0]).is_loopback

    def close(self) -> None:
        """Nobody can connect any more."""
        self.listener.close()


def listen() -> Website:
    """The socket of HOST and PORT. Raises StartError with a way out."""
    host = env.text("HOST") or DEFAULT_HOST
    port = _port()
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
    except OSError as error:
        raise StartError(f"HOST={host} is not an address of this machine ({error}).") from error
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(place)
    except OSError as error:
        listener.close()
        raise StartError(_why_not(error, host, port)) from error
    listener.listen(BACKLOG)
    return Website(listener, host, listener.getsockname()[1])


def _port() -> int:
    given = env.text("PORT") or str(DEFAULT_PORT)
    if not given.isdecimal() or int(given) > 65535:
        raise StartError(f"PORT must be a number up to 65535, not {given!r}.")
    return int(given)


def _why_not(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        other = port + 1 if port < 65535 else DEFAULT_PORT
        return f"Port {port} of {host} is taken by another program. Try: PORT={other} make run"
    if error.errno == errno.EACCES:
        return f"Port {port} is reserved for the administrator. Try: PORT=8000 make run"
    return f"Cannot listen on {host}, port {port}: {os.strerror(error.errno or 0)}."


class FirstAnswer:
    """Asks for one page and waits in the background: connections queue until a server is there."""

    def __init__(self, website: Website, within_s: float) -> None:
        self.status: int | None = None
        self._website, self._within_s = website, within_s
        threading.Thread(target=self._ask, name="first-answer", daemon=True).start()

    def has_come(self) -> bool:
        """Whether the page has been served, whatever its status."""
        return self.status is not None

    def _ask(self) -> None:
        host = self._website.listener.getsockname()[0]
        host = {"0.0.0.0": DEFAULT_HOST, "::": "::1"}.get(host, host)  # noqa: S104
        while self.status is None:
            try:
                self.status = http_answers(host, self._website.port, FIRST_PAGE, self._within_s)
            except (ConnectionResetError, BrokenPipeError):
                continue  # a server that died took the question with it; its successor gets it
            except (OSError, http.client.HTTPException):
                return  # nobody listens any more, or too late: whoever waits for the answer tells
