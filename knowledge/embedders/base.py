"""What every embedder is, and how its pinned files are found on this machine."""

from __future__ import annotations

import ctypes
import hashlib
import sys
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path
from typing import Literal, Protocol

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]
Kind = Literal["query", "passage"]


class EmbedderMissingError(Exception):
    """The model or its vocabulary is not on this machine, or is not the pinned file."""


class Embedder(Protocol):
    """Turns texts into vectors of length 1."""

    id: str
    dim: int
    languages: tuple[str, ...]
    fingerprint: str  # changes whenever the vectors would
    lexical_weight: float  # of BM25 / summed idf beside a cosine of these vectors
    unrelated: float  # cosine of texts that have next to nothing in common

    def encode(self, texts: Sequence[str], kind: Kind = "passage") -> Vectors:
        """Shape (len(texts), dim), rows of length 1, in the order of the texts.

        `kind`: what the texts are; some models tell what is searched for from what is found.
        """
        ...


def evened(cosine: float, embedder: Embedder) -> float:
    """A cosine of these vectors on the scale of the default model: about 0 for unrelated texts."""
    return (cosine - embedder.unrelated) / (1 - embedder.unrelated)


def package_file(distribution: str, name: str, digest: str = "") -> Path:
    """Where an installed package keeps a file; the package's own code is never imported.

    `digest`: hexadecimal SHA-256 of its bytes, checked if given. Raises EmbedderMissingError.
    """
    try:
        files = metadata.files(distribution) or []
    except metadata.PackageNotFoundError:
        files = []
    for file in files:
        path = Path(str(file.locate()))
        if str(file) == name and path.is_file():
            if digest and file_digest(path) != digest:
                raise EmbedderMissingError(f"{path.name} is not the pinned file.")
            return path
    raise EmbedderMissingError(f"The package {distribution} is not installed.")


def file_digest(path: Path) -> str:
    """Hexadecimal SHA-256 of a file, read in small parts."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def give_back_memory() -> None:
    """Memory that was needed only while a model was loaded goes back to the system.

    Measured: 70 MB of 235 for a process that has loaded the English model.
    """
    if sys.platform == "linux":
        libc = ctypes.CDLL(None)
        if hasattr(libc, "malloc_trim"):  # glibc has it, musl does not need it
            libc.malloc_trim(0)
