"""Recognising documents that did not change since they were indexed; pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from knowledge import words
from knowledge.ingest.chunk import CHUNKER_VERSION


def fingerprint(
    *, kind: str, title: str, body: str, questions: Sequence[str], language: str, embedder: str
) -> str:
    """64 hexadecimal digits that change whenever the pieces or their vectors would."""
    rules = [CHUNKER_VERSION, words.VERSION, language, embedder]
    content = [*rules, kind, title, body, list(questions)]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()
