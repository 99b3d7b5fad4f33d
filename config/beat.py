"""Celery's clock without the tasks: a schedule needs only their names.

`celery beat` imports every app first: 150 MB and a second and a half for a process that sends a
message now and then. Run one of these, `python -m config.beat SCHEDULE_FILE`.
"""

from __future__ import annotations

import logging
import signal
import sys
from types import FrameType

from celery.beat import Service

from config.celery import app


def main(schedule_file: str) -> None:
    """Sends what is due until a stop signal comes."""
    app.log.setup(loglevel=logging.WARNING)
    service = Service(app, schedule_filename=schedule_file)

    def stop(_number: int, _frame: FrameType | None) -> None:
        service.sync()
        sys.exit(0)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    service.start()


if __name__ == "__main__":
    main(*sys.argv[1:])
