"""Files that staff add: looked at before they are read, then left to a worker."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from knowledge.ingest.readers import UnreadableError, check_size
from knowledge.ingest.readers.configured import configured
from knowledge.ingest.readers.encoding import clean
from knowledge.ingest.readers.files import format_of
from knowledge.ingest.readers.types import Doubts
from knowledge.models import OPEN_RUN_STATES, KnowledgeBase, Source, SourceKind, SourceRun
from knowledge.services import sources

logger = logging.getLogger(__name__)

_HEAD = 4096
_MAX_NAME = 200


@dataclass(frozen=True, slots=True)
class Looked:
    """One file as it was handed in. `problem`: why it is not taken, empty when it is."""

    name: str
    problem: str = ""


def look_over(files: Sequence[UploadedFile[bytes]]) -> list[Looked]:
    """What can be said of each file before it is read: its size, its kind, its name."""
    seen: set[str] = set()
    found = []
    for number, file in enumerate(files):
        name = safe_name(file.name or "")
        problem = _problem(file, name, number, seen)
        if not problem:
            seen.add(name.casefold())
        found.append(Looked(name, problem))
    return found


def add_uploads(
    *,
    knowledge_base: KnowledgeBase,
    name: str,
    files: Sequence[UploadedFile[bytes]],
    created_by: Any = None,
) -> tuple[Source | None, list[Looked]]:
    """The good files wait to be read, in one source of this name; each file has its line.

    A file of a name that the source has already takes its place. The source is None when no file
    was good.
    """
    looked = look_over(files)
    good = [(one.name, file) for one, file in zip(looked, files, strict=True) if not one.problem]
    if not good:
        return None, looked
    with transaction.atomic():
        source = source_for(knowledge_base, SourceKind.UPLOAD, name, created_by)
        sources.add_files(source.pk, _contents(good))
    logger.info("files added", extra={"source": source.pk, "files": len(good)})
    return source, looked


def source_for(
    knowledge_base: KnowledgeBase, kind: SourceKind, name: str, created_by: Any
) -> Source:
    """The source of this kind and name; with a number behind it while that one is being read."""
    for number in range(1, 1000):
        wanted = name if number == 1 else f"{name} {number}"
        source = Source.objects.filter(knowledge_base=knowledge_base, name=wanted).first()
        if source is None:
            return sources.create_source(
                knowledge_base=knowledge_base, name=wanted, kind=kind, created_by=created_by
            )
        busy = SourceRun.objects.filter(source=source, state__in=OPEN_RUN_STATES).exists()
        if source.kind == kind and not busy:
            return source
    raise sources.SourceError(_("There are too many sources of this name."))


def safe_name(name: str) -> str:
    """The last part of a file's name, without control characters and not too long."""
    last = PureWindowsPath(PurePosixPath(name).name).name
    words = " ".join(clean(last, Doubts()).split())
    path = PurePosixPath(words or "file")
    return path.stem[: _MAX_NAME - len(path.suffix)] + path.suffix


def _problem(file: UploadedFile[bytes], name: str, number: int, seen: set[str]) -> str:
    if number >= settings.KNOWLEDGE_FILES_AT_ONCE:
        most = settings.KNOWLEDGE_FILES_AT_ONCE
        return _("At most %(most)d files are taken at once. Add this one next.") % {"most": most}
    if name.casefold() in seen:
        return _("Another file of this name was chosen too; only the first was taken.")
    try:
        check_size(file.size or 0, configured())
        file.seek(0)
        head = file.read(_HEAD)
        file.seek(0)
        if name.lower().endswith(".csv"):
            return _("Tables of questions and answers are added with “Import a table”.")
        format_of(name, head)
    except UnreadableError as error:
        return str(error)
    return ""


def _contents(files: Sequence[tuple[str, UploadedFile[bytes]]]) -> Iterator[tuple[str, bytes]]:
    """One after the other, so that no more than one is in memory."""
    for name, file in files:
        file.seek(0)
        yield name, file.read()
