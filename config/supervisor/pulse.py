"""Signals as events: waiting ends at once when a child ends or a stop is asked for."""

from __future__ import annotations

import select
import signal
import socket
from types import FrameType, TracebackType
from typing import Self

from config.supervisor.errors import StopRequested

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Pulse:
    """Catches stop signals and ends of children while it is entered."""

    def __init__(self) -> None:
        self._receiver, self._sender = socket.socketpair()
        self._receiver.setblocking(False)
        self._sender.setblocking(False)
        self._stopping = False
        self.interrupts = 0  # how often Ctrl+C was pressed

    def wait(self, timeout_s: float) -> None:
        """Returns after a signal or the time. Raises StopRequested at the first stop signal."""
        if not self._stopping:
            self.sleep(timeout_s)
        if self._stopping:
            raise StopRequested

    def sleep(self, timeout_s: float) -> None:
        """Returns after a signal or the time, whatever the signal was."""
        select.select([self._receiver], [], [], timeout_s)
        try:
            self._receiver.recv(4096)
        except BlockingIOError:
            return

    def _note(self, number: int, _frame: FrameType | None) -> None:
        self._stopping = self._stopping or number in STOP_SIGNALS
        self.interrupts += number == signal.SIGINT

    def __enter__(self) -> Self:
        self._wakeup = signal.set_wakeup_fd(self._sender.fileno(), warn_on_full_buffer=False)
        watched = (*STOP_SIGNALS, signal.SIGCHLD)
        self._before = {number: signal.signal(number, self._note) for number in watched}
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        signal.set_wakeup_fd(self._wakeup)
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._receiver.close()
        self._sender.close()
