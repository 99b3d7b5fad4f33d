"""Reading in a process of its own, so that no file can take the worker's memory or time."""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any, Literal

from knowledge.ingest.readers.types import Limits, SourceText, UnreadableError

logger = logging.getLogger(__name__)

Format = Literal["pdf", "docx"]
_SCRIPT = Path(__file__).with_name("sandboxed.py")
# What the interpreter itself needs; settings and secrets stay out.
_ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "TMPDIR")


def read_apart(format_: Format, name: str, data: bytes, limits: Limits) -> SourceText:
    """The file's text, read under limits of memory and time. Raises UnreadableError."""
    request = json.dumps({"format": format_, "name": name, "limits": asdict(limits)})
    command = [sys.executable, "-I", "-W", "ignore", str(_SCRIPT), request]
    environment = {key: os.environ[key] for key in _ENVIRONMENT if key in os.environ}
    try:
        # Our own interpreter on our own script; the file goes through a pipe.
        done = subprocess.run(  # noqa: S603
            command,
            input=data,
            capture_output=True,
            env=environment,
            timeout=limits.seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise UnreadableError("took_too_long", {"seconds": limits.seconds}) from error
    if done.returncode:
        raise _killed(done.returncode, format_, limits)
    return _text_of(json.loads(done.stdout), format_)


def _killed(code: int, format_: Format, limits: Limits) -> UnreadableError:
    logger.warning("reader of a file ended", extra={"format": format_, "exit": code})
    if code in (-signal.SIGXCPU, -signal.SIGALRM):
        return UnreadableError("took_too_long", {"seconds": limits.seconds})
    # Out of memory while it was loading or answering, or killed by the kernel for it.
    if code in (1, -signal.SIGKILL):
        return UnreadableError("too_much_memory")
    return UnreadableError(f"corrupt_{format_}")


def _text_of(answer: dict[str, Any], format_: Format) -> SourceText:
    if "error" not in answer:
        return SourceText(**{**answer, "doubts": tuple(answer["doubts"])})
    if "fault" in answer:
        logger.info("file is damaged", extra={"format": format_, "fault": answer["fault"]})
    raise UnreadableError(answer["error"], answer["facts"])
