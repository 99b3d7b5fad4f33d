"""Runs the whole product: data services, website, workers, until somebody says stop."""

from __future__ import annotations

import os
import time
from contextlib import ExitStack
from functools import partial

from config import env
from config.supervisor import embedded, records, reload, screen
from config.supervisor.application import Application
from config.supervisor.errors import StartError, StopRequested
from config.supervisor.fleet import Fleet, Stage
from config.supervisor.layout import Layout, trim
from config.supervisor.locks import FileLock
from config.supervisor.pulse import Pulse
from config.supervisor.records import UP, Process, Record
from config.supervisor.service import READY_WITHIN_S, answers
from config.supervisor.stamps import DEMO, Stamps, schema_mark
from config.supervisor.website import FirstAnswer, Website, listen

STAGES = {"postgres": Stage.DATABASE, "valkey": Stage.BROKER, "chroma": Stage.INDEX}
FIRST_ANSWER_WITHIN_S = 60.0
CALM_TICK_S = 60.0  # nothing to do but look at the size of the logs


def main() -> int:
    """Returns when all has been stopped: 0 after a stop signal, 1 when it could not go on."""
    started = time.monotonic()
    try:
        with Pulse() as pulse:
            Product(pulse).run(started)
    except StopRequested:
        return 0
    except (StartError, env.SettingError) as error:
        screen.note(f"Baton: {error}")
        return 1
    return 0


class Product:
    """One run of everything on one data directory."""

    def __init__(self, pulse: Pulse) -> None:
        self._pulse = pulse
        self._layout = Layout(env.data_dir())
        self._fleet = Fleet(pulse, self._record)
        self._urls: dict[str, str] = {}
        self._website: Website | None = None

    def run(self, started: float) -> None:
        """Starts everything and watches over it. Ends by StopRequested or StartError only."""
        self._layout.prepare()
        with ExitStack() as stack:
            lock = FileLock(self._layout.run / "lock")
            stack.callback(lock.close)
            self._take(lock)
            self._website = website = listen()
            stack.callback(website.close)
            records.clear_leftovers(self._layout)
            stack.callback(self._layout.records.unlink, missing_ok=True)
            self._record()
            stack.callback(self._stop)
            self._start(website)
            demo = env.flag("BATON_DEMO", default=True)
            logins = screen.demo_logins() if demo else []
            screen.ready(website, self._layout, time.monotonic() - started, logins)
            self._watch_for_ever()

    def _take(self, lock: FileLock) -> None:
        """The data directory is ours; waits for a command, but not for another copy."""
        told = False
        while not lock.try_exclusive():
            record = records.read(self._layout)
            if record and record.owner != UP and record.is_alive():
                if not told:
                    screen.note(f"Waiting for {record.owner} to finish with {self._layout.root}.")
                told = True
            elif record and record.address:
                pid = record.processes["supervisor"].pid
                raise StartError(
                    f"already running at {record.address} (process {pid}) on {self._layout.root}. "
                    "For a second one, set another BATON_DATA_DIR and PORT."
                )
            self._pulse.wait(0.1)

    def _start(self, website: Website) -> None:
        self._start_data_services()
        application = Application(
            self._layout, {**self._urls, "BATON_DATA_DIR": str(self._layout.root)}
        )
        stamps = Stamps(self._layout)
        self._migrate(application, stamps)
        for command in application.web(website.listener.fileno(), _web_processes()):
            self._fleet.start(command, Stage.WEB)
        first = FirstAnswer(website, FIRST_ANSWER_WITHIN_S)
        self._seed_demo(application, stamps)
        self._fleet.wait_until(first.has_come, "web", FIRST_ANSWER_WITHIN_S)
        if first.status is not None and first.status >= 500:
            said = self._fleet.said("web")
            screen.note(f"The website answers with an error ({first.status}).{said}")
        for command in application.workers():
            self._fleet.start(command, Stage.WORK)
        if _is_development():
            self._fleet.start(reload.front_end(self._layout), Stage.INDEX)
        self._record()

    def _start_data_services(self) -> None:
        services = [kind(self._layout) for kind in embedded.missing()]
        for service in services:
            service.prepare()
            self._fleet.start(service.command(), STAGES[service.name])
        for service in services:
            self._fleet.wait_until(partial(answers, service), service.name, READY_WITHIN_S)
        self._urls = {**embedded.configured(), **{s.variable: s.url for s in services}}
        self._record()

    def _migrate(self, application: Application, stamps: Stamps) -> None:
        mark = schema_mark()
        if stamps.has(mark):
            return
        screen.note("Preparing the database ...")
        failure = self._fleet.run_to_end(application.manage("prepare"))
        if failure is not None:
            raise StartError(f"the database could not be prepared.{failure}")
        stamps.add(mark)

    def _seed_demo(self, application: Application, stamps: Stamps) -> None:
        """The demo is there. Without it the product works too, so a failure is only reported."""
        if not env.flag("BATON_DEMO", default=True) or stamps.has(DEMO):
            return
        screen.note("Filling the demo ...")
        failure = self._fleet.run_to_end(application.manage("seed_demo"))
        if failure is None:
            stamps.add(DEMO)
        else:
            screen.note(f"The demo could not be filled.{failure}")

    def _watch_for_ever(self) -> None:
        trimmed = time.monotonic()
        changes = reload.Changes() if _is_development() else None
        while True:
            self._fleet.watch(CALM_TICK_S if changes is None else reload.TICK_S)
            if changes and (names := changes.look()):
                screen.note(f"Changed: {', '.join(names[:3])}; reloading.")
                self._fleet.renew((Stage.WEB, Stage.WORK))
            if time.monotonic() - trimmed >= CALM_TICK_S:
                trim(self._layout)
                trimmed = time.monotonic()

    def _record(self) -> None:
        processes = {name: Process.of(pid) for name, pid in self._fleet.processes().items()}
        processes["supervisor"] = Process.of(os.getpid())
        address = self._website.address if self._website else ""
        record = Record(owner=UP, address=address, urls=self._urls, processes=processes)
        record.write(self._layout)

    def _stop(self) -> None:
        screen.note("\nStopping ...")
        self._fleet.stop()
        screen.note("Stopped.")


def _is_development() -> bool:
    return env.flag("BATON_DEV", default=False)


def _web_processes() -> int:
    count = env.number("WEB_PROCESSES", 1)
    if not 1 <= count <= 64:
        raise StartError(f"WEB_PROCESSES must be between 1 and 64, not {count}.")
    return count
