"""Readers of files and pages. `read_file` is the door; errors carry words for staff."""

from knowledge.ingest.readers.files import check_size, read_file
from knowledge.ingest.readers.types import Limits, SourceText, UnreadableError

__all__ = ["Limits", "SourceText", "UnreadableError", "check_size", "read_file"]
