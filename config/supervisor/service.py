"""What the embedded data services have in common, and how one of them is brought up."""

from __future__ import annotations

import http.client
import socket
import time
from pathlib import Path
from typing import Protocol

from config.supervisor.errors import StartError
from config.supervisor.probes import ServerRefusedError
from config.supervisor.process import POLL_S, Child, Command, how_it_ended

READY_WITHIN_S = 60.0  # a database may first have to recover from a crash


class Service(Protocol):
    """A data service that can be started from this machine's own programs."""

    name: str
    variable: str  # the environment variable that holds its address
    url: str

    def prepare(self) -> None:
        """Its directory exists and is ready for use."""

    def command(self) -> Command:
        """How to start it. Needs `prepare`."""

    def check(self) -> bool:
        """Whether it answers a real query. May raise what a probe raises."""


def answers(service: Service) -> bool:
    """Whether the service answers a real query now."""
    try:
        return service.check()
    except (OSError, ServerRefusedError, http.client.HTTPException):
        return False


def bring_up(service: Service) -> Child:
    """The service runs and answers. Raises StartError with the end of its log."""
    service.prepare()
    child = Child(service.command())
    deadline = time.monotonic() + READY_WITHIN_S
    try:
        while not answers(service):
            code = child.exit_code()
            if code is not None:
                how = how_it_ended(code)
                raise StartError(f"{service.name} did not start: {how}.{child.said()}")
            if time.monotonic() > deadline:
                raise StartError(f"{service.name} does not answer.{child.said()}")
            time.sleep(POLL_S)
    except BaseException:
        child.stop()
        raise
    return child


def free_port() -> int:
    """A port of the loopback interface that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def private_directory(path: Path) -> Path:
    """The directory exists and is for its owner only."""
    path.mkdir(mode=0o700, exist_ok=True)
    return path
