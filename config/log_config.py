"""Log lines: time, level, logger, what happened, and ids as key=value; never visitors' words."""

from __future__ import annotations

import logging

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class LineFormatter(logging.Formatter):
    """One line a record, with everything given in `extra` at its end."""

    default_msec_format = "%s.%03d"

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """The record as text, with its extras appended before any traceback."""
        extras = {key: value for key, value in vars(record).items() if key not in _STANDARD}
        if extras:
            pairs = " ".join(f"{key}={value}" for key, value in sorted(extras.items()))
            record = logging.makeLogRecord({**vars(record), "msg": record.getMessage(), "args": ()})
            record.msg = f"{record.msg} [{pairs}]"
        return super().format(record)
