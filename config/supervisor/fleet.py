"""The children of a running product: started, restarted when they die, stopped in order."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from config.supervisor import screen
from config.supervisor.errors import StartError
from config.supervisor.process import POLL_S, Child, Command, how_it_ended
from config.supervisor.pulse import Pulse

MAX_RESTARTS = 5
WINDOW_S = 60.0
FIRST_DELAY_S = 0.2  # doubled at each restart within the window
TICK_S = 0.02  # while waiting for something that gives no signal


class Stage(IntEnum):
    """The order of stopping: nobody loses a service that he still needs."""

    WEB = 1
    WORK = 2
    INDEX = 3
    DATABASE = 4
    BROKER = 5


@dataclass(slots=True)
class Member:
    """One child and its recent deaths."""

    command: Command
    stage: Stage
    child: Child
    deaths: deque[float] = field(default_factory=deque)  # monotonic times within the window
    due: float | None = None  # when to start it again; None while it runs


class Fleet:
    """All children of the supervisor. Use from the main thread only."""

    def __init__(self, pulse: Pulse, on_change: Callable[[], None]) -> None:
        """`on_change` is called after a child has got a new process."""
        self._pulse = pulse
        self._on_change = on_change
        self._members: list[Member] = []

    def start(self, command: Command, stage: Stage) -> None:
        """The command runs, and will be started again whenever it ends."""
        self._members.append(Member(command, stage, Child(command)))

    def processes(self) -> dict[str, int]:
        """Process ids by name, of those that run."""
        return {m.command.name: m.child.pid for m in self._members if m.due is None}

    def watch(self, longest_s: float) -> None:
        """Waits for a signal or at most so long, then starts again what has died and is due.

        Raises StopRequested, or StartError when a child keeps dying.
        """
        dues = [member.due for member in self._members if member.due is not None]
        soonest_s = min(dues, default=float("inf")) - time.monotonic()
        self._pulse.wait(max(0.0, min(longest_s, soonest_s)))
        for member in self._members:
            self._tend(member)

    def wait_until(self, ready: Callable[[], bool], name: str, within_s: float) -> None:
        """Returns when `ready` says so of the named child. Raises StartError when it is late."""
        deadline = time.monotonic() + within_s
        while not ready():
            if time.monotonic() > deadline:
                raise StartError(f"{name} was not ready after {within_s:.0f} s.{self.said(name)}")
            self.watch(TICK_S)

    def said(self, name: str) -> str:
        """The end of what the named child has logged."""
        return "".join(m.child.said() for m in self._members if m.command.name == name)

    def run_to_end(self, command: Command) -> str | None:
        """Runs a command that is meant to end; None when it succeeded, else what it said."""
        child = Child(command)
        try:
            while (code := child.exit_code()) is None:
                self.watch(1.0)
        except BaseException:
            child.stop()
            raise
        return child.said() if code else None

    def renew(self, stages: Collection[Stage]) -> None:
        """The children of these stages have new processes."""
        for member in self._members:
            if member.stage in stages and member.due is None:
                member.child.stop()
                member.child = Child(member.command)
        self._on_change()

    def stop(self) -> None:
        """No child is left. They stop stage by stage; a second Ctrl+C ends the patience."""
        presses = self._pulse.interrupts
        for stage in Stage:
            members = [member for member in self._members if member.stage is stage]
            self._ask_and_wait(members, presses)
            for member in members:
                was_running = member.child.exit_code() is None
                member.child.end_now()
                if was_running:
                    screen.note(f"{member.command.name} did not stop in time and was killed.")

    def _ask_and_wait(self, members: Sequence[Member], presses: int) -> None:
        running = [member for member in members if member.child.exit_code() is None]
        for member in running:
            member.child.ask_to_stop()
        grace_s = max((member.command.grace_s for member in running), default=0.0)
        deadline = time.monotonic() + grace_s
        while any(member.child.exit_code() is None for member in running):
            if time.monotonic() > deadline or self._pulse.interrupts > presses:
                return
            self._pulse.sleep(POLL_S)

    def _tend(self, member: Member) -> None:
        if member.due is None:
            code = member.child.exit_code()
            if code is not None:
                self._bury(member, code)
        elif time.monotonic() >= member.due:
            member.child, member.due = Child(member.command), None
            self._on_change()

    def _bury(self, member: Member, code: int) -> None:
        """The dead child is due for a restart. Raises StartError when it has died too often."""
        member.child.end_now()  # whatever is left of its session goes too
        now = time.monotonic()
        member.deaths.append(now)
        while member.deaths[0] < now - WINDOW_S:
            member.deaths.popleft()
        name, how = member.command.name, how_it_ended(code)
        if len(member.deaths) > MAX_RESTARTS:
            raise StartError(f"{name} keeps stopping ({how}); giving up.{member.child.said()}")
        member.due = now + FIRST_DELAY_S * 2 ** (len(member.deaths) - 1)
        screen.note(f"{name} stopped unexpectedly ({how}); starting it again.")
