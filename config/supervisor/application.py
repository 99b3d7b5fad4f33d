"""The commands of Baton's own processes: web, workers, beat, and the one-off jobs of a start."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from config import env
from config.supervisor.kernel import give_way
from config.supervisor.layout import Layout
from config.supervisor.process import Command

LIVE_THREADS = "8"  # deliveries wait for other people's servers, sweeps for the database
STOP_WEB_S = 10.0
STOP_WORK_S = 15.0  # a task that takes longer is run again after the next start


@dataclass(frozen=True, slots=True)
class Application:
    """Makes commands that share one environment."""

    layout: Layout
    env: Mapping[str, str]

    def web(self, socket_fd: int, count: int) -> Iterator[Command]:
        """Servers on one listening socket, which outlives them: a restart refuses nobody."""
        for number in range(1, count + 1):
            yield self._python(
                "web" if count == 1 else f"web-{number}",
                ("-m", "daphne", "-v", "0", "--fd", str(socket_fd), "config.asgi:application"),
                grace_s=STOP_WEB_S,
                pass_fds=(socket_fd,),
            )

    def workers(self) -> Iterator[Command]:
        """What a visitor waits for never queues behind a long ingestion."""
        yield self._worker("live", "live,delivery", LIVE_THREADS)
        yield replace(self._worker("ingestion", "ingestion", "1"), enter=give_way)
        # Not inside a worker (-B): there it would be a grandchild, which outlives a killed worker.
        schedule = str(self.layout.run / "beat-schedule")
        yield self._python("beat", ("-m", "config.beat", schedule), grace_s=STOP_WORK_S)

    def manage(self, name: str, *options: str) -> Command:
        """A manage.py command as a child."""
        return self._python(name, ("manage.py", name, *options), grace_s=STOP_WORK_S)

    def _worker(self, name: str, queues: str, threads: str) -> Command:
        pool = ("--pool", "threads", "--concurrency", threads)
        quick = ("--without-gossip", "--without-mingle")  # no other worker to ask; saves a second
        options = (*pool, *quick, "-n", f"{name}@baton", "-l", "WARNING")
        arguments = ("-m", "celery", "-A", "config.celery:app", "worker", "-Q", queues, *options)
        return self._python(name, arguments, grace_s=STOP_WORK_S)

    def _python(
        self,
        name: str,
        arguments: tuple[str, ...],
        *,
        grace_s: float,
        pass_fds: tuple[int, ...] = (),
    ) -> Command:
        return Command(
            name=name,
            argv=(sys.executable, *arguments),
            cwd=env.ROOT,
            log=self.layout.log(name),
            env=self.env,
            grace_s=grace_s,
            pass_fds=pass_fds,
        )
